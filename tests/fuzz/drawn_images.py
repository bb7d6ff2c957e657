"""Images of any size that no scanner shows: rectangles, arcs, text, rulers and noise, inside the image and far outside of it."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage


def drawn_image(number: int, most: int = 700) -> GreyImage:
    """(H, W) uint8, a function of the number; from 1 x 1 over strips to `most` pixels a side."""
    rng = np.random.default_rng(number)
    height, width = _size(rng, most)
    image: GreyImage = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(0, 6))):
        grain = rng.integers(0, int(rng.integers(2, 256)), (height, width)).astype(np.uint8)
        if rng.random() < 0.6:
            grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), float(rng.uniform(0.3, 5))), np.uint8)
        mask, flat = _shape(rng, height, width)
        image = np.asarray(np.where(mask > 0, 255 if flat else grain, image), np.uint8)
    return image


def _size(rng: np.random.Generator, most: int) -> tuple[int, int]:
    longest = max(most, 2)
    kinds = ((longest // 4, longest // 4), (8, 3 * longest), (90, 2 * longest), (longest, longest))
    high, wide = kinds[int(rng.integers(len(kinds)))]
    size = int(rng.integers(1, high + 1)), int(rng.integers(1, wide + 1))
    return size if rng.random() < 0.7 else (size[1], size[0])


def _shape(rng: np.random.Generator, height: int, width: int) -> tuple[GreyImage, bool]:
    """A mask, and whether it is filled with white instead of grain."""
    mask: GreyImage = np.zeros((height, width), np.uint8)

    def point() -> tuple[int, int]:
        return int(rng.integers(-width, 2 * width + 1)), int(rng.integers(-height, 2 * height + 1))

    match int(rng.integers(6)):
        case 0:
            cv2.rectangle(mask, point(), point(), (255,), -1)
        case 1:
            axes = int(rng.integers(1, 2 * width + 1)), int(rng.integers(1, 2 * height + 1))
            cv2.ellipse(mask, point(), axes, 0, float(rng.uniform(0, 180)), float(rng.uniform(0, 360)), (255,), -1)
        case 2:
            cv2.fillPoly(mask, [np.array([point() for _ in range(4)], np.int32)], (255,))
        case 3:
            mask[:] = 255
        case 4:
            cv2.putText(mask, "12 cm MI 0.3", point(), 0, float(rng.uniform(0.2, 2)), (255,), int(rng.integers(1, 4)))
            return mask, True
        case _:
            mask[:: int(rng.integers(2, 40)), :3] = 255
            return mask, True
    return mask, False
