"""Whether the whole of the probe is on the skin. Pure.

Where it has lifted off there is air, and no echo at any depth: columns that are dark from the surface down. A shadow, or the
dark depth below a diseased muscle, has bright tissue above it.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage, Roi

COLUMNS, BANDS = 16, 3  # parts of the region across and in depth, whose mean grey levels are compared
DARK = 0.15  # of the brightest columns' level
MAX_DARK = 25.0  # grey levels; what is brighter is an echo, whatever is beside it
ABOVE = 0.25  # of the region's height; so much above it is looked at too
SHADED = 0.5  # of the brightest columns' level above the region. Reverberation of the probe's surface is not as bright as fat
MIN_RUN = 2  # adjacent dark columns that are a part of the probe: 12 % of the region's width


def is_lifted_off(pixels: GreyImage, roi: Roi) -> bool:
    """Whether there is air under a part of the region, which lies in the (H, W) image and is not black as a whole."""
    level = _means(roi.crop(pixels), BANDS).max(axis=0)
    dark = level < min(DARK * _brightest(level), MAX_DARK)
    if not dark.any():
        return False
    above = pixels[max(0, roi.y - round(ABOVE * roi.h)) : roi.y, roi.x : roi.x + roi.w]
    if above.shape[0] > 0:
        over = _means(above, 1)[0]
        dark &= over <= SHADED * _brightest(over)
    return bool(np.any(dark[:-1] & dark[1:]))


def _means(part: GreyImage, bands: int) -> FloatMap:
    """(bands, COLUMNS) mean grey levels; of every fourth row, or all of a low part."""
    every = 4 if part.shape[0] >= 4 * bands else 1
    return np.asarray(cv2.resize(part[::every], (COLUMNS, bands), interpolation=cv2.INTER_AREA), np.float32)


def _brightest(level: FloatMap) -> float:
    """The second largest of COLUMNS levels: a single bright column may be a marker."""
    return float(np.partition(level, -2)[-2])
