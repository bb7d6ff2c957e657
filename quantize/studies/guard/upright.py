"""Which images of muscle are called upside down, and which crops of the simulated probe longitudinal?

    python -m quantize.studies.guard.upright --data ../shared/data

The central region of each real frame (at most 16 of a recording) and of the simulated probe over every muscle, as seen, darker,
brighter and turned by 180 degrees. The view is that of the shipped bundle's texture model; the simulated probe is transverse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.capture.simulated import SimulatedProbe
from edge_app.guard.texture import texture_features
from edge_app.guard.upright import is_upside_down
from edge_app.records import Frame, Roi
from edge_app.records import Muscle as SimulatedMuscle
from edge_app.scanner_screen import central_region, image_field
from quantize.studies.guard.checks import MUSCLE, brighter

GAINS_DB = (-6, 0, 6)
SIMULATED_FRAMES = 10  # of each muscle


def real(folder: Path) -> Iterator[Frame]:
    for file in recordings_in(folder):
        for recorded in islice(open_recording(file).frames(), 0, 96, 6):
            yield Frame(recorded.pixels, 0, 0, None, file.name)


def simulated(seed: int) -> Iterator[Frame]:
    for muscle in SimulatedMuscle:
        with SimulatedProbe(seed=seed, muscle=muscle, frames_per_second=240.0) as probe:
            for _ in range(SIMULATED_FRAMES):
                yield probe.read()


def region_of(frame: Frame) -> Roi:
    return central_region(image_field(frame.pixels)).clipped(frame.width, frame.height, 16)


def turned(frame: Frame) -> Frame:
    return replace(frame, pixels=np.ascontiguousarray(frame.pixels[::-1, ::-1]))


def report(title: str, frames: list[Frame]) -> None:
    upright = [
        sum(is_upside_down((louder := brighter(one, gain)).pixels, region_of(louder)) for one in frames) for gain in GAINS_DB
    ]
    over = [turned(one) for one in frames]
    found = sum(is_upside_down(one.pixels, region_of(one)) for one in over)
    gains = ", ".join(f"{gain:+} dB {count}" for gain, count in zip(GAINS_DB, upright, strict=True))
    click.echo(f"{title:32} {len(frames):3} frames; called upside down: {gains}; turned, {found}")


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path), help="Folder of real images.")
@click.option("--seed", default=0, show_default=True, help="Of the simulated probe.")
def main(data: Path, seed: int) -> None:
    """Look which way up they are."""
    cv2.setNumThreads(1)
    for name in MUSCLE:
        report(name, list(real(data / name)))
    probe = list(simulated(seed))
    report("simulated probe", probe)
    texture = load_bundle(DEFAULT_BUNDLE, trusted_keys(None)).texture
    if texture is None:
        raise click.ClickException("this bundle has no guard")
    crops = [region_of(frame).crop(frame.pixels) for frame in probe]
    scores = [texture.score(texture_features(crop)) for crop in crops]
    longitudinal = sum(texture.is_longitudinal(score) for score in scores)
    click.echo(f"simulated probe: {longitudinal} of {len(crops)} crops are called longitudinal")


if __name__ == "__main__":
    main()
