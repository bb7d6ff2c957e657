"""Finds the ultrasound field in an image: rectangle, steered parallelogram, sector or curved array. Pure.

All of these are convex except at the face of a curved array. So the field is the convex hull of the textured area (which
includes shadows and vessels, whatever they look like), with its sides refined to the pixel, minus the arc of the face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.boundary import outline_field
from edge_app.scanner_screen.dual_view import find_seam
from edge_app.scanner_screen.geometry import Field, Mask, whole
from edge_app.scanner_screen.text import text_lines
from edge_app.scanner_screen.texture import content

MIN_SIDE = 64  # px; a smaller image is not a screen
CELLS = 400  # largest number of cells along the image's longer side
MIN_SHARE = 0.25  # share of content pixels in a neighbourhood; a field has more, even in shadow
OPENING = 0.07  # of the image's shorter side; anything thinner (text, rulers, grey bars) is not part of a field
MIN_PART = 0.1  # of the largest patch; smaller patches beside it are not part of the field
MIN_SURROUNDED = 0.5  # share of content around a letter-sized box from which it lies within the field
WORD = 2  # ratio of width to height from which a box holds several letters
ALIGNED = 3  # cells; the ends of a band that belongs to the patch are this close to the patch's
MIN_FIELD = 0.03  # of the image; a smaller patch is not a field


@dataclass(frozen=True)
class Patch:
    """The largest textured patch of an image, at low resolution."""

    mask: Mask  # (h, w)
    cell: float  # side of a cell in image px


def image_field(pixels: GreyImage) -> Roi:
    """The box of the ultrasound field in an (H, W) uint8 image, inside the image; the whole image if no field is found."""
    height, width = pixels.shape
    return find_fields(pixels)[0].box.clipped(width, height)


def find_fields(pixels: GreyImage, text: Sequence[Roi] | None = None) -> tuple[Field, ...]:
    """The ultrasound fields of an (H, W) uint8 image: one, or two side by side, the left one first.

    If no field is found, the whole image is returned. text: the image's `text_lines`, if they are already known.
    """
    return fields_if_found(pixels, text) or (whole(*pixels.shape),)


def fields_if_found(pixels: GreyImage, text: Sequence[Roi] | None = None) -> tuple[Field, ...]:
    """As `find_fields`, but empty if no field is found: for those who must not take a whole screen for ultrasound."""
    height, width = pixels.shape
    if min(height, width) < MIN_SIDE:
        return ()
    active = content(pixels)
    for line in text_lines(pixels) if text is None else text:
        if line.w >= WORD * line.h or not _is_echo(line, active):
            line.crop(active)[:] = 0
    patch = _largest_patch(active)
    if patch is None:
        return ()
    field = outline_field(patch.mask, patch.cell, active)
    inside = field.box.clipped(width, height)  # an arc that was fitted to its visible part may reach beyond the image
    between = find_seam(inside.crop(pixels))
    if between is None:
        return (field,)
    column = inside.x + between
    cell = min(max(round(column / patch.cell), 1), patch.mask.shape[1] - 1)
    left, right = patch.mask.copy(), patch.mask.copy()
    left[:, cell:], right[:, :cell] = 0, 0
    # Each half gets only its own content, so that its inner edge is the seam.
    left_active, right_active = active.copy(), active.copy()
    left_active[:, column:], right_active[:, :column] = 0, 0
    return outline_field(left, patch.cell, left_active), outline_field(right, patch.cell, right_active)


def _is_echo(letter: Roi, active: Mask) -> bool:
    """Whether a letter-sized box is surrounded by content: then it is an echo and not a letter."""
    height, width = active.shape
    around = Roi(letter.x - letter.h // 2, letter.y - letter.h // 2, letter.w + letter.h, letter.h + letter.h)
    around = around.clipped(width, height)
    within, all_around = letter.crop(active), around.crop(active)
    rest = cv2.countNonZero(all_around) - cv2.countNonZero(within)
    return rest > MIN_SURROUNDED * (all_around.size - within.size)


def _largest_patch(active: Mask) -> Patch | None:
    height, width = active.shape
    cell = max(max(height, width) / CELLS, 1.0)
    size = (max(round(width / cell), 1), max(round(height / cell), 1))
    share = cv2.blur(cv2.resize(active, size, interpolation=cv2.INTER_AREA), (5, 5), borderType=cv2.BORDER_REPLICATE)
    dense = cv2.threshold(share, MIN_SHARE * 255, 255, cv2.THRESH_BINARY)[1]
    side = max(round(OPENING * min(size)), 3)
    opened = cv2.morphologyEx(
        dense, cv2.MORPH_OPEN, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,)
    )
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(opened)
    areas = boxes[1:, cv2.CC_STAT_AREA]
    if count < 2 or areas.max() < MIN_FIELD * size[0] * size[1]:
        return None
    # A shadow may split the field in two; any remaining text is small in comparison.
    large = np.flatnonzero(areas >= MIN_PART * areas.max()) + 1
    patch = np.isin(labels, large).astype(np.uint8) * 255
    return Patch(patch | _bands(dense, patch), cell)


def _bands(dense: MatLike, patch: Mask) -> Mask:
    """Thin bands as wide as the patch: echoes of the probe's own face above a water bath or air."""
    left, _, width, _ = cv2.boundingRect(patch)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(dense)
    ends = np.stack([boxes[:, cv2.CC_STAT_LEFT], boxes[:, cv2.CC_STAT_LEFT] + boxes[:, cv2.CC_STAT_WIDTH]], axis=1)
    alike = np.abs(ends - (left, left + width)).max(axis=1) <= ALIGNED
    alike[0] = False
    return np.asarray(np.where(alike, 255, 0).astype(np.uint8)[labels])
