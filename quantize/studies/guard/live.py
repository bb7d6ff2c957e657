"""What does the guard of a live stream cost for each frame, and does its verdict flicker?

    python -m quantize.studies.guard.live guard/guard.npz --data ../shared/data

Cost: one thread, whose own time is counted; guard and preprocessing of the same frame take turns, so that a busy machine slows
both. Flicker: changes between judged and not judged for each minute, at 30 frames a second, where a view is moved slowly to the
border of muscle and back: a region over a real image of muscle that has a real image of something else beside it, and a simulated
probe that lifts off. The same frames one by one without a memory stand beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.capture.simulated import MM_PER_PIXEL, SimulatedProbe
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.scope import GuardScope
from edge_app.guard.texture_model import TextureModel
from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import central_region, image_field
from quantize.studies.guard.places import SCOPE

RATE = 30.0  # Hz
SPECKLE = 0.03  # of the grey level, standard deviation of what differs between two frames of a still probe
TREMOR = 1.5  # px, standard deviation of the hand from frame to frame
SIDE = 300  # px, of the region that is panned
LIFT_S = 22.4  # s after its start at which the simulated probe begins to lift off


@dataclass(frozen=True)
class Cine:
    """A stream with its region."""

    name: str
    frames: tuple[Frame, ...]
    roi: Roi


def as_frames(images: list[GreyImage], mm_per_pixel: float | None) -> tuple[Frame, ...]:
    return tuple(Frame(image, n, round((1 + n / RATE) * 1e9), mm_per_pixel, "benchmark") for n, image in enumerate(images))


def simulated(name: str, seconds: list[float], grade: int, mm_per_pixel: float | None = MM_PER_PIXEL) -> Cine:
    """The simulated probe at these times of its motion; None: as if its scale were unknown, so that its detail is looked at."""
    with SimulatedProbe(seed=grade, grade=grade) as probe:
        images = [probe.image(at) for at in seconds]
    return Cine(name, as_frames(images, mm_per_pixel), central_region(image_field(images[0])))


def panned(muscle: Path, other: Path, seconds: float) -> Cine:
    """A region that moves slowly from muscle to something else, stays at the border for a while, and comes back."""
    left, right = (cv2.resize(crop(file), (SIDE, SIDE), interpolation=cv2.INTER_AREA) for file in (muscle, other))
    beside = np.hstack([left, right])
    rng, count = np.random.default_rng(0), round(seconds * RATE)
    images: list[GreyImage] = []
    for n in range(count):
        place = SIDE * 0.5 * (1 - np.cos(2 * np.pi * n / count)) + rng.normal(0, TREMOR)
        start = min(max(round(place), 0), SIDE)
        images.append((beside[:, start : start + SIDE] * rng.normal(1, SPECKLE, (SIDE, SIDE))).clip(0, 255).astype(np.uint8))
    name = f"{muscle.parent.name}/{muscle.stem} | {other.parent.name}/{other.stem}"
    return Cine(name, as_frames(images, None), Roi(0, 0, SIDE, SIDE))


def crop(file: Path) -> GreyImage:
    """What the kiosk would analyse of an image."""
    image = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise click.ClickException(f"{file} is no image; give the folder of the shared data with --data")
    grey = np.asarray(image, np.uint8)
    return central_region(image_field(grey)).crop(grey)


def milliseconds(work: Callable[[], object]) -> float:
    """The thread's own time for one call, ms."""
    start = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - start) / 1e6


def cost(cine: Cine, scope: GuardScope, texture: TextureModel) -> str:
    guard, preprocessing = LiveGuard(scope, texture), Preprocessing()
    live, single, base = [], [], []
    for frame in cine.frames:
        live.append(milliseconds(lambda frame=frame: guard.assess(frame, cine.roi)))  # type: ignore[misc]
        base.append(milliseconds(lambda frame=frame: preprocess(frame.pixels, cine.roi, preprocessing)))  # type: ignore[misc]
        single.append(milliseconds(lambda frame=frame: assess_fitness(frame, cine.roi, scope, texture)))  # type: ignore[misc]
    ratio = np.mean(live) / np.mean(base)
    return (
        f"{cine.name:36} live mean {np.mean(live):5.2f}, median {np.median(live):5.2f}, p95 {np.percentile(live, 95):5.2f} ms"
        f" = {ratio:4.1f} x preprocessing ({np.mean(base):.2f}); a frozen frame median {np.median(single):5.2f},"
        f" p95 {np.percentile(single, 95):5.2f} ms"
    )


def changes(verdicts: list[Guard]) -> int:
    return sum((a is Guard.FIT) is not (b is Guard.FIT) for a, b in pairwise(verdicts))


def flicker(cine: Cine, scope: GuardScope, texture: TextureModel) -> str:
    guard = LiveGuard(scope, texture)
    watched = [guard.assess(frame, cine.roi) for frame in cine.frames]
    alone = [assess_fitness(frame, cine.roi, scope, texture) for frame in cine.frames]
    per_minute = 60 * RATE / len(cine.frames)
    reasons = ", ".join(sorted({verdict.value for verdict in watched}))
    return (
        f"{cine.name:64} {per_minute * changes(watched):6.0f} changes a minute, frame by frame {per_minute * changes(alone):6.0f}"
        f"  ({reasons})"
    )


def borders(data: Path | None, seconds: float) -> Iterator[Cine]:
    times = [LIFT_S - seconds / 2 + n / RATE for n in range(round(seconds * RATE))]
    yield simulated("simulated, lifting off", times, grade=1)
    if data is not None:
        others = sorted((data / "not_muscle").rglob("*.png"))
        sweep = sorted((data / "limb_transverse_sweep").glob("*.png"))[::5]
        nerves = sorted((data / "nerve_regions_transverse" / "images").glob("*.png"))[::4]
        for n, muscle in enumerate((*sweep[:3], *nerves[:3])):
            yield panned(muscle, others[n % len(others)], seconds)


@click.command()
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with real images.")
@click.option("--seconds", default=8.0, show_default=True, type=click.FloatRange(2), help="Length of each cine.")
def main(model: Path, data: Path | None, seconds: float) -> None:
    """Time a live guard with the texture model MODEL, a guard.npz that `python -m quantize fit-guard` wrote."""
    cv2.setNumThreads(1)
    texture = TextureModel.from_npz(model.read_bytes())
    count = round(seconds * RATE)
    moving = [3 + n / RATE for n in range(count)]
    for grade in (1, 4):
        click.echo(cost(simulated(f"simulated, grade {grade}, held still", [3.0] * count, grade), SCOPE, texture))
        click.echo(cost(simulated(f"simulated, grade {grade}, moving", moving, grade), SCOPE, texture))
    click.echo(cost(simulated("simulated, grade 1, scale unknown", moving, 1, None), SCOPE, texture))
    for cine in borders(data, seconds):
        click.echo(flicker(cine, SCOPE, texture))


if __name__ == "__main__":
    main()
