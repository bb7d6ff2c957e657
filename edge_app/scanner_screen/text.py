"""Finds burned-in text: names, dates and settings that the scanner wrote over the image. Pure.

Text has vertical strokes, thin and sharp on both sides. Ultrasound has none: a probe blurs across its beams, so that echoes are
wider than tall. Strokes of similar height in a row are text; the text is not read here.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import SMALL, Field, Mask

CONTRAST = 40  # grey levels between a stroke and the image to its left and right
MAX_STROKE = 0.012  # of the image's height; strokes are thinner, except on the smallest images
MIN_HEIGHT = 5  # px, of a letter; on a small screen after enlarging
ENLARGED = 2  # factor for a small screen: strokes of letters of 6 px would merge
SMALL_CONTRAST = 32  # grey levels, replaces CONTRAST on a small screen, where strokes are narrower than a pixel
MAX_HEIGHT = 0.06  # of the image's height
MAX_LONE_HEIGHT = 0.045  # of the image's height; single letters are not taller
GAP = 0.03  # of the image's height, between letters
MARGIN = 3  # px around a line of text
BESIDE = 0.5  # of a line's height, at its ends
ABOVE = 0.3  # of a line's height, above and below
WORD = 1.5  # width over height from which a box is more than a letter or two
INSIDE = 0.2  # of a word's box; less of it within a field is its margin and a letter


def text_lines(pixels: GreyImage) -> tuple[Roi, ...]:
    """Boxes of what looks like text in an (H, W) uint8 image, one per word or line, inside the image."""
    height, width = pixels.shape
    lines = tuple(_padded(line, width, height) for line in lines_of(strokes(pixels, height, CONTRAST), height))
    if height >= SMALL:
        return lines
    width, height = ENLARGED * width, ENLARGED * height
    large = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    found = lines_of(strokes(large, height, SMALL_CONTRAST, 2), height)
    # Enlarging blurs a stroke by a pixel on either side: thin letters are found, thick ones merge. So both results are used.
    return lines + tuple(_scaled_down(_padded(line, width, height)) for line in found)


def lines_of(strokes: Mask, screen_height: int) -> tuple[Roi, ...]:
    """Boxes, without a margin, of the lines that the strokes (h, w) make up in a part of a screen of this height, px."""
    tallest = max(round(MAX_HEIGHT * screen_height), 3 * MIN_HEIGHT)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    tall = boxes[:, cv2.CC_STAT_HEIGHT]
    letters = (tall >= MIN_HEIGHT) & (tall <= tallest) & (boxes[:, cv2.CC_STAT_WIDTH] <= 2 * tallest)
    letters[0] = False
    mask = np.where(letters, 255, 0).astype(np.uint8)[labels]
    gap = max(round(GAP * screen_height), 2 * MIN_HEIGHT)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    w, h = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    # What is joined over a large height as well is fine speckle; a tall single stroke is the flank of a bone.
    lines = (h <= 1.5 * tallest) & ((h <= MAX_LONE_HEIGHT * screen_height) | (w >= 3 * h))
    lines[0] = False
    return tuple(Roi(*(int(value) for value in box[:4])) for box in boxes[lines])


def blank_outside(pixels: GreyImage, fields: Sequence[Field]) -> GreyImage:
    """A copy of an (H, W) image, black outside the fields, where names, dates and logos are, whatever their font.

    Inside a field every pixel stays as it is: what looks like text there may be tissue. Without a field all is black.
    """
    return np.where(_inside(pixels.shape, fields) > 0, pixels, 0).astype(np.uint8)


def words_inside(text: Sequence[Roi], fields: Sequence[Field], size: tuple[int, int]) -> tuple[Roi, ...]:
    """Those of an image's `text_lines` that lie over a field and hold more than a letter or two; size: its height and width, px.

    Single strokes are left out: bright fascia at the edge of a field has them, and no letter names anybody.
    """
    inside = _inside(size, fields)
    words = (box for box in text if box.w >= WORD * box.h)
    return tuple(box for box in words if cv2.countNonZero(box.crop(inside)) >= INSIDE * box.w * box.h)


def _inside(size: tuple[int, ...], fields: Sequence[Field]) -> Mask:
    height, width = size
    inside = np.zeros((height, width), np.uint8)
    for field in fields:
        inside |= field.mask(height, width)
    return inside


def _scaled_down(line: Roi) -> Roi:
    """A box on the enlarged image converted to the original image, rounded outwards."""
    x, y = line.x // ENLARGED, line.y // ENLARGED
    return Roi(x, y, -(-(line.x + line.w) // ENLARGED) - x, -(-(line.y + line.h) // ENLARGED) - y)


def strokes(pixels: GreyImage, screen_height: int, contrast: int, blur: int = 0) -> Mask:
    """(h, w): 255 on narrow structures, widened by up to `blur` px, that are `contrast` grey levels brighter than both sides.

    pixels: (h, w) uint8, a part of a screen of this height, px.
    """
    across = 2 * max(round(MAX_STROKE * screen_height / 2), 3) + 1 + blur
    line = np.ones((1, across), np.uint8)
    light = cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, line)
    return np.asarray(cv2.threshold(light, contrast, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _padded(line: Roi, width: int, height: int) -> Roi:
    """The box with a margin for round letters at its ends, which have no strokes there, and for shadows and ringing."""
    beside, above = MARGIN + round(BESIDE * line.h), MARGIN + round(ABOVE * line.h)
    left, top = max(line.x - beside, 0), max(line.y - above, 0)
    return Roi(left, top, min(line.x + line.w + beside, width) - left, min(line.y + line.h + above, height) - top)
