"""Depth rulers of dots on a small screen, where a dot is about one pixel. Pure.

Downscaling and video coding smear a dot over its neighbours, differently each time: neither its width nor its peak is
meaningful. The sum of its light is preserved, and distinguishes dots from noise and larger dots from smaller ones.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.scale.tick_row import MIN_TICKS, Ruler, evenly_spaced, regular_majors

DOT = 3  # px, side of the square in which a dot's light is summed
MAX_WIDTH = 4  # px; anything wider or taller is not a dot
MIN_LIGHT = 60.0  # grey levels, summed; less is ringing of a codec
NEIGHBOURHOOD = 7  # px, side of the square that contains one dot and nothing else
MAX_NEIGHBOURHOOD_LIGHT = 2.0  # all light in that square, relative to the dot's
MAX_ACROSS = 1.0  # px, deviation from the column of the other dots
MAX_ALONG = 1.0  # px, deviation from the expected row
MIN_LARGER = 1.5  # light of a larger dot relative to a normal one
MAX_RATIO = 2.0  # light of a ruler's brightest dot relative to the faintest of the same size


def dot_rulers(pixels: GreyImage) -> list[Ruler]:
    """Rulers of dots of one or two sizes in an (H, W) uint8 image. The same column may yield several."""
    dots = _dots(pixels)
    found = []
    for x in np.unique(np.round(2 * dots[:, 0]) / 2):
        column = dots[np.abs(dots[:, 0] - x) <= MAX_ACROSS]
        row = evenly_spaced(column[:, 1]) if len(column) >= MIN_TICKS else None
        if row and (ruler := _ruler(column[row[0]], row[1])):
            found.append(ruler)
    return found


def _dots(pixels: GreyImage) -> npt.NDArray[np.float64]:
    """(n, 3): x, y in px and light of isolated bright dots, from top to bottom."""
    line = np.ones((1, MAX_WIDTH + 1), np.uint8)
    small = cv2.min(
        cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, line), cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, np.ascontiguousarray(line.T))
    )
    light = cv2.boxFilter(small, cv2.CV_32F, (DOT, DOT), normalize=False)
    beside = cv2.subtract(pixels, cv2.medianBlur(pixels, NEIGHBOURHOOD))
    around = cv2.boxFilter(beside, cv2.CV_32F, (NEIGHBOURHOOD, NEIGHBOURHOOD), normalize=False)
    peaks = (
        (light >= MIN_LIGHT)
        & (light >= cv2.dilate(light, np.ones((DOT, DOT), np.uint8)))
        & (around <= MAX_NEIGHBOURHOOD_LIGHT * light)
    )
    # Two neighbouring pixels may share a dot's light equally: then both are peaks.
    _, _, _, middles = cv2.connectedComponentsWithStats(peaks.astype(np.uint8), connectivity=8)
    places = [(round(x), round(y)) for x, y in middles[1:]]
    # The centre of a ring of peaks around a square of dots is not a dot.
    found = [_dot_at(small, light, x, y) for x, y in places if light[y, x] >= MIN_LIGHT]
    found.sort(key=lambda dot: dot[1])
    return np.array(found, np.float64).reshape(-1, 3)


def _dot_at(small: MatLike, light: MatLike, x: int, y: int) -> tuple[float, float, float]:
    """x, y in px and light of the dot around a pixel; its position is the centroid of its light."""
    left, top = max(x - DOT // 2, 0), max(y - DOT // 2, 0)
    m = cv2.moments(small[top : y + DOT // 2 + 1, left : x + DOT // 2 + 1])
    return left + m["m10"] / m["m00"] + 0.5, top + m["m01"] / m["m00"] + 0.5, float(light[y, x])


def _ruler(dots: npt.NDArray[np.float64], number: npt.NDArray[np.int64]) -> Ruler | None:
    x, y, light = dots.T
    pitch, at = np.polyfit(number, y, 1)
    if np.abs(y - at - pitch * number).max() > MAX_ALONG:
        return None
    if len(number) == MIN_TICKS and number[-1] - number[0] >= MIN_TICKS:  # one is hidden: parts of letters may stand like that
        return None
    large = _larger(light)
    kinds = [kind for kind in (light[large], light[~large]) if len(kind)]
    if any(kind.max() > MAX_RATIO * kind.min() for kind in kinds):
        return None
    left, top, right, bottom = x.min() - DOT / 2, y.min() - DOT / 2, x.max() + DOT / 2, y.max() + DOT / 2
    box = Roi(int(left), int(top), int(np.ceil(right)) - int(left), int(np.ceil(bottom)) - int(top))
    rows, numbers = tuple(float(v) for v in y), tuple(int(n) for n in number)
    return Ruler(float(np.median(x)), rows, numbers, float(pitch), regular_majors(number[large], number), box)


def _larger(light: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which dots are the larger ones: sorted by light, those above the widest gap, if that is wide enough."""
    order = np.sort(light)
    ratio = order[1:] / order[:-1]
    gap = int(ratio.argmax())
    return np.asarray(light > order[gap] if ratio[gap] >= MIN_LARGER else np.zeros(len(light), bool))
