"""Whether sharp strokes lie over the region, and whether they are writing. Pure.

Writing is looked for as on a scanner's screen (`scanner_screen/text.py`), with half as much contrast again: burned-in letters
are as bright as can be, and speckle as sharp as that is rare. What does not disturb is let through by its form and area: dotted
lines and a depth ruler are lower than letters, a calliper's cross and a single letter are narrower than a word. The pixels of a
screen that was filmed, interference lines and an image drawn out in depth have strokes in rows too: but they fill a word less
than letters do, or are everywhere.
"""

from __future__ import annotations

from enum import Enum

import cv2

from edge_app.records import GreyImage
from edge_app.scanner_screen.text import lines_of, strokes

CONTRAST = 60  # grey levels between a letter's stroke and what is beside it
STROKES = (0.001, 0.3)  # of the region that must be strokes before words are looked for; what is sharp everywhere is noise
WORD = 1.5  # width over height of a word; a single letter, or a calliper's cross, is narrower
IN_WORDS = 0.15  # of the strokes, that are in words; in noise they are anywhere
MAX_WORDS = 0.003  # of the region that words may cover
FILL = 0.2  # of a word, that are strokes; interference lines fill .1 to .17 of what looks like one
WRITTEN = 0.45  # of the strokes, that are in words where there is only writing
FEW = 0.015  # of the region; so few strokes may be one word among speckle


class Strokes(Enum):
    """What sharp strokes in a region are."""

    NONE = "none"  # or what does not disturb
    WRITING = "writing"
    PATTERN = "pattern"  # no writing, and no tissue


def find_strokes(region: GreyImage, screen_height: int) -> Strokes:
    """What lies over a raw region (h, w) uint8 of a screen of this height, px."""
    found = strokes(region, screen_height, CONTRAST)
    total = cv2.countNonZero(found)
    if not STROKES[0] <= total / region.size <= STROKES[1]:  # mostly; what follows takes ten times as long
        return Strokes.NONE
    words = [line for line in lines_of(found, screen_height) if line.w >= WORD * line.h]
    in_words, area = sum(cv2.countNonZero(word.crop(found)) for word in words), sum(word.w * word.h for word in words)
    if in_words < IN_WORDS * total or area <= MAX_WORDS * region.size:
        return Strokes.NONE
    is_writing = in_words >= FILL * area and (in_words >= WRITTEN * total or total <= FEW * region.size)
    return Strokes.WRITING if is_writing else Strokes.PATTERN
