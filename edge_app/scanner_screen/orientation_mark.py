"""The orientation mark: the dot, ball or logo beside the top of a field, on the side of the probe's marked end. Pure."""

from __future__ import annotations

from enum import Enum

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_app.records import GreyImage
from edge_app.scanner_screen.geometry import Field

CONTRAST = 60  # grey levels above the background
MIN_SIZE, MAX_SIZE = 0.01, 0.03  # of the image's width
MAX_ELONGATION = 1.3  # longer side / shorter side
MIN_FILL = 0.45  # of its box; a disc fills 0.79, a diamond 0.5, a letter less
BESIDE, ABOVE, BELOW = 0.45, 0.1, 0.15  # largest distance: of the field's width, the image's height, the field's depth
MIN_OFFSET = 0.05  # of the field's width, smallest distance of a mark from the field's middle


class Side(str, Enum):
    """The side of the mark. Scanners put it on the left; on the right, the image is mirrored (or in cardiac convention)."""

    LEFT = "left"
    RIGHT = "right"


def orientation_mark(pixels: GreyImage, field: Field) -> Side | None:
    """The side of the mark outside the field; None if there is none, or one on each side."""
    height, width = pixels.shape
    box, middle = field.box, field.box.x + field.box.w / 2
    outside = cv2.threshold(pixels, min(int(np.median(pixels)) + CONTRAST, 254), 255, cv2.THRESH_BINARY)[1]
    outside[field.mask(height, width) > 0] = 0
    _, _, boxes, centres = cv2.connectedComponentsWithStats(outside, connectivity=8)
    boxes, centres = boxes[1:], centres[1:]
    x, y = centres[:, 0], centres[:, 1]
    w, h, area = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, cv2.CC_STAT_AREA]
    size = np.maximum(w, h)
    fits = (
        (size >= max(MIN_SIZE * width, 5))
        & (size <= MAX_SIZE * width)
        & (size <= MAX_ELONGATION * np.minimum(w, h))
        & (area >= MIN_FILL * w * h)
    )
    fits &= (x > box.x - BESIDE * box.w) & (x < box.x + (1 + BESIDE) * box.w) & (np.abs(x - middle) > MIN_OFFSET * box.w)
    fits &= (y > box.y - ABOVE * height) & (y < box.y + BELOW * box.h)
    fits &= (boxes[:, 0] > 0) & (boxes[:, 1] > 0) & (boxes[:, 0] + w < width)  # not cut off
    sides = {Side.LEFT if x[i] < middle else Side.RIGHT for i in np.flatnonzero(fits) if not _is_letter(boxes, int(i))}
    return sides.pop() if len(sides) == 1 else None


def _is_letter(boxes: MatLike, i: int) -> bool:
    """Whether something of similar height is next to it: then it is a letter, however round."""
    x, y, w, h = (int(v) for v in boxes[i, :4])
    other = np.delete(boxes, i, axis=0)
    gap = np.maximum(other[:, 0] - (x + w), x - (other[:, 0] + other[:, 2]))
    level = np.abs(other[:, 1] + other[:, 3] / 2 - (y + h / 2)) < 0.6 * h
    alike = (other[:, 3] > 0.6 * h) & (other[:, 3] < 2.2 * h)
    return bool(np.any(level & alike & (gap < 0.7 * h)))
