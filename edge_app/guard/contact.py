"""Whether a frame is fit for analysis. First version: contact and saturation, from the grey levels of the raw region."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage, Guard

# In real limb images from six data sets, the central region had a mean of 16-129, a standard deviation of 25-52 and at most
# 0.5 % saturated pixels; the limits lie well outside these ranges. The data sets contain no image of a lifted probe.
MIN_MEAN = 8.0  # grey levels; below, the region is practically black: no coupling, or outside the image
MIN_DEVIATION = 5.0  # grey levels; below, the region is flat and has no echo structure
SATURATION_LEVEL = 250  # grey level from which a pixel counts as saturated
MAX_SATURATED = 0.20  # share of saturated pixels above which the gain has destroyed the texture


def assess(region: GreyImage) -> Guard:
    """Assess a raw region (h, w) uint8, h and w at least 1."""
    mean, deviation = (float(part[0, 0]) for part in cv2.meanStdDev(region))
    if mean < MIN_MEAN:
        return Guard.NO_CONTACT
    if np.count_nonzero(region >= SATURATION_LEVEL) > MAX_SATURATED * region.size:
        return Guard.SATURATED
    return Guard.NO_CONTACT if deviation < MIN_DEVIATION else Guard.FIT
