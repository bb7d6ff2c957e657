"""Reads the few characters that give a ruler its scale: digits, and the c and m of "cm" and "mm". Pure.

Scanners use many small fonts. A glyph is compared with the characters of a few available fonts, and is not read if it does not
clearly resemble one. Callers must confirm a number with a second one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.records import GreyImage, Roi

CHARACTERS = "0123456789cm"
# Others, so that they are not misread; but none that, like O, can only be distinguished from a digit by their neighbours.
OTHERS = "aADeEGHMnNPRTuUvVx%/"
SIZE = (10, 16)  # px: width, height to which a glyph is scaled for comparison
MIN_CORRELATION = 0.68  # with the most similar character
MIN_LEAD = 0.05  # in correlation over the second most similar character
MIN_HEIGHT = 6  # px; smaller digits cannot be read
WIDE_SPACE = 0.55  # of a digit's height, between words


@dataclass(frozen=True)
class Glyph:
    """A character, or "?" if it could not be read."""

    character: str
    box: Roi


def read_glyphs(pixels: GreyImage, box: Roi) -> list[Glyph]:
    """The characters in a box of an (H, W) image with one line of bright text, from left to right."""
    line = box.crop(pixels)
    if line.size == 0 or int(line.max()) - int(np.median(line)) < 40:
        return []
    level = (int(line.max()) + int(np.median(line))) // 2
    ink = (line > level).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for i in sorted(range(1, count), key=lambda i: int(stats[i, cv2.CC_STAT_LEFT])):
        x, y, w, h, _ = (int(v) for v in stats[i])
        cut = x == 0 or y == 0 or x + w == box.w or y + h == box.h
        if cut or w > 2.5 * h:  # part of something larger, or a line
            continue
        part = np.where(labels[y : y + h, x : x + w] == i, line[y : y + h, x : x + w], 0).astype(np.float32)
        character = _nearest(part / max(float(part.max()), 1.0)) if h >= MIN_HEIGHT - 2 else "."
        found.append(Glyph(character, Roi(box.x + x, box.y + y, w, h)))
    return found


def as_number(read: list[Glyph]) -> int | None:
    """The integer that the glyphs form together, or None."""
    text = "".join(glyph.character for glyph in read)
    tall = [glyph.box.h for glyph in read]
    return int(text) if text.isdecimal() and min(tall) >= max(MIN_HEIGHT, 0.8 * max(tall)) and len(text) < 4 else None


def lengths_mm(read: list[Glyph]) -> list[float]:
    """Every length such as "4 cm" or "40 mm" in a line, in mm. Numbers with a decimal point are not depths and are left out."""
    text = "".join(glyph.character for glyph in read)
    found = []
    for i in range(len(text) - 1):
        unit = {"cm": 10.0, "mm": 1.0}.get(text[i : i + 2])
        start = i
        while start > 0 and text[start - 1].isdecimal():
            start -= 1
        if unit is None or not 1 <= i - start <= 3:
            continue
        if start > 0 and text[start - 1] not in "cm" and _space(read[start - 1], read[start]) < WIDE_SPACE * read[start].box.h:
            continue
        found.append(int(text[start:i]) * unit)
    return found


def _space(before: Glyph, after: Glyph) -> int:
    return after.box.x - before.box.x - before.box.w


def _nearest(part: npt.NDArray[np.float32]) -> str:
    font = _font()
    height, width = part.shape
    similar = font.shapes @ _normal(part).ravel() / np.float32(SIZE[0] * SIZE[1])
    stretched = (width / height) / font.proportions
    scores: dict[str, float] = {}
    for i in np.flatnonzero((stretched > 0.5) & (stretched < 2.0)).tolist():
        character = font.characters[i]
        scores[character] = max(scores.get(character, -1.0), float(similar[i]))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < MIN_CORRELATION or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MIN_LEAD):
        return "?"
    return ranked[0][0] if ranked[0][0] in CHARACTERS else "?"


def _normal(part: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The glyph scaled to SIZE, with mean 0 and standard deviation 1."""
    small = cv2.GaussianBlur(cv2.resize(part, SIZE, interpolation=cv2.INTER_AREA), (3, 3), 0.7)
    return np.asarray((small - small.mean()) / max(float(small.std()), 1e-3), np.float32)


def render(text: str) -> list[npt.NDArray[np.float32]]:
    """The text, bright, cropped to its ink, (h, w), 0 to 1, in Pillow's default font and in OpenCV's, thin and bold."""
    room = (140, 120 + 60 * len(text))
    images = []
    for weight in (0, 1, 2):
        canvas = Image.new("L", room[::-1])
        ImageDraw.Draw(canvas).text((30, 20), text, fill=255, font=ImageFont.load_default(48), stroke_width=weight)
        images.append(np.array(canvas))
    for face in (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_PLAIN):
        for thick in (3, 6, 9):
            plain = np.zeros(room, np.uint8)
            cv2.putText(plain, text, (30, 90), face, 4.0 if face == cv2.FONT_HERSHEY_PLAIN else 2.0, 255, thick)
            images.append(plain)
    boxes = [Roi(*cv2.boundingRect(image)) for image in images]
    return [(box.crop(image) / 255).astype(np.float32) for box, image in zip(boxes, images, strict=True)]


@dataclass(frozen=True)
class _Font:
    """n renderings of the characters."""

    characters: tuple[str, ...]  # (n,)
    shapes: npt.NDArray[np.float32]  # (n, pixels of SIZE), normalised
    proportions: npt.NDArray[np.float64]  # (n,) width / height


@lru_cache(maxsize=1)
def _font() -> _Font:
    parts = [(character, part) for character in CHARACTERS + OTHERS for part in render(character)]
    return _Font(
        tuple(character for character, _ in parts),
        np.stack([_normal(part).ravel() for _, part in parts]),
        np.array([part.shape[1] / part.shape[0] for _, part in parts]),
    )
