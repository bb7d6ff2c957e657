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

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import Shape
from tests.support.drawn_screens import drawn_field, grey_bar, speckle

Label = Literal["depth", "mm", "point", "foreign", "beside", "elsewhere", "none"]
LABELS: tuple[Label, ...] = ("depth", "depth", "mm", "point", "foreign", "beside", "elsewhere", "none")
SIZES = ((320, 240), (352, 288), (360, 240), (384, 288))  # px, of the halved image
FANS = (Shape.SECTOR, Shape.CURVED)
DOTS = ((1.0, 5), (1.0, 10), (2.0, 5), (5.0, 2), (10.0, 5), (10.0, 5))  # mm a dot; so many dots on, one is larger
MIN_PITCH = 7.0  # px of the halved image
FACES_MM = (10.0, 70.0)  # of curved arrays
LINEAR_MM = (12.0, 110.0)  # widths of linear arrays
# The figures of a matrix of 5 x 7 dots, a row of five bits each: no font that the appliance knows.
MATRIX = {
    "0": (14, 17, 17, 17, 17, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 4, 4, 4),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
    ".": (0, 0, 0, 0, 0, 6, 6),
    "c": (0, 0, 14, 16, 16, 17, 14),
    "m": (0, 0, 26, 21, 21, 17, 17),
}


@dataclass(frozen=True)
class SmallScreen:
    """A screen and the truth about it."""

    pixels: GreyImage
    field: npt.NDArray[np.uint8]  # mask, 255 inside
    shape: Shape
    mm_per_pixel: float
    label: Label  # what the figures of the ruler are
    words: str  # at its end


@dataclass(frozen=True)
class Dots:
    """A ruler on the image before it is halved."""

    top: float  # px, its origin
    pitch: float  # px
    depth: float  # mm
    dot: float  # mm
    every: int  # so many dots on, one is larger


def small_screen(seed: int, shape: Shape | None = None, label: Label | None = None) -> SmallScreen:
    """A screen of 320 x 240 to 384 x 288 px; depth, dots, ink, what stands around and JPEG's quality by chance from the seed."""
    rng = np.random.default_rng(seed)
    width, height = (2 * v for v in SIZES[rng.integers(len(SIZES))])
    shape = shape or list(Shape)[rng.integers(4)]
    label = label or LABELS[rng.integers(len(LABELS))]
    canvas = Image.new("L", (width, height), int(rng.choice([0, 0, 0, 8, 20])))
    _around(canvas, rng)
    x, y = round(width * rng.uniform(0.15, 0.2)), round(height * rng.uniform(0.06, 0.1))
    box = Roi(x, y, round(width * rng.uniform(0.5, 0.65)), round(height * rng.uniform(0.68, 0.8)))
    mask, top = drawn_field(rng, shape, box, (height, width))
    ruler = _ruler(rng, shape, mask, top, label)
    words = _draw_ruler(canvas, rng, ruler, label)
    pixels = np.array(canvas)
    pixels[mask > 0] = np.maximum(pixels, speckle(rng, mask))[mask > 0]
    size = (width // 2, height // 2)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(65, 97))])
    decoded = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    half = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) // 128 * 255, np.uint8)
    return SmallScreen(decoded, half, shape, 2 * ruler.dot / ruler.pitch, label, words)


def _ruler(rng: np.random.Generator, shape: Shape, mask: npt.NDArray[np.uint8], top: float, label: Label) -> Dots:
    """Dots, and a depth that a probe of that shape has."""
    rows = np.flatnonzero(mask.any(axis=1))
    tall = len(rows)
    fan = shape in FANS
    face = float(mask[rows[0] + tall // 25].sum()) / 255 / tall  # of the depth, as all that follows
    across = float(mask.any(axis=0).sum()) / tall
    millimetres = label in ("mm", "point")
    for _ in range(1000):
        least, most = ((30, 60) if fan else (15, 60)) if millimetres else ((4, 28) if fan else (2, 10))
        depth = float(rng.integers(least, most)) * (1 if millimetres else 10)
        dot, every = DOTS[rng.integers(len(DOTS))]
        # Beams that diverge from a point have no face; on a screen in millimetres they have.
        smallest = FACES_MM[0] if fan and (millimetres or shape is Shape.CURVED) else 0.0
        fits = smallest <= depth * face <= FACES_MM[1] if fan else LINEAR_MM[0] <= depth * across <= LINEAR_MM[1]
        if fits and 4 <= depth / dot <= tall / 2 / MIN_PITCH:
            return Dots(top, dot / depth * tall, depth, dot, every)
    return Dots(top, tall / 10, 100.0, 10.0, 5)


def _draw_ruler(canvas: Image.Image, rng: np.random.Generator, ruler: Dots, label: Label) -> str:
    """Dots at the right of the field, some larger, and figures. Returns those at the end."""
    draw = ImageDraw.Draw(canvas)
    x = round(canvas.width * rng.uniform(0.9, 0.95))
    ink = int(rng.integers(90, 200))
    little = int(rng.integers(2, 4))
    large = little + int(rng.integers(2, 4))
    font = Font(rng, min(ink + 60, 255))
    last = math.floor(ruler.depth / ruler.dot + 1e-6)
    for n in range(last + 1):
        y, major = ruler.top + n * ruler.pitch, n % ruler.every == 0
        if n == 0 and rng.random() < 0.5:
            draw.rectangle((x - 9, round(y), x, round(y) + 2), fill=ink)
            continue
        side = large if major else little
        left, upper = round(x - side / 2), round(y - side / 2)
        draw.rectangle((left, upper, left + side - 1, upper + side - 1), fill=ink)
        if label == "beside" and n and (major or ruler.pitch > 50) and (n * ruler.dot) % 10 == 0:
            font.write(canvas, (x - 10, round(y)), str(round(n * ruler.dot / 10)))
    figures = {"depth": f"{ruler.depth / 10:g}", "mm": f"{ruler.depth:g}", "point": f"{ruler.depth / 10:.1f}"}
    words = str(rng.integers(1, 100)) if label == "foreign" else figures.get(label, "")
    at = ruler.top + ruler.depth / ruler.dot * ruler.pitch + rng.uniform(-0.2, 0.3) * min(ruler.pitch, 24)
    font.write(canvas, (x - int(rng.integers(6, 12)), round(at)), words)
    if label == "elsewhere":
        font.write(canvas, (80, round(0.5 * canvas.height)), f"{ruler.depth / 10:g}cm")
    return words


class Font:
    """One of several ways to write figures."""

    def __init__(self, rng: np.random.Generator, ink: int) -> None:
        self._kind, self._tall, self._ink = int(rng.integers(3)), int(rng.integers(12, 17)), ink
        self._stroke = int(rng.integers(1, 3))

    def write(self, canvas: Image.Image, at: tuple[int, int], words: str) -> None:
        """Figures that end at x and have their middle at y."""
        if not words:
            return
        image = self._drawn(words)
        x, y, w, h = cv2.boundingRect(image)
        shade = Image.fromarray(image[y : y + h, x : x + w])
        canvas.paste(self._ink, (at[0] - w, at[1] - h // 2), shade)

    def _drawn(self, words: str) -> npt.NDArray[np.uint8]:
        room = (3 * self._tall, (2 + len(words)) * self._tall)
        match self._kind:
            case 0:
                canvas = Image.new("L", room[::-1])
                ImageDraw.Draw(canvas).text((4, 4), words, fill=255, font=ImageFont.load_default(round(1.35 * self._tall)))
                return np.array(canvas)
            case 1:
                drawn = np.zeros(room, np.uint8)
                scale, at = self._tall / 22, (4, 2 * self._tall)
                cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, self._stroke, cv2.LINE_AA)
                return drawn
            case _:
                rows = [[int(bit) for c in words for bit in f"{MATRIX[c][row]:05b}0"] for row in range(7)]
                bits = np.array(rows, np.uint8) * 255
                size = (round(bits.shape[1] * self._tall / 7), self._tall)
                return np.asarray(cv2.resize(bits, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _around(canvas: Image.Image, rng: np.random.Generator) -> None:
    """What is no ruler: writing, some of it in a column, bullets, a grey bar, a strip of speckle, soft keys."""
    width, height = canvas.size
    draw = ImageDraw.Draw(canvas)
    grey_bar(draw, rng, width, height)
    ink = int(rng.integers(120, 220))
    font = ImageFont.load_default(int(rng.integers(13, 17)))
    draw.text((10, 6), f"DOE JANE  {rng.integers(10, 28)}/03/{rng.integers(15, 26)}", fill=ink, font=font)
    step, y = int(rng.integers(16, 40)), round(height * rng.uniform(0.1, 0.3))
    figures = (f"MI {rng.uniform(0.3, 1.2):.1f}", f"{rng.integers(10, 60)} Hz", f"{rng.integers(0, 99)}")
    side = width - 38 if rng.random() < 0.3 else 6
    for word in rng.permutation(["Gen", "MB", "S", ":", ".", *figures])[: int(rng.integers(2, 7))]:
        draw.text((side, y), str(word), fill=ink, font=font)
        y += step
    if rng.random() < 0.4:
        x, step = int(rng.integers(4, round(0.12 * width))), int(rng.integers(14, 40))
        for y in range(round(0.4 * height), round(0.95 * height), step):
            draw.rectangle((x, y, x + 2, y + 2), fill=ink)
    if rng.random() < 0.3:
        tall, wide = int(rng.integers(height // 3, height // 2)), int(rng.integers(3, 8))
        echoes = cv2.GaussianBlur(rng.rayleigh(60, (tall, wide)), (3, 3), 0)
        strip = Image.fromarray(np.clip(echoes, 0, 255).astype(np.uint8))
        canvas.paste(strip, (round(width * rng.uniform(0.84, 0.97)), round(0.1 * height)))
    if rng.random() < 0.4:
        draw.rectangle((round(0.12 * width), height - 24, round(0.88 * width), height), fill=40)
        for x in range(round(0.15 * width), round(0.85 * width), 80):
            draw.text((x, height - 20), str(rng.choice(["Gen", "On", "0", "Page 1/3", "Sector"])), fill=150, font=font)
