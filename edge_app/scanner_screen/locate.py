"""Where on an image the ultrasound field is: rectangle, steered parallelogram, sector or curved array. Pure.

All of these are convex but for the face of a curved array, so the field is the convex hull of what is textured (shadows and
vessels are within it, whatever they look like), its sides drawn to the pixel, less the arc of the face.
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

MIN_SIDE = 64  # px; a smaller image is no screen
CELLS = 400  # along the image's longer side, at most
MIN_SHARE = 0.25  # of pixels in a neighbourhood that are content; a field has more, also in shadow
OPENING = 0.07  # of the image's shorter side; thinner things (lines of text, rulers, grey bars) are not field
MIN_PART = 0.1  # of the largest patch; smaller ones beside it are not field
MIN_SURROUNDED = 0.5  # of what is around a letter is content, and more: it stands within the field
WORD = 2  # times as wide as tall is a box of several letters
ALIGNED = 3  # cells; so near to the ends of the patch are those of a band that belongs to it
MIN_FIELD = 0.03  # of the image; a smaller patch is not a field


@dataclass(frozen=True)
class Patch:
    """The largest textured patch of an image, at low resolution."""

    mask: Mask  # (h, w)
    cell: float  # px of the image a side


def image_field(pixels: GreyImage) -> Roi:
    """The box of the ultrasound field in an (H, W) uint8 image; the whole image where none stands out."""
    return find_fields(pixels)[0].box


def find_fields(pixels: GreyImage, text: Sequence[Roi] | None = None) -> tuple[Field, ...]:
    """The ultrasound fields of an (H, W) uint8 image: one, or two that stand side by side, the left one first.

    The whole image is the field where none stands out. text: the image's `text_lines`, where they are known.
    """
    height, width = pixels.shape
    if min(height, width) < MIN_SIDE:
        return (whole(height, width),)
    active = content(pixels)
    for line in text_lines(pixels) if text is None else text:
        if line.w >= WORD * line.h or not _is_echo(line, active):
            line.of(active)[:] = 0
    patch = _largest_patch(active)
    if patch is None:
        return (whole(height, width),)
    field = outline_field(patch.mask, patch.cell, active)
    between = find_seam(field.box.of(pixels))
    if between is None:
        return (field,)
    column = field.box.x + between
    cell = min(max(round(column / patch.cell), 1), patch.mask.shape[1] - 1)
    left, right = patch.mask.copy(), patch.mask.copy()
    left[:, cell:], right[:, :cell] = 0, 0
    # Each half sees its own content alone: its inner edge is the seam.
    left_active, right_active = active.copy(), active.copy()
    left_active[:, column:], right_active[:, :column] = 0, 0
    return outline_field(left, patch.cell, left_active), outline_field(right, patch.cell, right_active)


def _is_echo(letter: Roi, active: Mask) -> bool:
    """Whether a box of the size of a letter stands amid content: then it is an echo, and none at its side is missed."""
    height, width = active.shape
    around = Roi(letter.x - letter.h // 2, letter.y - letter.h // 2, letter.w + letter.h, letter.h + letter.h)
    around = around.clipped(width, height)
    within, all_around = letter.of(active), around.of(active)
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
    # A shadow may cut the field in two; what text is left is small beside it.
    large = np.flatnonzero(areas >= MIN_PART * areas.max()) + 1
    patch = np.isin(labels, large).astype(np.uint8) * 255
    return Patch(patch | _bands(dense, patch), cell)


def _bands(dense: MatLike, patch: Mask) -> Mask:
    """Thin bands just as wide as the patch: the echoes of the probe's own face above a water bath, or above no contact."""
    left, _, width, _ = cv2.boundingRect(patch)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(dense)
    ends = np.stack([boxes[:, cv2.CC_STAT_LEFT], boxes[:, cv2.CC_STAT_LEFT] + boxes[:, cv2.CC_STAT_WIDTH]], axis=1)
    alike = np.abs(ends - (left, left + width)).max(axis=1) <= ALIGNED
    alike[0] = False
    return np.asarray(np.where(alike, 255, 0).astype(np.uint8)[labels])
