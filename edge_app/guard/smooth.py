"""Whether a region has surfaces without speckle: a menu, or an image out of focus. Pure.

Tissue has speckle everywhere, but for shadow, fluid and what is overdriven. A menu is a surface of one grey level; a blurred
image is smooth too, but its level goes on changing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

BLOCK = 8  # px, side of the blocks that are smooth or not
STEP = 2  # grey levels between two neighbours in a smooth block
LEVELS = (40, 234)  # grey levels, mean of a smooth block; a darker one may be a shadow or a vessel, a lighter one saturated
MAX_SMOOTH = 0.06  # of the region's blocks
SAME = 1  # grey level between blocks of one surface
MAX_SURFACE = 0.04  # of the region's blocks that begin a square of 2 x 2 of one surface: one of 6 % has as many

Blocks = npt.NDArray[np.bool_]
Value = TypeVar("Value", np.bool_, np.uint8)


@dataclass(frozen=True)
class Smoothness:
    """The blocks of a region, as far as whole blocks fit into it."""

    smooth: Blocks  # (h, w)
    level: GreyImage  # (h, w) mean grey levels

    @property
    def is_smooth(self) -> bool:
        """Whether more of the region is smooth than of any tissue."""
        return bool(np.count_nonzero(self.smooth) > MAX_SMOOTH * self.smooth.size)

    @property
    def has_surface(self) -> bool:
        """Whether what is smooth has one grey level, as a menu has."""
        squares = _squares(self.smooth).all(axis=0) & (np.ptp(_squares(self.level), axis=0) <= SAME)
        return bool(np.count_nonzero(squares) > MAX_SURFACE * self.smooth.size)


def smoothness(region: GreyImage) -> Smoothness:
    """Of a raw region (h, w) uint8; without any block if a side is no longer than BLOCK."""
    rows, columns = (region.shape[0] - 1) // BLOCK, (region.shape[1] - 1) // BLOCK
    if rows < 1 or columns < 1:
        return Smoothness(np.zeros((0, 0), np.bool_), np.zeros((0, 0), np.uint8))
    h, w = rows * BLOCK, columns * BLOCK
    here, right, below = region[:h, :w], region[:h, 1 : w + 1], region[1 : h + 1, :w]
    rough = cv2.max(cv2.absdiff(here, right), cv2.absdiff(here, below))
    edges = cv2.threshold(rough, STEP, 255, cv2.THRESH_BINARY)[1]
    plain = cv2.resize(edges, (columns, rows), interpolation=cv2.INTER_AREA) == 0
    level = np.asarray(cv2.resize(here, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    return Smoothness(plain & (level >= LEVELS[0]) & (level <= LEVELS[1]), level)


def _squares(blocks: npt.NDArray[Value]) -> npt.NDArray[Value]:
    """(4, h - 1, w - 1): the four blocks of each square of 2 x 2."""
    return np.stack([blocks[1:, 1:], blocks[1:, :-1], blocks[:-1, 1:], blocks[:-1, :-1]])
