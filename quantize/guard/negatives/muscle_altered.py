"""Muscle that is none any more: turned on its side, in pieces, or a part of a page. Made from crops that are muscle."""

from __future__ import annotations

import string

import cv2
import numpy as np

from edge_app.records import GreyImage

_LETTERS = list(string.ascii_letters + string.digits + "  .:,-")


def turned(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """A crop turned by 90 degrees to either side: depth lies across the image."""
    code = cv2.ROTATE_90_CLOCKWISE if rng.random() < 0.5 else cv2.ROTATE_90_COUNTERCLOCKWISE
    return cv2.rotate(crop, code)  # type: ignore[return-value]


def shuffled(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """A crop (h, w) cut into 4 x 4 to 9 x 9 tiles, which are put together in another order, some turned by 180 degrees."""
    n = int(rng.integers(4, 10))
    h, w = crop.shape[0] // n, crop.shape[1] // n
    tiles = [crop[r * h : (r + 1) * h, c * w : (c + 1) * w] for r in range(n) for c in range(n)]
    tiles = [tile[::-1, ::-1] if rng.random() < 0.5 else tile for tile in tiles]
    order = rng.permutation(len(tiles))
    rows = [np.hstack([tiles[i] for i in order[r * n : (r + 1) * n]]) for r in range(n)]
    return np.ascontiguousarray(np.vstack(rows))


def tiled(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """Parts of a crop side by side, as on a scanner that shows two images, or on a page of them; with gaps, and lines of text."""
    rows, columns = [(1, 2), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)][int(rng.integers(6))]
    ground, ink = (int(rng.integers(0, 40)), 255) if rng.random() < 0.6 else (int(rng.integers(200, 256)), 0)
    across, down = int(rng.integers(0, 14)), int(rng.integers(0, 50)) if rows > 1 or rng.random() < 0.3 else 0
    h, w = 200, int(rng.integers(120, 280))
    page = np.full((rows * (h + down), columns * (w + across)), ground, np.uint8)
    for row in range(rows):
        for column in range(columns):
            top, left = row * (h + down), column * (w + across)
            page[top : top + h, left : left + w] = cv2.resize(_part(crop, rng), (w, h), interpolation=cv2.INTER_AREA)
            if down > 12:
                _write(page, left, top + h + 11, w, ink, rng)
    return page


def on_screen(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """A crop as a part of a whole screen: a scanner's, with its ruler, grey bar and lines of text, or a page in a browser."""
    ground, ink = (
        (int(rng.integers(0, 60)), int(rng.integers(140, 256))) if rng.random() < 0.65 else (int(rng.integers(200, 256)), 40)
    )
    h, w = int(rng.integers(300, 420)), int(rng.integers(340, 560))
    page = np.full((h, w), ground, np.uint8)
    height, width = int(h * rng.uniform(0.35, 0.8)), int(w * rng.uniform(0.3, 0.75))
    top, left = int(rng.integers(0, h - height)), int(rng.integers(0, w - width))
    for y in range(12, h, int(rng.integers(12, 30))):
        if rng.random() < 0.7:
            _write(page, int(rng.integers(0, w // 2)), y, int(rng.integers(40, w)), ink, rng)
    if rng.random() < 0.5:  # panels and buttons
        for _ in range(int(rng.integers(1, 8))):
            x, y = int(rng.integers(w)), int(rng.integers(h))
            size = (int(rng.integers(10, 120)), int(rng.integers(8, 40)))
            cv2.rectangle(page, (x, y), (x + size[0], y + size[1]), int(rng.integers(256)), int(rng.choice([-1, 1])))
    page[top : top + height, left : left + width] = cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)
    right = left + width + int(rng.integers(2, 12))
    if rng.random() < 0.6:  # a ruler
        for y in range(top, top + height, int(rng.integers(8, 40))):
            cv2.line(page, (right, y), (right + int(rng.integers(3, 10)), y), ink, 1)
    if rng.random() < 0.4 and right + 24 < w:  # a grey bar
        page[top : top + 100, right + 12 : right + 22] = np.linspace(255, 0, 100).astype(np.uint8)[: h - top, None]
    return page


def _part(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """A crop of the crop, of at least half its sides, perhaps mirrored: two images beside each other are seldom the same."""
    h, w = crop.shape
    height, width = int(h * rng.uniform(0.6, 1)), int(w * rng.uniform(0.5, 1))
    top, left = int(rng.integers(0, h - height + 1)), int(rng.integers(0, w - width + 1))
    part = crop[top : top + height, left : left + width]
    return np.ascontiguousarray(part[:, ::-1]) if rng.random() < 0.5 else part


def _write(page: GreyImage, x: int, y: int, width: int, ink: int, rng: np.random.Generator) -> None:
    """A line of text of about this width (px) that begins at x, y."""
    size = float(rng.uniform(0.28, 0.5))
    words = "".join(rng.choice(_LETTERS, max(2, int(rng.uniform(0.3, 1) * width / (18 * size)))))
    cv2.putText(page, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, ink, 1, cv2.LINE_AA)
