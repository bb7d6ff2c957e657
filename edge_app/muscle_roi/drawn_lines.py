"""Detects lines that the scanner draws into its image: the outline of a colour box, a zoom or a sample volume. Pure.

Tissue is never as straight: a fascia leaves its row within millimetres, and its brightness varies along it. A thin, even line
along a single row was drawn, and what it encloses may be colour flow instead of tissue.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage

MIN_MM = 12.0  # length of a horizontal line; a colour box is wider
MIN_CONTRAST = 40  # grey levels by which it is brighter than the image CLEAR rows above and below
CLEAR = 3  # px
MAX_VARIATION = 24  # grey levels between its brightest and darkest pixel: a grabber's noise, a codec's ringing


def has_drawing(grey: GreyImage, mm_per_pixel: float) -> bool:
    """Whether a horizontal line is drawn into an (H, W) uint8 image of tissue with this scale."""
    length = max(round(MIN_MM / mm_per_pixel), 2)
    if grey.shape[0] <= 2 * CLEAR or grey.shape[1] < length:
        return False
    line, along = grey[CLEAR:-CLEAR], np.ones((1, length), np.uint8)
    clear = cv2.subtract(line, cv2.max(grey[: -2 * CLEAR], grey[2 * CLEAR :]))
    # Centres of the windows along a row that lie entirely within the image.
    inside = slice(length // 2, line.shape[1] - (length - 1) // 2)
    sharp = np.asarray(cv2.erode(clear, along))[:, inside] >= MIN_CONTRAST
    even = np.asarray(cv2.morphologyEx(line, cv2.MORPH_GRADIENT, along))[:, inside] <= MAX_VARIATION
    return bool((sharp & even).any())
