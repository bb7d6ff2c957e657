"""Whether a region reaches beyond the ultrasound field: beside it, or into a second image on the screen. Pure.

There nothing is shown, from the top of the frame to the region's end. Under a part of the probe that has lifted off there is
nothing either, but its own reverberation above; a shadow has bright tissue above.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import Mask

EVERY = 4  # row that is looked at
MAX_RANGE = 12  # grey levels in a column where nothing is shown; of real muscle it is 19 or more, with what is above at any gain


def is_beyond_field(pixels: GreyImage, roi: Roi) -> bool:
    """Whether two adjacent columns of the region, which lies in the (H, W) image, show nothing, and nothing above it."""
    within = pixels[roi.y : roi.y + roi.h : EVERY, roi.x : roi.x + roi.w]
    if not _has_pair(_empty(within)):  # nearly always, and cheap
        return False
    return _has_pair(_empty(pixels[: roi.y + roi.h : EVERY, roi.x : roi.x + roi.w]))


def _empty(strip: GreyImage) -> Mask:
    """(w,) 255 where a column of the (h, w) strip shows nothing."""
    levels = cv2.absdiff(cv2.reduce(strip, 0, cv2.REDUCE_MAX), cv2.reduce(strip, 0, cv2.REDUCE_MIN))
    return np.asarray(cv2.threshold(levels, MAX_RANGE, 255, cv2.THRESH_BINARY_INV)[1][0], np.uint8)


def _has_pair(columns: Mask) -> bool:
    return bool((columns[1:] & columns[:-1]).any())
