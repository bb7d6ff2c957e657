"""What does the guard's look at the texture cost, beside the preprocessing of the same crop?

    python -m quantize.studies.guard.texture guard/guard.npz

One thread. Numbers, score and preprocessing take turns on the same simulated crops, so that a busy machine slows all of them;
time is the thread's own, and each figure a median.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.guard.texture import texture_features
from edge_app.guard.texture_model import TextureModel
from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import Pose, Scanner, draw_settings
from edge_app.phantom.subject import draw_subject
from edge_app.records import GreyImage, Muscle
from edge_app.scanner_screen import central_region, image_field

SUBJECTS = 4


def images(rng: np.random.Generator) -> list[GreyImage]:
    """Simulated images (H, W) uint8 of a few subjects."""
    made = []
    for number in range(SUBJECTS):
        subject = draw_subject(rng, str(number), list(Muscle)[number % 3], abnormal=number % 2 == 1)
        phantom = build_phantom(subject, number)
        settings = draw_settings(rng, phantom.deepest_mm)
        made.append(acquire(phantom, Scanner(settings, number), Pose(), phantom.slab((0, 0), settings.depth_mm, rng)).grey)
    return made


def milliseconds(work: Callable[[], object]) -> float:
    """The thread's own time for one call, ms."""
    start = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - start) / 1e6


@click.command()
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", default=60, show_default=True, type=click.IntRange(2), help="Times each crop is measured.")
def main(model: Path, rounds: int) -> None:
    """Time the guard's texture model MODEL, a guard.npz that `python -m quantize fit-guard` wrote."""
    cv2.setNumThreads(1)
    fitted = TextureModel.from_npz(model.read_bytes())
    times: dict[str, list[float]] = {"numbers": [], "score": [], "preprocessing": []}
    crops = [(image, central_region(image_field(image))) for image in images(np.random.default_rng(1))]
    for _ in range(rounds):
        for image, roi in crops:
            region = roi.crop(image)
            features = texture_features(region)
            times["numbers"].append(milliseconds(lambda region=region: texture_features(region)))  # type: ignore[misc]
            times["score"].append(milliseconds(lambda features=features: fitted.score(features)))  # type: ignore[misc]
            times["preprocessing"].append(milliseconds(lambda image=image, roi=roi: preprocess(image, roi, Preprocessing())))  # type: ignore[misc]
    base = np.array(times["preprocessing"])
    for name, values in times.items():
        ratio = float(np.median(np.array(values) / base))
        click.echo(f"{name:14} {np.median(values):6.2f} ms, {ratio:5.1f} times the preprocessing")


if __name__ == "__main__":
    main()
