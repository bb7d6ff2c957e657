"""Whether a region's grey levels can show a texture: not black, not too dark, not saturated, not flat. Pure.

All from one histogram. Of 118 regions of real muscle (docs/adr/0032) the 95th percentile was 62-207, the 5th 1-69, the mean
18-129, the deviation 18-52, and no pixel was white; the limits lie outside these at 6 dB less and more. Video levels may end at
16 and 235 instead of 0 and 255.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

Histogram = npt.NDArray[np.float64]

BRIGHT, DARK = 0.95, 0.05  # shares of the pixels that are no brighter than what a limit is compared with
MAX_BLACK = 20  # grey level; a region no brighter shows nothing: no coupling, no image, or the noise of a scanner without echo
MIN_BRIGHT = 32  # grey level; below, an eighth of the grey levels holds the whole texture
MIN_MEAN = 6.5  # grey level; below, nearly all of the region is black, whatever shines in it
WHITE = 235  # grey level from which a pixel counts as saturated
MAX_SATURATED = 0.20  # share of saturated pixels above which the gain has destroyed the texture
MAX_DARK = 135  # grey level; 5 % of the pixels of any muscle are darker: 69 in real muscle, 129 in simulated of grade 4
MIN_DEVIATION = 5.0  # grey levels; below, the region is flat and has no echo structure

_LEVELS = np.arange(256, dtype=np.float64)


def count_levels(region: GreyImage) -> Histogram:
    """(256,) how many pixels of a raw region (h, w) uint8, at least one pixel, have each grey level."""
    return np.asarray(cv2.calcHist([region], [0], None, [256], [0, 256]), np.float64).ravel()


def is_black(counts: Histogram) -> bool:
    """Whether the region shows nothing."""
    return _level(counts, BRIGHT) < MAX_BLACK


def is_underexposed(counts: Histogram) -> bool:
    """Whether the region is too dark to be judged, even where it is brightest."""
    return _level(counts, BRIGHT) < MIN_BRIGHT


def is_mostly_black(counts: Histogram) -> bool:
    """Whether too little of the region shows anything, however bright it is. For a probe whose whole face is on the skin."""
    return _mean(counts) < MIN_MEAN


def is_saturated(counts: Histogram) -> bool:
    """Whether too much of the region is white."""
    return bool(counts[WHITE:].sum() > MAX_SATURATED * counts.sum())


def is_too_bright(counts: Histogram) -> bool:
    """Whether nothing in the region is dark, as no muscle is that a bundle was trained on."""
    return _level(counts, DARK) > MAX_DARK


def is_flat(counts: Histogram) -> bool:
    """Whether the region is one grey level, as far as one can see."""
    return bool(counts @ (_LEVELS - _mean(counts)) ** 2 < MIN_DEVIATION**2 * counts.sum())


def _level(counts: Histogram, share: float) -> int:
    """The grey level that this share of the pixels does not exceed."""
    return int(np.searchsorted(np.cumsum(counts), share * counts.sum()))


def _mean(counts: Histogram) -> float:
    return float(counts @ _LEVELS / counts.sum())
