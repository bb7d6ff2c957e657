"""How much detail do regions of muscle show for their size, and regions on a nerve or a vessel? What would other limits do?

    python -m quantize.studies.guard.magnification --data ../shared/data

The finest detail, in cycles a side, and how many regions are below each limit: of real muscle by source, varied as `fit-guard`
does and once more with other random numbers; of simulated muscle by grade; of a fifth of each side of real muscle, which is
too small to be judged as a nerve is. Then which of the nerves and vessels would be judged at each limit, all reasons counted;
and the limit that each source would have been given by all others, and what it costs there. Scales are unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click
import cv2
import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.magnification import MIN_CYCLES, finest_detail
from edge_app.guard.texture_model import TextureModel
from edge_app.records import GreyImage, Guard, Roi
from quantize.guard.rates import Rate
from quantize.guard.sources import GRADES, Crop, Role, Source, Variant, real_crops, simulated_crops
from quantize.studies.guard.checks import MUSCLE, real
from quantize.studies.guard.places import SCOPE, TRANSVERSE, Placed, larger, narrowed, nerves

LIMITS = (8.0, 9.0, MIN_CYCLES, 11.0, 12.0, 13.0, 14.0)  # cycles a side
SEEDS = (2026, 2027)  # of what is varied at random
VARIED = 160  # crops of a source, as in `fit-guard`
PART = 0.2  # of each side

Details = npt.NDArray[np.float64]  # (N,) cycles a side


def details(crops: Iterator[GreyImage]) -> Details:
    return np.array([finest_detail(crop) for crop in crops])


def table(parts: dict[str, Details]) -> None:
    click.echo("| | regions | least | 5th percentile | " + " | ".join(f"below {limit:g}" for limit in LIMITS) + " |")
    click.echo("|---" * (4 + len(LIMITS)) + "|")
    for name, found in parts.items():
        below = " | ".join(str(np.count_nonzero(found < limit)) for limit in LIMITS)
        click.echo(f"| {name} | {len(found)} | {found.min():.1f} | {np.quantile(found, 0.05):.1f} | {below} |")


def muscle(data: Path) -> tuple[dict[str, Details], dict[str, Details]]:
    """Of each folder: as seen, at another gain and varied; and by itself what was varied with the first random numbers."""
    rows: dict[str, Details] = {}
    varied: dict[str, Details] = {}
    for folder in MUSCLE:
        source = Source(folder, Role.TRANSVERSE if folder in TRANSVERSE else Role.LONGITUDINAL, data / folder)
        first, second = (list(real_crops(source, VARIED, seed)) for seed in SEEDS)
        varied[folder] = _of(first, Variant.VARIED)
        rows[folder] = _of(first, Variant.AS_SEEN)
        rows[f"{folder}, -6 and +6 dB"] = _of(first, Variant.DARKER, Variant.BRIGHTER)
        rows[f"{folder}, varied"] = varied[folder]
        rows[f"{folder}, varied with other random numbers"] = _of(second, Variant.VARIED)
    return rows, varied


def _of(crops: list[Crop], *variants: Variant) -> Details:
    return details(crop.pixels for crop in crops if crop.variant in variants)


def simulated(subjects: int) -> dict[int, Details]:
    crops = list(simulated_crops(subjects, SEEDS[0]))
    return {grade: details(crop.pixels for crop in crops if crop.grade == grade) for grade in GRADES}


def parts_of(placed: Iterator[Placed]) -> Iterator[GreyImage]:
    """The middle of each region, a fifth of each side."""
    for frame, roi in placed:
        w, h = round(PART * roi.w), round(PART * roi.h)
        yield Roi(roi.x + (roi.w - w) // 2, roi.y + (roi.h - h) // 2, w, h).crop(frame.pixels)


def by_themselves(placed: Iterator[Placed]) -> Iterator[Placed]:
    """Each region as an image of its own."""
    for frame, roi in placed:
        yield replace(frame, pixels=roi.crop(frame.pixels), colour=None), Roi(0, 0, roi.w, roi.h)


def report_judged(title: str, regions: list[Placed], texture: TextureModel) -> None:
    guards = [assess_fitness(frame, roi, SCOPE, texture) for frame, roi in regions]
    found = details(roi.crop(frame.pixels) for frame, roi in regions)
    open_ = np.array([guard in (Guard.FIT, Guard.OTHER_SCALE) for guard in guards])  # no other reason speaks against it
    for limit in (0.0, *LIMITS):
        click.echo(str(Rate(f"{title}, limit {limit:g}", int(np.count_nonzero(open_ & (found >= limit))), len(regions))))


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path), help="Folder of real images.")
@click.option("--subjects", default=48, show_default=True, type=click.IntRange(4), help="Simulated subjects, of grades 1 to 4.")
def main(data: Path, subjects: int) -> None:
    """Measure the detail of regions, and what limits of it would do."""
    cv2.setNumThreads(1)
    texture = load_bundle(DEFAULT_BUNDLE, trusted_keys(None)).texture
    if texture is None:
        raise click.ClickException("the shipped bundle has no guard")
    rows, varied = muscle(data)
    grades = simulated(subjects)
    sets: dict[str, Callable[[], Iterator[Placed]]] = {
        "nerve or vessel, box": lambda: nerves(data, 0),
        "nerve or vessel, box and a tenth": lambda: nerves(data, 0.1),
        "the same, image enlarged twice": lambda: larger(nerves(data, 0.1), 2),
        "box and a tenth, an image of its own": lambda: by_themselves(nerves(data, 0.1)),
    }
    table(
        rows
        | {f"simulated, grade {grade}": found for grade, found in grades.items()}
        | {"muscle, narrowed to .6": details(roi.crop(frame.pixels) for frame, roi in narrowed(data))}
        | {"a fifth of each side of muscle": details(parts_of(real(data)))}
        | {title: details(roi.crop(frame.pixels) for frame, roi in regions()) for title, regions in list(sets.items())[:3]}
    )
    click.echo("\n| judged | | share | interval |\n|---|---|---|---|")
    for title, regions in sets.items():
        report_judged(title, list(regions()), texture)
    click.echo("\n| left out | limit: the least of all others | below it | share | interval | nerves and vessels below it |")
    click.echo("|---|---|---|---|---|---|")
    boxes = details(roi.crop(frame.pixels) for frame, roi in nerves(data, 0))
    for folder, found in varied.items():
        limit = min(*(float(other.min()) for name, other in varied.items() if name != folder), *map(np.min, grades.values()))
        rate = Rate(f"{folder} | {limit:.1f}", int(np.count_nonzero(found < limit)), len(found))
        click.echo(f"{rate} {np.count_nonzero(boxes < limit)} of {len(boxes)} |")


if __name__ == "__main__":
    main()
