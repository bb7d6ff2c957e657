"""Whether there is colour over the region: Doppler or elastography. Pure.

Three forms of it: a patch as strong as colour is, a vessel too small for one, and a veil, weak but over much of the region.
What is no flow is small or thin: a mark at the region's edge, a line, a calliper.
"""

from __future__ import annotations

import numpy as np

from edge_app.records import COLOUR_BLOCK, GreyImage, Roi

COLOURED = 20  # level of `Frame.colour` from which a block counts as coloured; in real grey images it is at most 7
MIN_SQUARES = 2  # of 2 x 2 coloured blocks, which may overlap: 2 x 3 blocks. A mark or caret has one, a thin line none
VESSEL = 155  # sum of the levels of 2 x 2 coloured blocks that 16 x 12 px of flow have, however they lie to the blocks
EDGE = 2  # blocks at the region's edge where no small vessel is looked for: a mark that reaches into the region ends there
VEILED = 8  # level of a block under elastography that lets 12 % of its colour through
MIN_VEILED = 12  # blocks, in a small region
MAX_VEILED = 0.06  # of the region's blocks; what a tinted grey map leaves is 1.2 %


def has_colour(colour: GreyImage, roi: Roi) -> bool:
    """Whether `Frame.colour` shows colour in the region, which lies in the frame."""
    rows = slice(roi.y // COLOUR_BLOCK, -(-(roi.y + roi.h) // COLOUR_BLOCK))
    columns = slice(roi.x // COLOUR_BLOCK, -(-(roi.x + roi.w) // COLOUR_BLOCK))
    blocks = colour[rows, columns]
    if not (blocks >= VEILED).any():  # nearly always, and cheap
        return False
    return _is_patch(blocks) or _is_small_vessel(blocks[EDGE:-EDGE, EDGE:-EDGE]) or _is_veil(blocks)


def _is_patch(blocks: GreyImage) -> bool:
    coloured = blocks >= COLOURED
    pairs = coloured[1:] & coloured[:-1]
    squares = pairs[:, 1:] & pairs[:, :-1]
    return bool(np.count_nonzero(squares) >= max(1, min(MIN_SQUARES, squares.size)))


def _is_small_vessel(blocks: GreyImage) -> bool:
    level = np.where(blocks >= COLOURED, blocks, 0).astype(np.int32)
    pairs = level[1:] + level[:-1]
    return bool((pairs[:, 1:] + pairs[:, :-1]).max(initial=0) >= VESSEL)


def _is_veil(blocks: GreyImage) -> bool:
    return bool(np.count_nonzero(blocks >= VEILED) > max(MIN_VEILED, MAX_VEILED * blocks.size))
