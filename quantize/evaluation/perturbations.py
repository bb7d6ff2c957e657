"""The six changes of a frame that an indeterminate band has to stand, and how often an answer changes with them. Pure.

The robustness matrix has many more, and stronger: `quantize.perturbations.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from edge_app.records import Band, GreyImage, Roi
from quantize.perturbations.framing import DIRECTIONS, moved
from quantize.perturbations.grey_levels import change_gain
from quantize.perturbations.resolution import blur, compress_jpeg
from quantize.statistics.metrics import Floats
from quantize.statistics.risk_coverage import undecided

GAIN_DB = 6.0
SHIFT = 0.05  # of the region's sides
JPEG_QUALITY = 75
BLUR = 1.0  # px, standard deviation


class Perturbation(str, Enum):
    """One kind of change."""

    DARKER = "-6 dB"
    BRIGHTER = "+6 dB"
    MIRROR = "mirror"
    SHIFT = "5 % shift"  # the worst of four directions
    JPEG = "JPEG 75"
    BLUR = "blur"


@dataclass(frozen=True)
class Perturbed:
    """A frame's pixels and region after one change."""

    kind: Perturbation
    pixels: GreyImage  # (H, W)
    roi: Roi


def perturbed(pixels: GreyImage, roi: Roi) -> Iterator[Perturbed]:
    """Every change of a frame (H, W) and its region, in a fixed order; a shift comes in each of its directions."""
    height, width = pixels.shape
    yield Perturbed(Perturbation.DARKER, change_gain(pixels, -GAIN_DB), roi)
    yield Perturbed(Perturbation.BRIGHTER, change_gain(pixels, GAIN_DB), roi)
    mirrored = np.ascontiguousarray(pixels[:, ::-1])
    yield Perturbed(Perturbation.MIRROR, mirrored, Roi(width - roi.x - roi.w, roi.y, roi.w, roi.h))
    for right, down in DIRECTIONS:
        yield Perturbed(Perturbation.SHIFT, pixels, moved(roi, SHIFT * right, SHIFT * down, width, height))
    yield Perturbed(Perturbation.JPEG, compress_jpeg(pixels, JPEG_QUALITY), roi)
    yield Perturbed(Perturbation.BLUR, blur(pixels, BLUR), roi)


def flips(before: Floats, after: Floats, threshold: float, band: Band | None) -> npt.NDArray[np.bool_]:
    """Which images are called normal before and abnormal after, or the other way round; never one that is undecided once.

    before (N,), after (N,) or (K, N) for K directions of one change, of which the worst counts: P(abnormal).
    """
    changed = (before >= threshold) != (after >= threshold)
    if band is not None:
        changed &= ~(undecided(before, band) | undecided(after, band))
    return changed if changed.ndim == 1 else np.asarray(changed.any(0))
