"""Scanner screens made up at random: speckle in a field of known outline, a ruler of known scale, and all that stands around.

What they show is in tests/golden/tissue, because simulating it takes seconds in every process. It was written by

    python -m tests.support.drawn_screens
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.capture.simulated import HEIGHT, SimulatedProbe
from edge_app.records import GreyImage, Muscle, Roi
from edge_app.scanner_screen.geometry import Shape

Labels = Literal["cm", "mm", "depth", "none"]
TISSUE = Path(__file__).parents[1] / "golden" / "tissue"  # what the simulated probe shows, without the margins of its screen


@dataclass(frozen=True)
class MadeScreen:
    """A screen and the truth about it."""

    pixels: GreyImage
    field: npt.NDArray[np.uint8]  # mask, 255 inside
    shape: Shape
    mm_per_pixel: float
    labels: Labels
    text: tuple[Roi, ...]  # inked boxes of all writing


def made_screen(seed: int, shape: Shape | None = None, labels: Labels | None = None) -> MadeScreen:
    """A screen of 640 x 480 to 1280 x 960 px, all else by chance from the seed."""
    rng = np.random.default_rng(seed)
    width, height = ((640, 480), (800, 600), (1024, 768), (1280, 960))[rng.integers(4)]
    shape = shape or list(Shape)[rng.integers(4)]
    labels = labels or ("cm", "mm", "depth", "none")[rng.integers(4)]
    black = int(rng.choice([0, 0, 0, 0, 16, 56, 200, 255]))
    ink = 255 if black < 128 else 0
    canvas = Image.new("L", (width, height), black)
    draw = ImageDraw.Draw(canvas)
    text: list[Roi] = []
    header = round(height * rng.uniform(0.08, 0.11))
    if black < 128 and rng.random() < 0.5:
        draw.rectangle((0, 0, width, round(header * 0.9)), fill=black + 30)
    grey_bar(draw, rng, width, height)
    _header(draw, rng, width, header, ink, text)
    box = Roi(round(width * rng.uniform(0.2, 0.28)), header + 4, 0, 0)
    box = Roi(box.x, box.y, round(width * rng.uniform(0.42, 0.52)), round(height * rng.uniform(0.7, 0.82)))
    mask, top = drawn_field(rng, shape, box, (height, width))
    mm = _ruler(draw, rng, labels, box, top, (height, width), ink, text)
    _settings(draw, rng, width, height, ink, text)
    pixels = np.array(canvas)
    pixels[mask > 0] = speckle(rng, mask)[mask > 0]
    return MadeScreen(pixels, mask, shape, mm, labels, tuple(text))


def drawn_field(rng: np.random.Generator, shape: Shape, box: Roi, size: tuple[int, int]) -> tuple[npt.NDArray[np.uint8], float]:
    x0, y0, x1, y1 = box.x, box.y, box.x + box.w, box.y + box.h
    points: list[tuple[float, float]]
    match shape:
        case Shape.RECTANGLE:
            points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        case Shape.PARALLELOGRAM:
            lean = box.h * math.tan(math.radians(rng.uniform(8, 18)))
            points = [(x0 + lean, y0), (x1, y0), (x1 - lean, y1), (x0, y1)]
            if rng.random() < 0.5:
                points = [(x0 + x1 - x, y) for x, y in points]
        case _:
            half = math.radians(rng.uniform(22, 40))
            reach = min(box.w / 2 / math.sin(half), box.h)
            face = reach * (rng.uniform(0.2, 0.35) if shape is Shape.CURVED else 0.02)
            apex = (x0 + box.w / 2, y0 - face * math.cos(half))
            angles = np.linspace(-half, half, 60)
            points = [(apex[0] + face * math.sin(a), apex[1] + face * math.cos(a)) for a in angles]
            points += [(apex[0] + reach * math.sin(a), apex[1] + reach * math.cos(a)) for a in angles[::-1]]
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(points)).astype(np.int32)], 255)
    return mask, float(min(y for _, y in points))


def speckle(rng: np.random.Generator, mask: npt.NDArray[np.uint8]) -> GreyImage:
    """An image of the simulated probe, stretched over the field's box."""
    x, y, w, h = cv2.boundingRect(mask)
    image = _images()[rng.integers(len(_images()))]
    gain = rng.uniform(0.7, 1.3)
    filled = np.zeros_like(mask)
    filled[y : y + h, x : x + w] = np.clip(gain * cv2.resize(image, (w, h), interpolation=cv2.INTER_CUBIC).astype(float), 0, 255)
    return filled


@lru_cache(maxsize=1)
def _images() -> list[GreyImage]:
    return [np.asarray(Image.open(path), np.uint8) for path in sorted(TISSUE.glob("*.png"))]


def _write(draw: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int, ink: int, text: list[Roi] | None) -> Roi:
    font = ImageFont.load_default(size)
    draw.text(at, words, fill=ink, font=font)
    x0, y0, x1, y1 = (int(v) for v in draw.textbbox(at, words, font=font))
    box = Roi(x0, y0, x1 - x0, y1 - y0)
    if text is not None:
        text.append(box)
    return box


def _header(draw: ImageDraw.ImageDraw, rng: np.random.Generator, width: int, header: int, ink: int, text: list[Roi]) -> None:
    size = max(header // 3, 13)
    x = 8
    for words in ("DOE^JANE", f"{rng.integers(10, 28)}/03/{rng.integers(15, 26)}", f"MI 0.{rng.integers(1, 9)}", "MSK Gen"):
        box = _write(draw, (x, int(rng.integers(1, 6))), words, size, ink, text)
        x = box.x + box.w + int(rng.integers(20, 60))
        if x > 0.8 * width:
            break


def _settings(draw: ImageDraw.ImageDraw, rng: np.random.Generator, width: int, height: int, ink: int, text: list[Roi]) -> None:
    size, y = max(height // 45, 12), round(0.55 * height)
    for words in (f"FR {rng.integers(10, 60)}", f"Gn {rng.integers(10, 99)}", "L12-5")[: int(rng.integers(1, 4))]:
        _write(draw, (6, y), words, size, ink, text)
        y += round(1.5 * size)


def grey_bar(draw: ImageDraw.ImageDraw, rng: np.random.Generator, width: int, height: int) -> None:
    if rng.random() < 0.7:
        for i in range(height // 4):
            draw.line((10, height // 6 + i, 24, height // 6 + i), fill=int(255 - 255 * i / (height // 4)))


def _ruler(
    draw: ImageDraw.ImageDraw, rng: np.random.Generator, labels: Labels, box: Roi, top: float, size: tuple[int, int], ink: int,
    text: list[Roi],
) -> float:  # fmt: skip
    """Ticks at the right, or left, of the field, longer at whole centimetres. Returns mm per pixel."""
    height, width = size
    depth = int(rng.integers(3, 9))  # cm
    mm = 10 * depth / box.h
    choices = [tick for tick in (1.0, 2.0, 2.5, 5.0, 10.0) if tick / mm >= 8 and 10 * depth / tick >= 4]
    tick = float(rng.choice(choices))
    x = round(width * rng.uniform(0.9, 0.96)) if rng.random() < 0.7 else round(width * rng.uniform(0.1, 0.13))
    ticks = round(10 * depth / tick)
    every = round(10 / tick)
    letters = max(height // 40, 13)
    for n in range(ticks + 1):
        y, long = round(top + n * tick / mm), n % every == 0
        draw.rectangle((x, y, x + (10 if long and every > 1 else 5), y + 1), fill=ink)
        if long and n > 0 and labels in ("cm", "mm"):
            words = str(n // every) if labels == "cm" else str(10 * n // every)
            _write(draw, (x - 6 - letters * len(words) * 6 // 10, y - letters // 2), words, letters, ink, text)
    if labels == "depth":
        _write(draw, (6, round(0.45 * height)), f"{depth}cm" if rng.random() < 0.5 else f"{depth} cm", letters, ink, text)
    return mm


def write_tissue() -> None:
    """Two images of each muscle."""
    TISSUE.mkdir(exist_ok=True)
    for seed, muscle in enumerate(Muscle):
        with SimulatedProbe(seed, muscle) as probe:
            for number, seconds in enumerate((0.0, 0.7)):
                image = probe.image(seconds)
                columns = np.flatnonzero(image[HEIGHT // 2 :].mean(axis=0) > 1)  # the probe's own screen has margins
                Image.fromarray(image[:, columns[0] : columns[-1] + 1]).save(TISSUE / f"{seed}_{number}.png", optimize=True)


if __name__ == "__main__":
    write_tissue()
