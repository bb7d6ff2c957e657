"""Everything read from a screen about its image: where it is, its scale and its orientation. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from edge_app.records import GreyImage
from edge_app.scanner_screen.geometry import Field
from edge_app.scanner_screen.locate import find_fields
from edge_app.scanner_screen.orientation_mark import Side, orientation_mark
from edge_app.scanner_screen.scale.calibration import mm_per_pixel
from edge_app.scanner_screen.text import text_lines

SAME = 0.97  # intersection over union from which two fields are the same
SAME_SCALE = 0.01  # relative difference up to which two scales are the same


@dataclass(frozen=True)
class Layout:
    """What was found on a screen."""

    fields: tuple[Field, ...]  # one, or two side by side, the left one first
    mm_per_pixel: float | None  # mm, from the depth ruler; None if it could not be read with certainty
    mark: Side | None  # side of the orientation mark beside the first field; None if there is none
    size: tuple[int, int]  # px: height, width of the image

    def agrees(self, other: Layout) -> bool:
        """Whether both are the same layout."""
        if self.size != other.size or len(self.fields) != len(other.fields) or self.mark != other.mark:
            return False
        mine, theirs = self.mm_per_pixel, other.mm_per_pixel
        if (mine is None) != (theirs is None) or (mine and theirs and abs(mine - theirs) > SAME_SCALE * mine):
            return False
        return all(overlap(a, b, self.size) >= SAME for a, b in zip(self.fields, other.fields, strict=True))


def find_layout(pixels: GreyImage) -> Layout:
    """Read the layout of an (H, W) uint8 image of a screen."""
    text = text_lines(pixels)
    fields = find_fields(pixels, text)
    height, width = pixels.shape
    return Layout(fields, mm_per_pixel(pixels, fields[0], text), orientation_mark(pixels, fields[0]), (height, width))


def overlap(a: Field, b: Field, size: tuple[int, int]) -> float:
    """Intersection over union of two fields of an image of size (height, width)."""
    one, two = a.mask(*size), b.mask(*size)
    union = cv2.countNonZero(one | two)
    return cv2.countNonZero(one & two) / union if union else 0.0
