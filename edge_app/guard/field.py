"""Whether a region reaches beyond the ultrasound field, to the left or to the right. Pure.

For regions with dark columns, which may also be air: under a part of the probe that has lifted off, its own reverberation shows
above. Beside a sector, and on a scanner's screen beside the field, there is nothing up to the top of the frame.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi

COLUMNS = 16  # parts of the region's width
EVERY = 4  # row that is looked at
MAX_RANGE = 12.0  # grey levels between the rows of a part where nothing is; a reverberation has more


def is_beyond_field(pixels: GreyImage, roi: Roi) -> bool:
    """Whether nothing is shown at a side of the region, which lies in the (H, W) image, nor above it there."""
    strip = pixels[: roi.y + roi.h, roi.x : roi.x + roi.w][::EVERY]
    parts = np.asarray(cv2.resize(strip, (COLUMNS, strip.shape[0]), interpolation=cv2.INTER_AREA), np.float32)
    return bool((np.ptp(parts, axis=0)[[0, -1]] <= MAX_RANGE).any())
