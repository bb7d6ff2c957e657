"""The depth ruler of a screen: ticks or dots, one below another at one distance. Pure; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage, Roi

CONTRAST = 50  # grey levels between a tick and what is above and below it
THICKEST = 0.012  # of the picture's height
WIDEST = 0.035  # of the picture's width
LEAST_TICKS = 4
LEAST_OVER = 9  # ticks of a ruler that lies over the field
ALONG = 0.6  # of the field's depth; a shorter row of marks is no ruler
LEAST_PITCH = 6.0  # px
PRESENT = 0.75  # of the ticks of a ruler; labels and focus marks hide some
JITTER = 0.12  # of the pitch; scanners draw ticks at whole pixels, and some begin anew at each centimetre
ALIGNED = 1.5  # px, between the ticks' left ends, right ends or middles
LONGER = 1.3  # times as wide are the ticks that count fives or tens


@dataclass(frozen=True)
class Ruler:
    """An upright row of ticks at one distance."""

    x: float  # px, where the ticks are aligned
    rows: tuple[float, ...]  # px, middles of the ticks that are seen, downwards
    numbers: tuple[int, ...]  # of the same ticks, counted from 0 at the first; a missing one is a tick that is hidden
    pitch: float  # px between ticks, over all of them
    major: tuple[int, ...]  # numbers of the longer ticks; empty where all are alike or the longer follow no rule
    box: Roi  # around all ticks


def find_rulers(pixels: GreyImage, field: Roi) -> tuple[Ruler, ...]:
    """The rulers beside or over a field of an (H, W) uint8 picture, the one with most ticks first."""
    boxes = _marks(pixels)
    rulers = [ruler for group in _aligned(boxes) if (ruler := _ruler(boxes[group])) and _measures(ruler, field)]
    rulers.sort(key=lambda r: -len(r.rows))
    kept: list[Ruler] = []
    for ruler in rulers:
        if all(abs(ruler.x - other.x) > WIDEST * pixels.shape[1] for other in kept):
            kept.append(ruler)
    return tuple(kept)


def _measures(ruler: Ruler, field: Roi) -> bool:
    shared = min(ruler.rows[-1], field.y + field.h) - max(ruler.rows[0], field.y)
    # Echoes may lie in a row by chance, but not many.
    over = field.x < ruler.x < field.x + field.w
    return shared >= ALONG * field.h and (not over or len(ruler.rows) >= LEAST_OVER)


def _marks(pixels: GreyImage) -> npt.NDArray[np.int32]:
    """(n, 4): x, y, w, h of what is thin from top to bottom, and bright."""
    height, width = pixels.shape
    down = 2 * max(round(THICKEST * height / 2), 3) + 3
    thin = cv2.morphologyEx(pixels, cv2.MORPH_TOPHAT, np.ones((down, 1), np.uint8))
    mask = cv2.threshold(thin, CONTRAST, 255, cv2.THRESH_BINARY)[1]
    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    w, h = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    solid = boxes[:, cv2.CC_STAT_AREA] >= 0.4 * w * h
    small = (w >= 2) & (w <= max(WIDEST * width, 8)) & (h <= max(THICKEST * height, 4)) & (h <= w + 2) & solid
    small[0] = False
    return np.asarray(boxes[small, :4], np.int32)


def _aligned(boxes: npt.NDArray[np.int32]) -> Iterator[npt.NDArray[np.int64]]:
    """Groups of marks with their left ends, right ends or middles one below another."""
    if len(boxes) == 0:
        return
    left = boxes[:, 0].astype(np.float64)
    for place in (left, left + boxes[:, 2], left + boxes[:, 2] / 2):
        for x in np.unique(np.round(place)):
            group = np.flatnonzero(np.abs(place - x) <= ALIGNED / 2)
            if len(group) >= LEAST_TICKS:
                yield group


def _ruler(boxes: npt.NDArray[np.int32]) -> Ruler | None:
    boxes = boxes[np.argsort(boxes[:, 1])]
    y = boxes[:, 1] + boxes[:, 3] / 2
    best: tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
    steps = np.concatenate([np.diff(y), y[2:] - y[:-2]])
    for pitch in np.unique(np.round(steps[steps >= LEAST_PITCH], 1)):
        for start in y[: max(len(y) // 2, 1)]:
            number = np.round((y - start) / pitch).astype(np.int64)
            fits = np.flatnonzero(np.abs(y - start - number * pitch) <= max(JITTER * pitch, 1.0))
            # Small errors of the pitch add up along a ruler: it is drawn anew from what fits.
            if len(fits) < LEAST_TICKS or len(np.unique(number[fits])) < LEAST_TICKS:
                continue
            fine = float(np.polyfit(number[fits], y[fits], 1)[0])
            if fine < LEAST_PITCH:
                continue
            number = np.round((y - start) / fine).astype(np.int64)
            fits = np.flatnonzero(np.abs(y - start - number * fine) <= max(JITTER * fine, 1.0))
            _, first = np.unique(number[fits], return_index=True)
            fits = fits[first]
            span = int(number[fits].max() - number[fits].min()) + 1 if len(fits) else 0
            if len(fits) < LEAST_TICKS or len(fits) < PRESENT * max(span, 0.8 * len(y)):
                continue
            if best is None or len(fits) > best[0]:
                best = len(fits), fits, number
    if best is None:
        return None
    _, fits, number = best
    return _drawn(boxes[fits], number[fits] - number[fits].min())


def _drawn(boxes: npt.NDArray[np.int32], number: npt.NDArray[np.int64]) -> Ruler | None:
    y = boxes[:, 1] + boxes[:, 3] / 2
    pitch, at = np.polyfit(number, y, 1)
    if np.abs(y - at - pitch * number).max() > max(1.5 * JITTER * pitch, 1.0):
        return None
    # Ticks are drawn by rule: one size, or two. Echoes that happen to lie in a row come in all sizes.
    wide = boxes[:, 2]
    usual = float(np.median(wide))
    long = wide > max(LONGER * usual, usual + 1.5)
    plain = boxes[~long]
    if len(plain) and (np.ptp(plain[:, 2]) > 2 or np.ptp(plain[:, 3]) > 2):
        return None
    x, top = int(boxes[:, 0].min()), int(boxes[:, 1].min())
    right, bottom = int((boxes[:, 0] + boxes[:, 2]).max()), int((boxes[:, 1] + boxes[:, 3]).max())
    middle = float(np.median(boxes[:, 0] + boxes[:, 2] / 2))
    majors = _by_rule(number[long], number)
    return Ruler(
        middle,
        tuple(float(v) for v in y),
        tuple(int(n) for n in number),
        float(pitch),
        majors,
        Roi(x, top, right - x, bottom - top),
    )


def _by_rule(long: npt.NDArray[np.int64], number: npt.NDArray[np.int64]) -> tuple[int, ...]:
    if len(long) < 2:
        return ()
    every = int(np.diff(long).min())
    seen = set(number.tolist())
    due = {n for n in range(int(long[0]) % every, int(number.max()) + 1, every) if n in seen}
    return tuple(int(n) for n in long) if every > 1 and due == set(long.tolist()) else ()
