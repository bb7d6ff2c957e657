"""The ultrasound field on a screen: its outline, and the kind of probe that produces it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import Roi

Mask = npt.NDArray[np.uint8]  # (H, W), 255 inside, 0 outside
Points = npt.NDArray[np.float64]  # (n, 2): x, y in px

SMALL = 300  # px; on a lower screen, letters are six px tall, a ruler's dots one, and a codec's ringing is as large


class Shape(str, Enum):
    """Arrangement of the probe's beams."""

    RECTANGLE = "rectangle"  # linear array
    PARALLELOGRAM = "parallelogram"  # linear array, beams steered to one side
    SECTOR = "sector"  # beams diverge from a point or a flat face
    CURVED = "curved array"  # beams diverge from an arc


@dataclass(frozen=True)
class Field:
    """The area of the screen that shows ultrasound."""

    shape: Shape
    outline: tuple[tuple[float, float], ...]  # corners x, y in px, in either direction; arcs as many short sides

    @property
    def box(self) -> Roi:
        """The bounding box of the field."""
        points = np.array(self.outline)
        x, y = (int(v) for v in np.floor(points.min(axis=0)))
        right, bottom = (int(v) for v in np.ceil(points.max(axis=0)))
        return Roi(x, y, max(right - x, 1), max(bottom - y, 1))

    def mask(self, height: int, width: int) -> Mask:
        """(height, width) uint8, 255 inside the outline."""
        mask = np.zeros((height, width), np.uint8)
        # The outline refers to the edges of pixels, fillPoly to their centres, here in sixteenths of a pixel.
        points = np.round((np.array(self.outline) - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(mask, [points], 255, shift=4)
        return mask


def whole(height: int, width: int) -> Field:
    """A field that covers the whole image."""
    return rectangle(0, 0, width, height)


def rectangle(left: float, top: float, right: float, bottom: float) -> Field:
    """A rectangular field; the edges run between pixels, px."""
    return Field(Shape.RECTANGLE, ((left, top), (right, top), (right, bottom), (left, bottom)))


def central_region(field: Roi) -> Roi:
    """The default region of interest: the middle of the field, below skin and fat and above the deep noise."""
    x, w = field.x + round(0.2 * field.w), round(0.6 * field.w)
    y, h = field.y + round(0.15 * field.h), round(0.55 * field.h)
    return Roi(x, y, max(w, 1), max(h, 1))
