"""Whether there is colour over the region: Doppler or elastography. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import COLOUR_BLOCK, GreyImage, Roi

COLOURED = 20  # level of `Frame.colour` from which a block counts as coloured
MIN_BLOCKS = 6  # coloured blocks beside one another; a coloured mark or caret has fewer
MIN_SHARE = 0.25  # of the blocks of a region that is hardly larger


def has_colour(colour: GreyImage, roi: Roi) -> bool:
    """Whether `Frame.colour` shows colour in the region, which lies in the frame."""
    rows = slice(roi.y // COLOUR_BLOCK, -(-(roi.y + roi.h) // COLOUR_BLOCK))
    columns = slice(roi.x // COLOUR_BLOCK, -(-(roi.x + roi.w) // COLOUR_BLOCK))
    blocks = colour[rows, columns]
    coloured = cv2.threshold(blocks, COLOURED - 1, 1, cv2.THRESH_BINARY)[1]
    patches = cv2.morphologyEx(coloured, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))  # without the thin lines of callipers
    return bool(cv2.countNonZero(patches) >= max(1, min(MIN_BLOCKS, MIN_SHARE * blocks.size)))
