"""Reads integers whose digits are too small to separate: five or six pixels tall and smeared into each other. Pure.

A digit of that size resembles several, so a number is compared as a whole with all numbers, and the most similar one is
returned. That is right four times out of five, so callers use it only to confirm a number that they expect.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.scale.glyphs import render

MAX_NUMBER = 99
SIZE = (24, 16)  # px: width, height to which a number is scaled for comparison
ENLARGED = 4  # factor, before the ink is separated from the background
TEMPLATE_BLUR = 1.5  # px of SIZE: the blur of six pixels enlarged to sixteen
GROUND_PERCENTILE = 20  # percentile of the grey levels around a number that is taken as background
MIN_HEIGHT, MAX_HEIGHT = 5, 12  # px
GAP = 6  # px; anything closer may belong to the same number, which must be read completely
MIN_CONTRAST = 40  # grey levels
INK_LEVEL = 0.35  # between background (0) and maximum (1); strokes narrower than a pixel are this faint
MIN_CORRELATION = 0.6  # with the most similar number
MIN_LEAD = 0.02  # in correlation over the second most similar number
MAX_STRETCH = 1.45  # largest ratio of the proportions of a number to those in our fonts, or its inverse


def find_words(pixels: GreyImage, region: Roi) -> list[Roi]:
    """Boxes of connected bright text on dark in a region of an (H, W) image."""
    part = region.crop(pixels)
    if part.size == 0:
        return []
    ground, brightest = float(np.median(part)), float(part.max())
    if brightest - ground < MIN_CONTRAST:
        return []
    ink = cv2.threshold(part, ground + INK_LEVEL * (brightest - ground), 255, cv2.THRESH_BINARY)[1]
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((2, GAP + 1), np.uint8), borderType=cv2.BORDER_CONSTANT)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [Roi(region.x + int(x), region.y + int(y), int(w), int(h)) for x, y, w, h, _ in boxes[1:]]


def read_only_number(pixels: GreyImage, region: Roi) -> int | None:
    """The number in a region of an (H, W) image; None unless it is the only thing there."""
    found = find_words(pixels, region)
    return read_number(pixels, found[0]) if len(found) == 1 and found[0] != region else None


def read_number(pixels: GreyImage, word: Roi) -> int | None:
    """The number, 1 to 99, most similar to a word in an (H, W) image; None if none is similar, or two are equally so."""
    height, width = pixels.shape
    if not MIN_HEIGHT - 1 <= word.h <= MAX_HEIGHT:
        return None
    room = Roi(word.x - 2, word.y - 2, word.w + 4, word.h + 4).clipped(width, height)
    size = (ENLARGED * room.w, ENLARGED * room.h)
    large = np.asarray(cv2.resize(room.crop(pixels), size, interpolation=cv2.INTER_CUBIC), np.uint8)
    ground = float(np.percentile(large, GROUND_PERCENTILE))
    box = Roi(*cv2.boundingRect((large > ground + INK_LEVEL * (float(large.max()) - ground)).astype(np.uint8)))
    if not MIN_HEIGHT * ENLARGED <= box.h <= MAX_HEIGHT * ENLARGED:
        return None
    sample = _normal(np.clip(box.crop(large).astype(np.float32) - ground, 0, None), 0.7)
    numbers, forms, proportions = _numbers()
    unlike = np.abs(np.log(proportions / (box.w / box.h)))
    scores = np.where(unlike < np.log(MAX_STRETCH), forms @ sample, -1.0)
    best = np.array([scores[numbers == number].max() for number in range(1, MAX_NUMBER + 1)])
    first, second = np.argsort(best)[:-3:-1]
    return int(first) + 1 if best[first] >= MIN_CORRELATION and best[first] - best[second] >= MIN_LEAD else None


def _normal(part: npt.NDArray[np.float32], blur: float) -> npt.NDArray[np.float32]:
    """The number scaled to SIZE and flattened, with mean 0 and length 1."""
    interpolation = cv2.INTER_AREA if part.shape[0] > SIZE[1] else cv2.INTER_CUBIC
    flat = cv2.GaussianBlur(cv2.resize(part, SIZE, interpolation=interpolation), (0, 0), blur).ravel()
    flat = flat - flat.mean()
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-6), np.float32)


@lru_cache(maxsize=1)
def _numbers() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """For every number in every font: the number, its normalised image, width / height."""
    parts = [(number, part) for number in range(1, MAX_NUMBER + 1) for part in render(str(number))]
    forms = np.stack([_normal(part, TEMPLATE_BLUR) for _, part in parts])
    return np.array([n for n, _ in parts]), forms, np.array([part.shape[1] / part.shape[0] for _, part in parts])
