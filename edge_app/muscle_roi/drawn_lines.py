"""What a scanner draws into its image: the frame of a colour box, of a zoom, of a sample volume. Pure.

Tissue is never as straight: a fascia leaves its row within millimetres, and its brightness changes along it. What runs on
one row, thin and even, was drawn, and what is within it may be flow in colour and not tissue.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage

MIN_MM = 12.0  # of a level line; a colour box is wider
MIN_CONTRAST = 40  # grey levels that it is brighter than what is CLEAR rows above and below
CLEAR = 3  # px
MAX_VARIATION = 24  # grey levels between its brightest and its darkest pixel: a grabber's noise, a codec's ringing


def has_drawing(grey: GreyImage, mm_per_pixel: float) -> bool:
    """Whether a level line is drawn into an (H, W) uint8 image of tissue, of which mm_per_pixel is the scale."""
    length = max(round(MIN_MM / mm_per_pixel), 2)
    if grey.shape[0] <= 2 * CLEAR or grey.shape[1] < length:
        return False
    line, along = grey[CLEAR:-CLEAR], np.ones((1, length), np.uint8)
    clear = cv2.subtract(line, cv2.max(grey[: -2 * CLEAR], grey[2 * CLEAR :]))
    # The windows along the row that lie within the image, each by its middle.
    inside = slice(length // 2, line.shape[1] - (length - 1) // 2)
    sharp = np.asarray(cv2.erode(clear, along))[:, inside] >= MIN_CONTRAST
    even = np.asarray(cv2.morphologyEx(line, cv2.MORPH_GRADIENT, along))[:, inside] <= MAX_VARIATION
    return bool((sharp & even).any())
