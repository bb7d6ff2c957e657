"""Muscle that is none any more: turned on its side, or its pieces in another order. Made from crops that are muscle."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage


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
