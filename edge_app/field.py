"""Where on a picture the ultrasound field is, first form: an upright box, found by texture. Pure and fast.

Ultrasound is speckle, so grey levels change from pixel to pixel; a scanner's background, black, white or grey, does not.
Text, rulers and grey bars change too, but are thin: a morphological opening takes them away.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage, Roi

LEAST_CHANGE = 3  # grey levels between neighbours; less is flat background, or the noise of a grabber
LEAST_SHARE = 0.25  # of pixels in a cell that change; a cell of field has more, also in shadow
CELLS = 160  # along the picture's longer side
OPENING = 9  # cells; thinner things (text lines, rulers, grey bars) are not field
CLOSING = 13  # cells; shadows and vessels up to this size do not cut the field
LEAST_FIELD = 0.03  # of the picture; a smaller patch is not a field


def image_field(pixels: GreyImage) -> Roi:
    """The box of the ultrasound field in an (H, W) uint8 picture; the whole picture where none stands out."""
    height, width = pixels.shape
    whole = Roi(0, 0, width, height)
    changes = _changes(pixels)
    box = _largest_patch(changes)
    if box is None:
        return whole
    return _trimmed(changes, box)


def central_region(field: Roi) -> Roi:
    """The default region of interest: the middle of the field, below skin and fat and above the noise of the depth."""
    x, w = field.x + round(0.2 * field.w), round(0.6 * field.w)
    y, h = field.y + round(0.15 * field.h), round(0.55 * field.h)
    return Roi(x, y, max(w, 1), max(h, 1))


def _changes(pixels: GreyImage) -> npt.NDArray[np.uint8]:
    """(H, W) uint8: 255 where the grey level changes within a pixel's 3 x 3 neighbourhood, else 0."""
    gradient = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return cv2.threshold(gradient, LEAST_CHANGE, 255, cv2.THRESH_BINARY)[1]  # type: ignore[return-value]


def _largest_patch(changes: npt.NDArray[np.uint8]) -> Roi | None:
    """Box, in pixels, of the largest connected textured patch at low resolution."""
    height, width = changes.shape
    cell = max(max(height, width) / CELLS, 1.0)
    size = (max(round(width / cell), 1), max(round(height / cell), 1))
    share = cv2.resize(changes, size, interpolation=cv2.INTER_AREA)
    active = (share > LEAST_SHARE * 255).astype(np.uint8)
    # Opened first: closing first would tie text to the field.
    opened = cv2.morphologyEx(active, cv2.MORPH_OPEN, np.ones((OPENING, OPENING), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((CLOSING, CLOSING), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(closed)
    if count < 2:
        return None
    x, y, w, h, area = (int(value) for value in boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))])
    if area < LEAST_FIELD * size[0] * size[1]:
        return None
    sx, sy = width / size[0], height / size[1]
    left, top = int(x * sx), int(y * sy)
    return Roi(left, top, max(round((x + w) * sx) - left, 1), max(round((y + h) * sy) - top, 1))


def _trimmed(changes: npt.NDArray[np.uint8], box: Roi) -> Roi:
    """The box to the pixel: columns and rows at its edges that are mostly flat are cut off."""
    inside = box.of(changes) > 0
    columns = np.flatnonzero(inside.mean(axis=0) > LEAST_SHARE / 2)
    rows = np.flatnonzero(inside.mean(axis=1) > LEAST_SHARE / 2)
    if columns.size == 0 or rows.size == 0:
        return box
    x, y = int(columns[0]), int(rows[0])
    return Roi(box.x + x, box.y + y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1)
