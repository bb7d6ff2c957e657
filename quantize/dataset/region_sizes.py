"""How many millimetres the muscles' regions of a data set measure, from which follows what a bundle may judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.manifest import Sample, muscle_region, read_grey

# How many times smaller or larger than any region of the data set a region may be. The network is trained on crops that vary by
# a third of their area, and an operator draws regions by hand; an image of twice the depth or half of it shall not pass.
MARGIN = 1.5


@dataclass(frozen=True)
class RegionSizes:
    """Sizes of N regions as they are cut out for training."""

    regions: int
    width_mm: tuple[float, float]  # mm, smallest and largest
    height_mm: tuple[float, float]

    def may_be_judged(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(least and most width, least and most height), mm: those of the data set, give or take MARGIN."""
        width, height = ((round(low / MARGIN, 1), round(high * MARGIN, 1)) for low, high in (self.width_mm, self.height_mm))
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
