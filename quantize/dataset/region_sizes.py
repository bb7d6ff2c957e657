"""How many millimetres the muscles' regions of a data set measure, from which follows what a bundle may judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.augment import Augmentation
from quantize.dataset.manifest import Sample, muscle_region, read_grey

MARGIN = (
    1.5  # how many times smaller or larger than any region trained on a region may be: less than one step of most depth knobs
)


@dataclass(frozen=True)
class RegionSizes:
    """Sizes of N muscles' regions, before the augmentation."""

    regions: int
    width_mm: tuple[float, float]  # mm, smallest and largest
    height_mm: tuple[float, float]  # mm

    def may_be_judged(self, augmentation: Augmentation) -> tuple[tuple[float, float], tuple[float, float]]:
        """(least and most width, least and most height), mm: what such an augmentation cuts out of them, give or take MARGIN."""
        smallest = augmentation.least_side / MARGIN
        sides = (self.width_mm, self.height_mm)
        width, height = ((round(low * smallest, 1), round(high * MARGIN, 1)) for low, high in sides)
        return width, height


def measure_regions(folder: Path, samples: Sequence[Sample]) -> RegionSizes:
    """Measure every region whose scale is known: the image's depth over its rows, with square pixels as the simulator makes them.

    Raises ConfigError when no row has a depth, or a mask cannot be read.
    """
    sizes = []
    for sample in samples:
        if sample.depth_mm is None:
            continue
        mask = read_grey(folder / sample.mask)
        region, mm_per_pixel = muscle_region(mask), sample.depth_mm / len(mask)
        sizes.append((region.w * mm_per_pixel, region.h * mm_per_pixel))
    if not sizes:
        raise ConfigError(f"no image of {folder} has a depth, so its scale is unknown; give a data set with the column depth_mm")
    widths, heights = zip(*sizes, strict=True)
    return RegionSizes(len(sizes), (min(widths), max(widths)), (min(heights), max(heights)))
