"""Dark stripes in the near field of real images, by scanner: how much healthy probes differ from image to image.

    python -m quantize.studies.drift.near_field [--data FOLDER]

The images of shared/data whose field and scale were marked by hand, the first of each file; rectangular fields apart from others,
in whose strip dark corners lie.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from pathlib import Path

import click
import numpy as np

from edge_app.capture.readers.files import open_recording
from edge_app.drift.near_field import near_field_dropout
from edge_app.records import Roi
from quantize.studies import SHARED_DATA
from tests.support.annotated_screens import Annotation, all_annotations

MOST_FILES = 12  # of an annotation: many are of one session


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SHARED_DATA)
def main(data: Path) -> None:
    """Print median and spread of each scanner."""
    found: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for annotation in all_annotations():
        if annotation.mm_per_pixel is None or len(annotation.field) != 1:
            continue
        box, rectangular = around(annotation)
        for name in annotation.files[:MOST_FILES]:
            for image in islice(open_recording(data / name).frames(), 1):
                dropout = near_field_dropout(image.pixels, box, annotation.mm_per_pixel)
                if dropout is not None:
                    found[annotation.source, rectangular].append(dropout)
    click.echo(f"{'scanner':40}{'field':12}{'images':>7}{'median':>8}{'SD':>7}")
    for (source, rectangular), values in found.items():
        shape = "rectangle" if rectangular else "other"
        click.echo(f"{source:40}{shape:12}{len(values):7}{np.median(values):8.2f}{np.std(values):7.2f}")


def around(annotation: Annotation) -> tuple[Roi, bool]:
    """The box around the field, and whether the field is that box."""
    (corners,) = annotation.field
    xs, ys = [round(x) for x, _ in corners], [round(y) for _, y in corners]
    return Roi(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)), len(corners) == 4


if __name__ == "__main__":
    main()
