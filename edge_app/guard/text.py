"""Whether writing or a menu lies over the region. Pure.

Writing is looked for as on a scanner's screen (`scanner_screen/text.py`), with half as much contrast again: burned-in letters
are as bright as can be, and speckle as sharp as that is rare. What does not disturb is let through by its form and area: dotted
lines and a depth ruler are lower than letters, a calliper's cross and a single letter are narrower than a word. A menu is a
surface of one grey level: tissue has speckle.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.text import lines_of, strokes

CONTRAST = 60  # grey levels between a letter's stroke and what is beside it
STROKES = (0.001, 0.3)  # of the region that must be strokes before words are looked for; what is sharp everywhere is noise
WORD = 1.5  # width over height of a word; a single letter, or a calliper's cross, is narrower
IN_WORDS = 0.15  # of the strokes, that are in words where there is writing; in noise they are anywhere
MAX_TEXT = 0.003  # of the region that words may cover
BLOCK = 8  # px, side of the blocks that are plain or not
PLAIN = 2  # grey levels between two neighbours in a plain block
LEVELS = (40, 234)  # grey levels, mean of a block of a menu; a darker one may be a shadow or a vessel, a lighter one saturated
MAX_PLAIN = 0.06  # of the region's blocks


def has_text(pixels: GreyImage, roi: Roi) -> bool:
    """Whether writing or a menu covers a part of the region, which lies in the (H, W) image."""
    region = roi.crop(pixels)
    return _has_writing(region, pixels.shape[0]) or _has_menu(region)


def _has_writing(region: GreyImage, screen_height: int) -> bool:
    found = strokes(region, screen_height, CONTRAST)
    total = cv2.countNonZero(found)
    if not STROKES[0] <= total / region.size <= STROKES[1]:  # mostly; what follows takes ten times as long
        return False
    words = [line for line in lines_of(found, screen_height) if line.w >= WORD * line.h]
    in_words = sum(cv2.countNonZero(word.crop(found)) for word in words)
    return in_words >= IN_WORDS * total and sum(word.w * word.h for word in words) > MAX_TEXT * region.size


def _has_menu(region: GreyImage) -> bool:
    rows, columns = (region.shape[0] - 1) // BLOCK, (region.shape[1] - 1) // BLOCK
    if rows < 1 or columns < 1:
        return False
    h, w = rows * BLOCK, columns * BLOCK
    here, right, below = region[:h, :w], region[:h, 1 : w + 1], region[1 : h + 1, :w]
    rough = cv2.max(cv2.absdiff(here, right), cv2.absdiff(here, below))
    edges = cv2.threshold(rough, PLAIN, 255, cv2.THRESH_BINARY)[1]
    plain = cv2.resize(edges, (columns, rows), interpolation=cv2.INTER_AREA) == 0
    level = cv2.resize(here, (columns, rows), interpolation=cv2.INTER_AREA)
    return bool(np.count_nonzero(plain & (level >= LEVELS[0]) & (level <= LEVELS[1])) > MAX_PLAIN * plain.size)
