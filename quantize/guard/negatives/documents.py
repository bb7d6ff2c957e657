"""What is printed or plotted: pages with columns, tables and figures; charts."""

from __future__ import annotations

import string

import cv2
import numpy as np

from edge_app.records import GreyImage
from quantize.guard.negatives.echo import smooth_noise
from quantize.guard.negatives.pictures import finish

_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)


def page(rng: np.random.Generator) -> GreyImage:
    """A part of a page or a dialog: a heading, columns of small print, rules of a table, a grey figure; perhaps white on dark."""
    h, w = int(rng.integers(200, 500)), int(rng.integers(200, 500))
    ink = np.zeros((h, w), np.uint8)  # OpenCV writes into bytes only
    columns, left = int(rng.integers(1, 4)), int(rng.integers(0, 40))
    width = (w - left) // columns
    size, font = float(rng.uniform(0.25, 0.6)), int(rng.choice(_FONTS))
    step = max(8, int(size * rng.uniform(28, 45)))
    for column in range(columns):
        x, y = left + column * width, int(rng.integers(0, 60))
        while y < h + step:
            block = rng.random()
            if block < 0.12:  # a heading
                _write(ink, (x, y), 2 * size, font, int(rng.integers(2, 18)), rng)
            elif block < 0.2:  # a rule
                cv2.line(ink, (x, y - step // 2), (x + width - 8, y - step // 2), 255, int(rng.integers(1, 3)))
            elif block < 0.26:  # a figure
                cv2.rectangle(ink, (x, y), (x + int(0.8 * width), y + 4 * step), int(rng.integers(30, 220)), -1)
                y += 5 * step
            elif block < 0.9:
                _write(ink, (x, y), size, font, int(width / (size * rng.uniform(14, 22))), rng)
            y += step
    ground, tint = float(rng.uniform(170, 255)), float(rng.uniform(0, 90))
    if rng.random() < 0.3:
        ground, tint = tint, ground
    grey = np.asarray(ground + (tint - ground) * (ink.astype(np.float32) / 255), np.float32)
    return finish(grey + np.float32(rng.uniform(0, 6)) * smooth_noise(h, w, 120, rng), rng)


def chart(rng: np.random.Generator) -> GreyImage:
    """Axes, a grid, curves, bars or points with a few labels."""
    h, w = int(rng.integers(160, 420)), int(rng.integers(160, 420))
    ink = np.zeros((h, w), np.uint8)
    if rng.random() < 0.6:
        for x in range(int(rng.integers(5, 40)), w, int(rng.integers(20, 90))):
            cv2.line(ink, (x, 0), (x, h), int(rng.integers(30, 150)), 1)
        for y in range(int(rng.integers(5, 40)), h, int(rng.integers(20, 90))):
            cv2.line(ink, (0, y), (w, y), int(rng.integers(30, 150)), 1)
    form = rng.random()
    for _ in range(int(rng.integers(1, 6))):
        shade, thick = int(rng.integers(80, 256)), int(rng.integers(1, 4))
        height = h * (0.5 + 0.2 * rng.uniform(0.3, 1.5) * smooth_noise(1, w, float(rng.uniform(4, 80)), rng)[0])
        if form < 0.5:
            cv2.polylines(ink, [np.stack([np.arange(w), height], axis=1).astype(np.int32)], False, shade, thick, cv2.LINE_AA)
        elif form < 0.8:
            bar = int(rng.integers(6, 40))
            for x in range(int(rng.integers(0, 20)), w, bar + int(rng.integers(2, 20))):
                cv2.rectangle(ink, (x, int(height[x])), (min(x + bar, w), h), shade, -1)
        else:
            for x in rng.integers(0, w, int(rng.integers(20, 200))):
                cv2.circle(ink, (int(x), int(height[x] + rng.normal(0, 12))), thick + 1, shade, -1)
    for _ in range(int(rng.integers(0, 8))):
        _write(ink, (int(rng.integers(w)), int(rng.integers(h))), 0.4, _FONTS[0], int(rng.integers(2, 12)), rng)
    dark, light = float(rng.uniform(0, 60)), float(rng.uniform(180, 255))
    ground, tint = (dark, light) if rng.random() < 0.4 else (light, dark)
    return finish(np.asarray(ground + (tint - ground) * (ink.astype(np.float32) / 255), np.float32), rng)


def _write(ink: GreyImage, at: tuple[int, int], size: float, font: int, count: int, rng: np.random.Generator) -> None:
    """`count` letters of words."""
    letters = list(string.ascii_lowercase * 2 + string.ascii_uppercase[:9] + string.digits[:5] + "      .,-")
    cv2.putText(ink, "".join(rng.choice(letters, max(count, 1))), at, font, size, 255, 1, cv2.LINE_AA)
