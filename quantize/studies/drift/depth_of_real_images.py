"""What tells another depth apart on real images, by scanner and setting: the size of the field that is found, and lateral detail.

    python -m quantize.studies.drift.depth_of_real_images [--data FOLDER]

The images of shared/data whose field was marked by hand, every twelfth frame of a file, in the default region. One scanner
(Philips HD11) was used at two depths. How much the size differs from image to image at one setting is the finder's error,
which `edge_app/scanner_screen/field_size.py` has to bear.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
import numpy as np

from edge_app.capture.readers.files import open_recording
from edge_app.drift.texture import texture_numbers
from edge_app.scanner_screen import central_region, image_field
from quantize.studies import SHARED_DATA
from quantize.studies.drift.near_field import around
from tests.support.annotated_screens import MAX_FRAMES, Annotation, all_annotations

EVERY = 12  # frames of a file with several


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SHARED_DATA)
def main(data: Path) -> None:
    """Print a row for each scanner and setting."""
    click.echo(
        f"{'scanner':40}{'images':>7}{'found width, px':>22}{'height, px':>22}{'finest detail (SD)':>22}{'fine detail (SD)':>22}"
    )
    for annotation in all_annotations():
        if len(annotation.field) == 1:
            click.echo(row(annotation, data))


def row(annotation: Annotation, data: Path) -> str:
    """Median, least and most of the sizes; mean and standard deviation of the details."""
    region = central_region(around(annotation)[0])
    values = []
    for name in annotation.files:
        for image in islice(open_recording(data / name).frames(), 0, MAX_FRAMES, EVERY):
            box, texture = image_field(image.pixels), texture_numbers(region.crop(image.pixels))
            values.append((box.w, box.h, texture.finest_lateral_detail or 0.0, texture.fine_lateral_detail or 0.0))
    found = np.array(values)
    sizes = [f"{np.median(side):.0f} ({side.min():.0f}-{side.max():.0f})" for side in found[:, :2].T]
    spread = [f"{np.std(one, ddof=1):.3f}" if len(one) > 1 else "-" for one in found[:, 2:].T]
    details = [f"{one.mean():.3f} ({sd})" for one, sd in zip(found[:, 2:].T, spread, strict=True)]
    return f"{annotation.source:40}{len(found):7}" + "".join(f"{cell:>22}" for cell in (*sizes, *details))


if __name__ == "__main__":
    main()
