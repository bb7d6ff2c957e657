"""Whether a region's grey levels can show a texture: not black, not too dark, not saturated, not flat. Pure.

All from one histogram. Of 118 regions of real muscle (docs/adr/0032) the 95th percentile was 62-207, the deviation 18-52, and
no pixel was white; the limits lie well outside. Video levels may end at 16 and 235 instead of 0 and 255.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

Counts = npt.NDArray[np.float64]

BRIGHT = 0.95  # share of the pixels that are no brighter than what the first two limits are compared with
MAX_BLACK = 20  # grey level; a region no brighter shows nothing: no coupling, no image, or the noise of a scanner without echo
MIN_BRIGHT = 32  # grey level; below, an eighth of the grey levels holds the whole texture
WHITE = 235  # grey level from which a pixel counts as saturated
MAX_SATURATED = 0.20  # share of saturated pixels above which the gain has destroyed the texture
MIN_DEVIATION = 5.0  # grey levels; below, the region is flat and has no echo structure

_LEVELS = np.arange(256, dtype=np.float64)


def count_levels(region: GreyImage) -> Counts:
    """(256,) how many pixels of a raw region (h, w) uint8, at least one pixel, have each grey level."""
    return np.asarray(cv2.calcHist([region], [0], None, [256], [0, 256]), np.float64).ravel()


def is_black(counts: Counts) -> bool:
    """Whether the region shows nothing."""
    return _bright(counts) < MAX_BLACK


def is_underexposed(counts: Counts) -> bool:
    """Whether the region is too dark to be judged."""
    return _bright(counts) < MIN_BRIGHT


def is_saturated(counts: Counts) -> bool:
    """Whether too much of the region is white."""
    return bool(counts[WHITE:].sum() > MAX_SATURATED * counts.sum())


def is_flat(counts: Counts) -> bool:
    """Whether the region is one grey level, as far as one can see."""
    total = counts.sum()
    mean = counts @ _LEVELS / total
    return bool(counts @ (_LEVELS - mean) ** 2 < MIN_DEVIATION**2 * total)


def _bright(counts: Counts) -> int:
    """The grey level that BRIGHT of the pixels do not exceed."""
    return int(np.searchsorted(np.cumsum(counts), BRIGHT * counts.sum()))
