"""What the proposal of the muscle is worth: on simulated images of a new seed, over simulated cines, on real images.

    python -m quantize.studies.frames.muscle_proposal [--subjects 98] [--seed 31415] [--data ../shared/data] [--sheet FOLDER]

Every figure of overlap is of simulated images: the real ones have no outline to compare with; of them it is shown how often
something is proposed, and the sheet is for looking. The sheet holds real images: keep it out of the repository.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from edge_app.capture.readers.files import open_recording
from edge_app.capture.simulated import HEIGHT, WIDTH, SimulatedProbe
from edge_app.errors import EdgeError
from edge_app.muscle_roi import MuscleProposal, MuscleTracker, Proposal, propose_muscle
from edge_app.records import GreyImage, Muscle, Roi
from edge_app.scanner_screen.layout import find_layout
from edge_app.ui.roi_geometry import field_seen
from quantize.dataset.manifest import read_grey
from quantize.dataset.simulate import examine, plan
from quantize.studies import SHARED_DATA

MM_PER_PIXEL = 0.1  # of the simulated images
IMAGES = {".png", ".bmp", ".dcm", ".mp4"}
EVERY_S = 0.3  # s between two proposals of the kiosk
CINE_S = 24.0  # s, of which the hand lifts the probe in the last 1.6
TILE = (440, 360)  # px of the sheet


@dataclass(frozen=True)
class Measured:
    """One simulated image on which a muscle was proposed."""

    muscle: str
    overlap: float  # intersection over union of the outline with the truth
    inside: float  # share of the region's pixels that are muscle


@click.command()
@click.option("--subjects", default=98, show_default=True, help="Simulated people, of three images or four.")
@click.option("--seed", default=31415, show_default=True, help="Of those people.")
@click.option("--data", type=click.Path(path_type=Path), default=SHARED_DATA)
@click.option("--sheet", type=click.Path(path_type=Path), help="Folder for the real images with the proposals drawn on them.")
def main(subjects: int, seed: int, data: Path, sheet: Path | None) -> None:
    """Print the figures."""
    cv2.setNumThreads(1)
    report_time()
    for known in (True, False):
        report_simulated(subjects, seed, known)
    report_cines()
    try:
        if data.is_dir():
            report_real(data, sheet)
    except EdgeError as exc:
        raise click.ClickException(str(exc)) from exc


def report_time() -> None:
    """Of one proposal on a frame of the simulated probe."""
    for muscle in Muscle:
        with SimulatedProbe(muscle=muscle) as probe:
            frames = [probe.image(i / 10) for i in range(20)]
        field, times = field_seen(frames[0]), []
        for frame in frames * 5:
            start = time.perf_counter()
            propose_muscle(frame, field, MM_PER_PIXEL)
            times.append(time.perf_counter() - start)
        p50, p99 = np.percentile(times, [50, 99]) * 1e3
        click.echo(f"{muscle.value:24} {WIDTH} x {HEIGHT}, 1 thread: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def report_simulated(subjects: int, seed: int, scale_known: bool) -> None:
    """Overlap with the truth, and why nothing was proposed where nothing was."""
    measured: list[Measured] = []
    doubts: Counter[str] = Counter()
    for muscle, grey, mask in tqdm(simulated(subjects, seed), unit="image", disable=None, leave=False):
        whole = Roi(0, 0, grey.shape[1], grey.shape[0])
        found = propose_muscle(grey, whole, MM_PER_PIXEL if scale_known else None)
        if isinstance(found, MuscleProposal):
            inside = float((found.region.crop(mask) > 0).mean())
            measured.append(Measured(muscle, overlap(found, mask), inside))
        else:
            doubts[found.value] += 1
    count = len(measured) + doubts.total()
    click.echo(f"\n{count} simulated images of seed {seed}, scale {'known' if scale_known else 'not known'}:")
    row("all", measured, count)
    for name in sorted({m.muscle for m in measured}):
        row(name, [m for m in measured if m.muscle == name])
    for doubt, times in doubts.most_common():
        click.echo(f"  nothing proposed, {doubt}: {times} ({times / count:.1%})")


def row(title: str, measured: list[Measured], count: int | None = None) -> None:
    """Only of the images with a proposal."""
    overlaps, inside = np.array([m.overlap for m in measured]), np.array([m.inside for m in measured])
    click.echo(
        f"  {title:24} proposed {len(measured)}{f' ({len(measured) / count:.1%})' if count else ''}; IoU median "
        f"{np.median(overlaps):.3f}, 10th percentile {np.percentile(overlaps, 10):.3f}, under .7 {(overlaps < 0.7).mean():.1%}; "
        f"region inside the muscle: mean {inside.mean():.1%}, 5th percentile {np.percentile(inside, 5):.1%}"
    )


def simulated(subjects: int, seed: int) -> Iterator[tuple[str, GreyImage, GreyImage]]:
    """Muscle, image and mask, as the data set of that seed would have them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("images", "masks"):
            (folder / kind).mkdir()
        for task in plan(subjects, seed):
            for sample in examine(task, folder):
                yield task.subject.muscle.value, read_grey(folder / sample.image), read_grey(folder / str(sample.mask))


def overlap(found: MuscleProposal, mask: GreyImage) -> float:
    """Intersection over union of the outline with a mask."""
    drawn = np.zeros_like(mask)
    # An outline runs along the edges of pixels, fillPoly along their middles; in sixteenths of a pixel.
    cv2.fillPoly(drawn, [np.round((np.array(found.outline) - 0.5) * 16).astype(np.int32)], (255,), shift=4)
    return float(((drawn > 0) & (mask > 0)).sum() / ((drawn > 0) | (mask > 0)).sum())


def report_cines() -> None:
    """How steady the region is over the simulated probe's wandering hand, and how long there is one."""
    click.echo(
        f"\nsimulated cines of {CINE_S:g} s, a proposal every {EVERY_S:g} s; steps of the region's edges between two of them:"
    )
    for muscle in Muscle:
        for seed in (1, 2, 3):
            regions: dict[str, list[Roi | None]] = {"each on its own": [], "followed": []}
            tracker = MuscleTracker()
            with SimulatedProbe(seed=seed, muscle=muscle) as probe:
                field = field_seen(probe.image(0))
                for at in np.arange(0, CINE_S, EVERY_S):
                    found = propose_muscle(probe.image(float(at)), field, MM_PER_PIXEL)
                    regions["each on its own"].append(region_of(found))
                    regions["followed"].append(region_of(tracker.update(found)))
            reported = "; ".join(f"{name}: {steadiness(seen)}" for name, seen in regions.items())
            click.echo(f"  {muscle.value:24} person {seed}: {reported}")


def region_of(found: Proposal) -> Roi | None:
    return found.region if isinstance(found, MuscleProposal) else None


def steadiness(regions: list[Roi | None]) -> str:
    there = sum(roi is not None for roi in regions) / len(regions)
    steps = [
        max(abs(a.x - b.x), abs(a.y - b.y), abs(a.x + a.w - b.x - b.w), abs(a.y + a.h - b.y - b.h)) * MM_PER_PIXEL
        for a, b in pairwise(regions)
        if a is not None and b is not None
    ]
    if not steps:
        return f"there {there:.0%}"
    return f"there {there:.0%}, steps median {np.median(steps):.1f} mm, most {max(steps):.1f} mm"


def report_real(data: Path, sheet: Path | None) -> None:
    """How often something is proposed on real images, first frames of recordings among them."""
    click.echo("\nreal images, field and scale as the screen says them:")
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        files = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in IMAGES and "masks" not in file.parts]
        reported: Counter[str] = Counter()
        tiles = []
        for file in files:
            frame = next(iter(open_recording(file).frames()))
            layout = find_layout(frame.pixels)
            found = propose_muscle(frame.pixels, layout.fields[0].box, layout.mm_per_pixel or frame.mm_per_pixel)
            reported["proposed" if isinstance(found, MuscleProposal) else found.value] += 1
            tiles.append(tile(file.name, frame.pixels, layout.fields[0].box, found))
        click.echo(f"  {folder.name:32} {len(files):3}: " + ", ".join(f"{what} {n}" for what, n in reported.most_common()))
        if sheet is not None and tiles:
            save_sheet(tiles, sheet / f"{folder.name}.png")


def tile(name: str, pixels: GreyImage, field: Roi, found: Proposal) -> np.ndarray:
    """The field with the outline green and the region yellow."""
    image = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    if isinstance(found, MuscleProposal):
        cv2.polylines(image, [np.round(found.outline).astype(np.int32)], True, (0, 220, 0), 2)
        region = found.region
        cv2.rectangle(image, (region.x, region.y), (region.x + region.w, region.y + region.h), (0, 200, 255), 2)
    cut = image[field.y : field.y + field.h, field.x : field.x + field.w]
    scale = min(TILE[0] / cut.shape[1], (TILE[1] - 24) / cut.shape[0])
    small = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((TILE[1], TILE[0], 3), np.uint8)
    canvas[24 : 24 + small.shape[0], : small.shape[1]] = small
    said = f"{found.confidence:.2f}" if isinstance(found, MuscleProposal) else found.value
    cv2.putText(canvas, f"{name[-24:]}: {said}", (4, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return canvas


def save_sheet(tiles: list[np.ndarray], file: Path) -> None:
    tiles = tiles + [np.zeros_like(tiles[0])] * (-len(tiles) % 5)
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack([np.hstack(tiles[i : i + 5]) for i in range(0, len(tiles), 5)]))
    click.echo(f"    {file} holds real images")


if __name__ == "__main__":
    main()
