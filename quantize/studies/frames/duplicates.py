"""How alike the fingerprints of changed copies are, and those of images of different subjects, on real images and simulated ones.

    python -m quantize.studies.frames.duplicates

Needs the shared frames. The frames of a sweep are one subject's, and are not compared with one another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.records import GreyImage
from quantize.dataset.inspection.duplicates import LIKE, fingerprint
from quantize.dataset.manifest import read_grey
from quantize.dataset.simulate import examine, plan

DATA = Path("../shared/data")
FOLDERS = (
    "limb_transverse_sweep", "gl_longitudinal_ge_screen", "gm_longitudinal_telemed", "gm_longitudinal_philips",
    "vl_longitudinal_ge", "nerve_regions_transverse",
)  # fmt: skip
OF_A_FOLDER = 14  # recordings, at most
PHANTOMS, EVERY, SUBJECTS = 60, 9, 7  # of so many planned subjects every ninth, and so many of these


def _jpeg(pixels: GreyImage) -> GreyImage:
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 50])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _cropped(share: float) -> Callable[[GreyImage], GreyImage]:
    """A share of its width less at the left, and of its height at top and bottom together."""

    def crop(pixels: GreyImage) -> GreyImage:
        height, width = pixels.shape
        return pixels[int(height * share / 2) : height - int(height * share / 2), int(width * share) :]

    return crop


COPIES: dict[str, Callable[[GreyImage], GreyImage]] = {
    "JPEG 50": _jpeg,
    "size x 0.7": lambda p: np.asarray(cv2.resize(p, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), np.uint8),
    "grey x 1.6": lambda p: np.clip(p * 1.6, 0, 255).astype(np.uint8),
    "gamma 0.6": lambda p: (255 * (p / 255.0) ** 0.6).astype(np.uint8),
    "blur 1.5 px": lambda p: np.asarray(cv2.GaussianBlur(p, (0, 0), 1.5), np.uint8),
    "noise 8": lambda p: np.clip(p + np.random.default_rng(0).normal(0, 8, p.shape), 0, 255).astype(np.uint8),
    "crop 1 %": _cropped(0.01),
    "crop 2 %": _cropped(0.02),
    "crop 4 %": _cropped(0.04),
}


def images() -> Iterator[tuple[str, GreyImage]]:
    """Whose image it is, a folder of real ones being one person's, and the image."""
    for folder in FOLDERS:
        for file in islice(recordings_in(DATA / folder), OF_A_FOLDER):
            yield folder, next(iter(open_recording(file).frames())).pixels
    with tempfile.TemporaryDirectory() as name:
        for kind in ("images", "masks"):
            (Path(name) / kind).mkdir()
        for task in plan(PHANTOMS, 1)[::EVERY][:SUBJECTS]:
            for sample in examine(task, Path(name)):
                yield sample.subject, read_grey(Path(name) / sample.image)


@click.command()
def main() -> None:
    """Print correlations, smallest, 5th percentile and median of copies, and largest between subjects."""
    cv2.setNumThreads(1)
    owners, pictures = zip(*images(), strict=True)
    straight = np.stack([fingerprint(one) for one in pictures])
    mirrored = np.stack([fingerprint(np.ascontiguousarray(one[:, ::-1])) for one in pictures])
    between = np.maximum(straight @ straight.T, straight @ mirrored.T)
    strangers = np.array([[one != other for other in owners] for one in owners])
    click.echo(
        f"{len(pictures)} images, {strangers.sum() // 2} pairs of different subjects: at most {between[strangers].max():.3f}"
    )
    click.echo(f"called one from {LIKE} on; correlation of a copy:")
    for name, change in COPIES.items():
        alike = [float(one @ fingerprint(change(picture))) for one, picture in zip(straight, pictures, strict=True)]
        low, middle = np.percentile(alike, [5, 50])
        click.echo(f"  {name:12} smallest {min(alike):.3f}, 5th percentile {low:.3f}, median {middle:.3f}")


if __name__ == "__main__":
    main()
