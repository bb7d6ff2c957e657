"""Tracks the layout of a screen over a cine: found once, watched at little cost, replaced only if a change persists.

What moves inside the field is tissue and does not concern the layout: a lifted probe does not shrink the field. When depth,
zoom or probe are changed, the ruler and the text outside the field change too, so only the outside is watched. Where there is
neither, a field that becomes wider covers what was outside; one that becomes narrower leaves both of its sides empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_app.records import GreyImage
from edge_app.scanner_screen.layout import Layout, find_layout

GRID = 4  # px between the pixels that are watched
CHANGED = 24  # grey levels; a grabber's noise is smaller
MIN_CHANGED = 6  # pixels of the grid
MIN_VOTES = 3  # times in a row that a new layout must be found before it is adopted
RECHECK_EVERY = 4  # frames between two searches while a new layout is a candidate, or the screen keeps changing
MAX_FRUITLESS = 8  # searches in a row without a new layout after which the screen is checked less often
BLIND_EVERY = 60  # frames between two searches while nothing outside the field can be watched, or its sides are empty
SIDE = 0.02  # of the field's width, at either side of it: empty when the field has become narrower
MAX_FLAT = 8  # grey levels between the darkest and the brightest pixel of a screen's background
MIN_ECHO = 3 * MAX_FLAT  # grey levels between those in the middle of a field that shows anything


class FieldTracker:
    """The stabilised layout of the frames of one source. Not thread-safe."""

    def __init__(self, find: Callable[[GreyImage], Layout] = find_layout) -> None:
        self._find = find
        self._layout: Layout | None = None
        self._candidate: Layout | None = None
        self._votes = 0
        self._wait = 0
        self._fruitless = 0  # searches in a row that found nothing new
        self._reference: GreyImage = np.zeros((0, 0), np.uint8)
        self._watched: MatLike = np.zeros((0, 0), np.uint8)  # 255 where a change is significant

    def update(self, pixels: GreyImage) -> Layout:
        """The layout for the next (H, W) uint8 image, without a scale while it is uncertain. A new size is a new screen."""
        if self._layout is None or self._layout.size != pixels.shape:
            return self._adopt(self._find(pixels), pixels)
        grid = pixels[::GRID, ::GRID]
        difference = cv2.threshold(cv2.absdiff(grid, self._reference), CHANGED, 255, cv2.THRESH_BINARY)[1]
        changed = cv2.bitwise_and(difference, self._watched)
        has_changed = cv2.countNonZero(changed) >= MIN_CHANGED
        self._wait -= 1
        if not has_changed and not self._nothing_to_watch() and not _is_narrower(pixels, self._layout):
            self._candidate, self._votes, self._fruitless = None, 0, 0  # the change has passed
            return self._layout
        if self._wait > 0:
            return replace(self._layout, mm_per_pixel=None) if has_changed or self._candidate else self._layout
        found = self._find(pixels)
        if found.agrees(self._layout):
            # A clock or a heart rate: it keeps changing and is irrelevant, so it is not watched any more.
            self._watched[np.asarray(changed) > 0] = 0
            self._candidate, self._votes, self._fruitless = None, 0, self._fruitless + 1
            self._wait = BLIND_EVERY if not has_changed else RECHECK_EVERY if self._fruitless > MAX_FRUITLESS else 0
            return self._layout
        self._wait = RECHECK_EVERY if has_changed else BLIND_EVERY
        self._votes = self._votes + 1 if self._candidate and found.agrees(self._candidate) else 1
        self._candidate = found
        if self._votes >= MIN_VOTES:
            return self._adopt(found, pixels)
        return replace(self._layout, mm_per_pixel=None)

    def _adopt(self, layout: Layout, pixels: GreyImage) -> Layout:
        self._layout, self._candidate, self._votes = layout, None, 0
        self._reference = pixels[::GRID, ::GRID].copy()
        within = np.zeros(pixels.shape, np.uint8)
        for field in layout.fields:
            within |= field.mask(*pixels.shape)
        near = cv2.dilate(within[::GRID, ::GRID], np.ones((5, 5), np.uint8))
        self._watched = cv2.bitwise_not(near)
        self._wait = BLIND_EVERY if self._nothing_to_watch() else 0
        return layout

    def _nothing_to_watch(self) -> bool:
        """Whether the field covers the whole image, so that nothing outside it can reveal a change."""
        return cv2.countNonZero(self._watched) == 0


def _is_narrower(pixels: GreyImage, layout: Layout) -> bool:
    """Whether the sides of the field are empty from top to bottom while its middle is not: it may have become narrower."""
    height, width = layout.size
    box = layout.fields[0].box.clipped(width, height)
    side = max(round(SIDE * box.w), GRID)
    if box.w == width or box.w < 4 * side:
        return False
    inside = box.crop(pixels)[::GRID]
    middle = (box.w - side) // 2
    left, right = inside[:, GRID : GRID + side : 2], inside[:, box.w - GRID - side : box.w - GRID : 2]
    if max(int(np.ptp(left)), int(np.ptp(right))) > MAX_FLAT:
        return False
    return int(np.ptp(inside[:, middle : middle + side : 2])) >= MIN_ECHO
