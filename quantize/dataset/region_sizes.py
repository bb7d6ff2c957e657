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
    """Measure every region that a mask marks and whose scale is known.

    Raises ConfigError when there is none, or a mask cannot be read.
    """
    sizes = []
    for sample in samples:
        if sample.mask is None:
            continue
        mask = read_grey(folder / sample.mask)
        mm_per_pixel = sample.scale(len(mask))
        if mm_per_pixel is None:
            continue
        region = muscle_region(mask)
        sizes.append((region.w * mm_per_pixel, region.h * mm_per_pixel))
    if not sizes:
        raise ConfigError(
            f"no image of {folder} has a mask and a scale, so no region's size is known; give a data set with the "
            "columns mask and mm_per_pixel or depth_mm"
        )
    widths, heights = zip(*sizes, strict=True)
    return RegionSizes(len(sizes), (min(widths), max(widths)), (min(heights), max(heights)))
