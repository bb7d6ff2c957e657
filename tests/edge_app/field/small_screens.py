"""Small screens made up at random: drawn as a scanner draws them, halved, coded as JPEG; their ruler is a column of dots.

What scanners stored years ago, or a grabber of low resolution delivers: letters of six pixels, dots of one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.field.shape import Shape
from edge_app.records import GreyImage, Roi
from tests.edge_app.field.screens import drawn_field, grey_bar, speckle

Label = Literal["depth", "mm", "point", "foreign", "beside", "elsewhere", "none"]
LABELS: tuple[Label, ...] = ("depth", "depth", "mm", "point", "foreign", "beside", "elsewhere", "none")
SIZES = ((320, 240), (352, 288), (360, 240), (384, 288))  # px, of the halved picture
LEAST_PITCH = 7.0  # px
WIDEST_FACE = 70.0  # mm, of a curved array
# The figures of a matrix of 5 x 7 dots, a row of five bits each: no font that the appliance knows.
MATRIX = {
    "0": (14, 17, 17, 17, 17, 17, 14), "1": (4, 12, 4, 4, 4, 4, 14), "2": (14, 17, 1, 2, 4, 8, 31), "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2), "5": (31, 16, 30, 1, 1, 17, 14), "6": (6, 8, 16, 30, 17, 17, 14), "7": (31, 1, 2, 4, 4, 4, 4),
    "8": (14, 17, 17, 14, 17, 17, 14), "9": (14, 17, 17, 15, 1, 2, 12), ".": (0, 0, 0, 0, 0, 6, 6), "c": (0, 0, 14, 16, 16, 17, 14),
    "m": (0, 0, 26, 21, 21, 17, 17), " ": (0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip


@dataclass(frozen=True)
class SmallScreen:
    """A screen and the truth about it."""

    pixels: GreyImage
    shape: Shape
    mm_per_pixel: float
    dot_mm: float
    every: int  # so many dots on, one is larger
    label: Label  # what the figures of the ruler are
    words: str  # at its end


def small_screen(seed: int, shape: Shape | None = None, label: Label | None = None) -> SmallScreen:
    """A screen of 320 x 240 to 384 x 288 px; depth, dots, ink, what stands around and JPEG's quality by chance from the seed."""
    rng = np.random.default_rng(seed)
    width, height = (2 * v for v in SIZES[rng.integers(len(SIZES))])
    shape = shape or list(Shape)[rng.integers(4)]
    label = label or LABELS[rng.integers(len(LABELS))]
    canvas = Image.new("L", (width, height), int(rng.choice([0, 0, 0, 8, 20])))
    draw = ImageDraw.Draw(canvas)
    grey_bar(draw, rng, width, height)
    _around(draw, rng, width, height)
    box = Roi(round(width * rng.uniform(0.15, 0.2)), round(height * rng.uniform(0.06, 0.1)), 0, 0)
    box = Roi(box.x, box.y, round(width * rng.uniform(0.5, 0.65)), round(height * rng.uniform(0.68, 0.8)))
    mask, top = drawn_field(rng, shape, box, (height, width))
    bottom = float(np.flatnonzero(mask.any(axis=1))[-1] + 1)
    depth, dot, every = _ruler_of(rng, shape, mask, label)
    pitch = dot / depth * (bottom - top)
    words = _dots(canvas, rng, (width, height), (top, bottom, pitch), every, (depth, dot), label)
    pixels = np.array(canvas)
    echoes = speckle(rng, mask)
    pixels[mask > 0] = np.maximum(pixels, echoes)[mask > 0]
    small = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(65, 97))])
    decoded = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return SmallScreen(decoded, shape, 2 * dot / pitch, dot, every, label, words)


def _ruler_of(rng: np.random.Generator, shape: Shape, mask: npt.NDArray[np.uint8], label: Label) -> tuple[float, float, int]:
    """(depth in mm, mm a dot, every how many dots are larger) that the probe of that shape could have."""
    rows = np.flatnonzero(mask.any(axis=1))
    tall = len(rows)
    across = float(mask.any(axis=0).sum()) / tall  # of the depth
    upper = np.flatnonzero(mask[rows[0] + tall // 25])
    face = (upper[-1] - upper[0]) / tall
    for _ in range(1000):
        if shape in (Shape.SECTOR, Shape.CURVED):
            depth = float(rng.integers(30, 60)) if label in ("mm", "point") else 10.0 * float(rng.integers(4, 28))
            fits = depth * face <= WIDEST_FACE
            if label in ("mm", "point"):
                fits = 10 <= depth * face <= WIDEST_FACE
        else:
            depth = float(rng.integers(15, 60)) if label in ("mm", "point") else 10.0 * float(rng.integers(2, 10))
            fits = 12 <= depth * across <= 110
        dot, every = ((1.0, 5), (1.0, 10), (2.0, 5), (5.0, 2), (10.0, 5), (10.0, 5))[rng.integers(6)]
        if fits and 4 <= depth / dot <= tall / 2 / LEAST_PITCH:
            return depth, dot, every
    return 10.0 * round(tall / 2 / 10 / 2), 10.0, 5  # no probe fits: dots of a centimetre


def _dots(
    canvas: Image.Image, rng: np.random.Generator, size: tuple[int, int], place: tuple[float, float, float], every: int,
    ruler: tuple[float, float], label: Label,
) -> str:  # fmt: skip
    """Dots at the right of the field, each `every`-th larger. Returns the figures at their end."""
    (width, height), (top, bottom, pitch), (depth, dot) = size, place, ruler
    draw = ImageDraw.Draw(canvas)
    x = round(width * rng.uniform(0.9, 0.95))
    ink = int(rng.integers(90, 200))
    little = int(rng.integers(2, 4))
    large = little + int(rng.integers(2, 4))
    last = math.floor(depth / dot + 1e-6)
    font = _Font(rng, int(rng.integers(12, 17)), min(ink + 60, 255))
    for n in range(last + 1):
        y = top + n * pitch
        major = n % every == 0
        if n == 0 and rng.random() < 0.5:
            draw.rectangle((x - 9, round(y), x, round(y) + 2), fill=ink)
            continue
        side = large if major else little
        left, upper = round(x - side / 2), round(y - side / 2)
        draw.rectangle((left, upper, left + side - 1, upper + side - 1), fill=ink)
        if label == "beside" and n and (major or pitch > 50) and (n * dot) % 10 == 0:
            font.write(canvas, (x - 10, round(y)), str(round(n * dot / 10)))
    match label:
        case "depth":
            words = f"{depth / 10:g}"
        case "mm":
            words = f"{depth:g}"
        case "point":
            words = f"{depth / 10:.1f}"
        case "foreign":
            words = str(rng.integers(1, 100))
        case _:
            words = ""
    at = bottom + rng.uniform(-0.2, 0.3) * min(pitch, 24)
    font.write(canvas, (x - int(rng.integers(6, 12)), round(at)), words)
    if label == "elsewhere":
        font.write(canvas, (80, round(0.5 * height)), f"{depth / 10:g}cm")
    return words


class _Font:
    """One of several ways to write figures, right-aligned."""

    def __init__(self, rng: np.random.Generator, tall: int, ink: int) -> None:
        self._kind, self._tall, self._ink = int(rng.integers(3)), tall, ink
        self._stroke = int(rng.integers(1, 3))

    def write(self, canvas: Image.Image, at: tuple[int, int], words: str) -> None:
        """Figures that end at x and have their middle at y."""
        if not words:
            return
        picture = self._drawn(words)
        x, y, w, h = cv2.boundingRect(picture)
        picture = picture[y : y + h, x : x + w]
        ink = Image.fromarray((picture.astype(float) / 255 * self._ink).astype(np.uint8))
        canvas.paste(ink, (at[0] - picture.shape[1], at[1] - picture.shape[0] // 2), Image.fromarray(picture))

    def _drawn(self, words: str) -> npt.NDArray[np.uint8]:
        room = (3 * self._tall, (2 + len(words)) * self._tall)
        if self._kind == 0:
            canvas = Image.new("L", room[::-1])
            ImageDraw.Draw(canvas).text((4, 4), words, fill=255, font=ImageFont.load_default(round(1.35 * self._tall)))
            return np.array(canvas)
        if self._kind == 1:
            drawn = np.zeros(room, np.uint8)
            cv2.putText(drawn, words, (4, 2 * self._tall), cv2.FONT_HERSHEY_SIMPLEX, self._tall / 22, 255, self._stroke, cv2.LINE_AA)
            return drawn
        rows = [[int(bit) for c in words for bit in f"{MATRIX[c][row]:05b}0"] for row in range(7)]
        bits = np.array(rows, np.uint8).reshape(7, -1) * 255
        return np.asarray(cv2.resize(bits, None, fx=self._tall / 7, fy=self._tall / 7, interpolation=cv2.INTER_NEAREST), np.uint8)


def _around(draw: ImageDraw.ImageDraw, rng: np.random.Generator, width: int, height: int) -> None:
    """Writing and signs at the corners and the sides: none of it is a ruler, some of it stands in a column."""
    ink = int(rng.integers(120, 220))
    font = ImageFont.load_default(int(rng.integers(13, 17)))
    draw.text((10, 6), f"DOE JANE  {rng.integers(10, 28)}/03/{rng.integers(15, 26)}", fill=ink, font=font)
    step, y = int(rng.integers(16, 40)), round(height * rng.uniform(0.1, 0.3))
    words = ["Gen", "MB", "S", f"MI {rng.uniform(0.3, 1.2):.1f}", f"{rng.integers(10, 60)} Hz", f"{rng.integers(0, 99)}", ":", "."]
    side = width - 38 if rng.random() < 0.3 else 6
    for word in rng.permutation(words)[: int(rng.integers(2, 7))]:
        draw.text((side, y), str(word), fill=ink, font=font)
        y += step
    if rng.random() < 0.4:  # colons and bullets, one below another
        x, step = int(rng.integers(4, round(0.12 * width))), int(rng.integers(14, 40))
        for y in range(round(0.4 * height), round(0.95 * height), step):
            draw.rectangle((x, y, x + 2, y + 2), fill=ink)
    if rng.random() < 0.4:  # a softkey bar
        draw.rectangle((round(0.12 * width), height - 24, round(0.88 * width), height), fill=40)
        for x in range(round(0.15 * width), round(0.85 * width), 80):
            draw.text((x, height - 20), str(rng.choice(["Gen", "On", "0", "Page 1/3", "Sector"])), fill=150, font=font)
