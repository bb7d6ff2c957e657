"""What does the guard say of regions that lie in an image of muscle, but not on the muscle?

    python -m quantize.studies.guard.places --data ../shared/data
    python -m quantize.studies.guard.places --data ../shared/data --guard guard/guard.npz

Each frame is judged by itself, at an unknown scale, so that the size of a region in millimetres refuses none; "at a known scale"
the field is taken to be as wide as a usual probe, and the shipped bundle's sizes count. Regions are placed
by hand, in shares of the field, or by the masks of nerves and vessels; fat is drawn by code that the fit does not know.
Intervals: 95 %, Clopper-Pearson, each region for itself, though those of one recording are not independent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.scope import GuardScope, ScanPlane
from edge_app.guard.texture import MIN_SIDE
from edge_app.guard.texture_model import TextureModel
from edge_app.muscle_roi.superficial_fascia import PROBE_MM
from edge_app.records import Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import image_field
from quantize.guard.rates import Rate
from quantize.studies.guard.checks import real

SIZES = ((19.9, 67.5), (6.5, 57.6))  # mm, of the regions that the shipped bundle judges (docs/adr/0034)
SCOPE = GuardScope(*SIZES, view=ScanPlane.TRANSVERSE)
NERVES, LIMB, GL = "nerve_regions_transverse", "limb_transverse_sweep", "gl_longitudinal_ge_screen"
TRANSVERSE = (LIMB, f"{NERVES}/images")
MIN_AREA = 200  # px, of a nerve or vessel
NARROW = 0.6  # of a region's width
DRAWN = 40

Placed = tuple[Frame, Roi]


@dataclass(frozen=True)
class Share:
    """A part of the field, in shares of its sides."""

    x: float
    y: float
    w: float
    h: float

    def of(self, field: Roi) -> Roi:
        return Roi(
            field.x + round(self.x * field.w), field.y + round(self.y * field.h), round(self.w * field.w), round(self.h * field.h)
        )


FAT = (Share(0, 0, 1, 0.115), Share(0.1, 0.005, 0.8, 0.13), Share(0.3, 0, 0.45, 0.115))  # of the limb
FAT_GL = (Share(0, 0, 1, 0.16), Share(0.2, 0, 0.6, 0.16))  # of the lateral gastrocnemius
SHADOW = (Share(0.1, 0.57, 0.5, 0.4), Share(0.15, 0.55, 0.4, 0.25), Share(0, 0.7, 0.7, 0.3))  # of the limb


def frames(folder: Path) -> Iterator[Frame]:
    for file in recordings_in(folder):
        for recorded in open_recording(file).frames():
            yield Frame(recorded.pixels, 0, 0, None, file.name, colour=recorded.colour)
            break


def placed(folder: Path, share: Share) -> Iterator[Placed]:
    yield from ((frame, share.of(image_field(frame.pixels))) for frame in frames(folder))


def nerves(data: Path, margin: float) -> Iterator[Placed]:
    """The box of each nerve and vessel, with a margin in shares of its sides."""
    for frame in frames(data / NERVES / "images"):
        file = data / NERVES / "masks" / frame.source
        mask = cv2.imread(str(file), cv2.IMREAD_COLOR)
        if mask is None:
            raise click.ClickException(f"{file} is no image; give the folder of the shared data with --data")
        for channel in cv2.split(mask):
            for x, y, w, h, area in cv2.connectedComponentsWithStats(channel)[2][1:].tolist():
                if area >= MIN_AREA:
                    across, down = round(margin * w), round(margin * h)
                    roi = Roi(x - across, y - down, w + 2 * across, h + 2 * down)
                    yield frame, roi.clipped(frame.width, frame.height, MIN_SIDE)


def larger(placed: Iterator[Placed], factor: int) -> Iterator[Placed]:
    """The same on frames that were enlarged, so that no region has too few pixels."""
    for frame, roi in placed:
        pixels = cv2.resize(frame.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        yield (
            replace(frame, pixels=np.asarray(pixels, np.uint8), colour=None),
            Roi(roi.x * factor, roi.y * factor, roi.w * factor, roi.h * factor),
        )


def transverse(data: Path) -> list[Placed]:
    files = {file.name for folder in TRANSVERSE for file in recordings_in(data / folder)}
    return [(frame, roi) for frame, roi in real(data) if frame.source in files]


def narrowed(data: Path) -> Iterator[Placed]:
    for frame, roi in transverse(data):
        w = round(NARROW * roi.w)
        yield frame, replace(roi, x=roi.x + (roi.w - w) // 2, w=w)


def copies(data: Path, rows: int, columns: int) -> Iterator[Placed]:
    """The region of a frame of its own, filled with small copies of what it showed."""
    for frame, roi in transverse(data):
        crop = roi.crop(frame.pixels)
        small = cv2.resize(crop, (roi.w // columns, roi.h // rows), interpolation=cv2.INTER_AREA)
        page = np.tile(np.asarray(small, np.uint8), (rows, columns))
        yield Frame(page, 0, 0, None, frame.source), Roi(0, 0, page.shape[1], page.shape[0])


def known(placed: Iterator[Placed]) -> Iterator[Placed]:
    """The same where the scale is known: that of a usual probe."""
    for frame, roi in placed:
        yield replace(frame, mm_per_pixel=PROBE_MM / image_field(frame.pixels).w), roi


def drawn_fat(rng: np.random.Generator) -> GreyImage:
    """Lobules of fat as cells about random points, septa where two cells meet, flattened; speckle by smoothing noise."""
    h, w = int(rng.integers(160, 320)), int(rng.integers(200, 400))
    points = rng.uniform(0, 1, (int(rng.integers(8, 50)), 2)) * (w, h)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    flat = float(rng.uniform(1.5, 5))  # how much wider than high a lobule is
    apart = np.sqrt((x[..., None] - points[:, 0]) ** 2 + (flat * (y[..., None] - points[:, 1])) ** 2)
    nearest = np.partition(apart, 1, axis=-1)
    septum = np.exp(-(((nearest[..., 1] - nearest[..., 0]) / float(rng.uniform(2, 9))) ** 2))
    echo = 0.12 + float(rng.uniform(0.4, 1.6)) * septum
    noise = rng.standard_normal((2, h, w)).astype(np.float32) * echo
    spread = (float(rng.uniform(1.2, 4)), float(rng.uniform(0.8, 1.6)))
    parts = [cv2.GaussianBlur(part.astype(np.float32), (0, 0), sigmaX=spread[0], sigmaY=spread[1]) for part in noise]
    level = 20 * np.log10(np.hypot(*parts) + 1e-4)
    grey = 255 * (level - np.quantile(level, 0.995) + 50) / 50 + float(rng.uniform(-10, 25))
    return np.asarray(np.clip(grey, 0, 255), np.uint8)


def drawings() -> Iterator[Placed]:
    rng = np.random.default_rng(11)
    for _ in range(DRAWN):
        pixels = drawn_fat(rng)
        yield Frame(pixels, 0, 0, None, "drawn"), Roi(0, 0, pixels.shape[1], pixels.shape[0])


def report(title: str, regions: Iterator[Placed], texture: TextureModel) -> None:
    guards = [assess_fitness(frame, roi, SCOPE, texture) for frame, roi in regions]
    rate = Rate(title, guards.count(Guard.FIT), len(guards))
    reasons = ", ".join(f"{name.value} {n}" for name, n in Counter(guards).most_common() if name is not Guard.FIT)
    click.echo(f"{rate} {reasons} |")


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path), help="Folder of real images.")
@click.option("--guard", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A guard.npz; else the shipped one.")
def main(data: Path, guard: Path | None) -> None:
    """Count the regions that would be judged."""
    cv2.setNumThreads(1)
    texture = TextureModel.from_npz(guard.read_bytes()) if guard else load_bundle(DEFAULT_BUNDLE, trusted_keys(None)).texture
    if texture is None:
        raise click.ClickException("the shipped bundle has no guard")
    sets: dict[str, Callable[[], Iterator[Placed]]] = {
        "nerve or vessel, box": lambda: nerves(data, 0),
        "nerve or vessel, box and a tenth": lambda: nerves(data, 0.1),
        "the same, image enlarged twice": lambda: larger(nerves(data, 0.1), 2),
        "the same, at a known scale": lambda: known(larger(nerves(data, 0.1), 2)),
        **{f"skin and fat of the limb, {i + 1}": lambda s=s: placed(data / LIMB, s) for i, s in enumerate(FAT)},  # type: ignore[misc]
        **{f"skin and fat of the calf, {i + 1}": lambda s=s: placed(data / GL / "jumping", s) for i, s in enumerate(FAT_GL)},  # type: ignore[misc]
        **{f"shadow below the limb's bone, {i + 1}": lambda s=s: placed(data / LIMB, s) for i, s in enumerate(SHADOW)},  # type: ignore[misc]
        "drawn fat": drawings,
        "four copies": lambda: copies(data, 2, 2),
        "two copies side by side": lambda: copies(data, 1, 2),
        "muscle, narrowed (to be judged)": lambda: narrowed(data),
        "the same, narrowed, at a known scale": lambda: known(narrowed(data)),
        "muscle, transverse (to be judged)": lambda: iter(transverse(data)),
    }
    click.echo("| | judged | share | interval | reasons |\n|---|---|---|---|---|")
    for title, regions in sets.items():
        report(title, regions(), texture)


if __name__ == "__main__":
    main()
