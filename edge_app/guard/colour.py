"""Whether there is colour over the region: Doppler or elastography. Pure."""

from __future__ import annotations

import numpy as np

from edge_app.records import COLOUR_BLOCK, GreyImage, Roi

COLOURED = 20  # level of `Frame.colour` from which a block counts as coloured; in real grey images it is at most 7
MIN_SQUARES = 2  # of 2 x 2 coloured blocks, which may overlap: 2 x 3 blocks. A mark or caret has one, a thin line none


def has_colour(colour: GreyImage, roi: Roi) -> bool:
    """Whether `Frame.colour` shows colour in the region, which lies in the frame."""
    rows = slice(roi.y // COLOUR_BLOCK, -(-(roi.y + roi.h) // COLOUR_BLOCK))
    columns = slice(roi.x // COLOUR_BLOCK, -(-(roi.x + roi.w) // COLOUR_BLOCK))
    coloured = colour[rows, columns] >= COLOURED
    pairs = coloured[1:] & coloured[:-1]
    squares = pairs[:, 1:] & pairs[:, :-1]
    return bool(np.count_nonzero(squares) >= max(1, min(MIN_SQUARES, squares.size)))
