"""Finds a screen's depth rulers: evenly spaced ticks or dots below one another. Pure; numbers are not read here."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import SMALL
from edge_app.scanner_screen.scale.dot_ruler import dot_rulers
from edge_app.scanner_screen.scale.tick_row import MAX_JITTER, MIN_TICKS, Ruler, evenly_spaced, regular_majors

CONTRAST = 50  # grey levels between a tick and the image above and below it
MAX_THICKNESS = 0.012  # of the image's height
MAX_WIDTH = 0.035  # of the image's width
MIN_TICKS_OVER = 9  # ticks of a ruler drawn over the field
MIN_LENGTH = 0.6  # of the field's depth; a shorter row of marks is not a ruler
ALIGNED = 1.5  # px, spread of the ticks' left ends, right ends or centres
LONGER = 1.3  # width of the ticks that count fives or tens, relative to the others


def find_rulers(pixels: GreyImage, field: Roi) -> tuple[Ruler, ...]:
    """The rulers beside or over a field in an (H, W) uint8 image, the one with the most ticks first."""
    boxes = _marks(pixels)
    # Of two equally long ones the first is kept: the light of a dot is more reliable than its width.
    rulers = dot_rulers(pixels) if pixels.shape[0] < SMALL else []
    rulers += [ruler for group in _aligned(boxes) if (ruler := _ruler(boxes[group]))]
    rulers = [ruler for ruler in rulers if _is_depth_ruler(ruler, field)]
    rulers.sort(key=lambda r: -len(r.rows))
    kept: list[Ruler] = []
    for ruler in rulers:
        if all(abs(ruler.x - other.x) > MAX_WIDTH * pixels.shape[1] for other in kept):
            kept.append(ruler)
    return tuple(kept)


def _is_depth_ruler(ruler: Ruler, field: Roi) -> bool:
    shared = min(ruler.rows[-1], field.y + field.h) - max(ruler.rows[0], field.y)
    # A few echoes may be in a row by chance, but not many.
    over = field.x < ruler.x < field.x + field.w
    return shared >= MIN_LENGTH * field.h and (not over or len(ruler.rows) >= MIN_TICKS_OVER)


def _marks(pixels: GreyImage) -> npt.NDArray[np.int32]:
    """(n, 4): x, y, w, h of bright marks of small height."""
    height, width = pixels.shape
    down = 2 * max(round(MAX_THICKNESS * height / 2), 3) + 3
    thin = cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, np.ones((down, 1), np.uint8))
    mask = cv2.threshold(thin, CONTRAST, 255, cv2.THRESH_BINARY)[1]
    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    w, h = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    solid = boxes[:, cv2.CC_STAT_AREA] >= 0.4 * w * h
    small = (w >= 2) & (w <= max(MAX_WIDTH * width, 8)) & (h <= max(MAX_THICKNESS * height, 4)) & (h <= w + 2) & solid
    small[0] = False
    return np.asarray(boxes[small, :4], np.int32)


def _aligned(boxes: npt.NDArray[np.int32]) -> Iterator[npt.NDArray[np.int64]]:
    """Groups of marks whose left ends, right ends or centres are aligned vertically."""
    if len(boxes) == 0:
        return
    left = boxes[:, 0].astype(np.float64)
    seen: set[bytes] = set()  # neighbouring columns have the same marks
    for place in (left, left + boxes[:, 2], left + boxes[:, 2] / 2):
        for x in np.unique(np.round(place)):
            group = np.flatnonzero(np.abs(place - x) <= ALIGNED / 2)
            if len(group) >= MIN_TICKS and group.tobytes() not in seen:
                seen.add(group.tobytes())
                yield group


def _ruler(boxes: npt.NDArray[np.int32]) -> Ruler | None:
    boxes = boxes[np.argsort(boxes[:, 1])]
    row = evenly_spaced(boxes[:, 1] + boxes[:, 3] / 2)
    return _consistent_ruler(boxes[row[0]], row[1]) if row else None


def _consistent_ruler(boxes: npt.NDArray[np.int32], number: npt.NDArray[np.int64]) -> Ruler | None:
    y = boxes[:, 1] + boxes[:, 3] / 2
    pitch, at = np.polyfit(number, y, 1)
    if np.abs(y - at - pitch * number).max() > max(1.5 * MAX_JITTER * pitch, 1.0):
        return None
    # Ticks have one size, or two. Echoes that happen to be in a row have all sizes.
    wide = boxes[:, 2]
    usual = float(np.median(wide))
    long = wide > max(LONGER * usual, usual + 1.5)
    plain = boxes[~long]
    if len(plain) and (np.ptp(plain[:, 2]) > 2 or np.ptp(plain[:, 3]) > 2):
        return None
    x, top = int(boxes[:, 0].min()), int(boxes[:, 1].min())
    right, bottom = int((boxes[:, 0] + boxes[:, 2]).max()), int((boxes[:, 1] + boxes[:, 3]).max())
    middle = float(np.median(boxes[:, 0] + boxes[:, 2] / 2))
    majors = regular_majors(number[long], number)
    return Ruler(
        middle,
        tuple(float(v) for v in y),
        tuple(int(n) for n in number),
        float(pitch),
        majors,
        Roi(x, top, right - x, bottom - top),
    )
