"""Whether a region's grey levels can show a texture: not too dark, not saturated, not flat. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage

MIN_MEAN = 14.0  # grey levels
SATURATION_LEVEL = 250  # grey level from which a pixel counts as saturated
MAX_SATURATED = 0.20  # share of saturated pixels above which the gain has destroyed the texture
MIN_DEVIATION = 5.0  # grey levels; below, the region is flat and has no echo structure


def is_underexposed(region: GreyImage) -> bool:
    """Whether a raw region (h, w) uint8 is too dark to be judged."""
    return float(region.mean()) < MIN_MEAN


def is_saturated(region: GreyImage) -> bool:
    """Whether too much of a raw region (h, w) uint8 is white."""
    return bool(np.count_nonzero(region >= SATURATION_LEVEL) > MAX_SATURATED * region.size)


def is_flat(region: GreyImage) -> bool:
    """Whether a raw region (h, w) uint8 is one grey level, as far as one can see."""
    return float(cv2.meanStdDev(region)[1][0, 0]) < MIN_DEVIATION
