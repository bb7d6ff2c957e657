"""The scale of a ruler with a single number: the depth at its end. Pure.

A single number may be misread, or may not be a depth. So it is used only if it equals the count of ticks at its position,
counted from the field's top.
"""

from __future__ import annotations

import math

import numpy as np

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import Field
from edge_app.scanner_screen.scale.small_numbers import find_words, read_number
from edge_app.scanner_screen.scale.tick_row import Ruler
from edge_app.scanner_screen.scale.tick_spacing import DEPTHS_MM, MAJORS_MM, TICKS_MM, choose_tick

MAX_OFF = 0.5  # ticks, largest distance of the number from the position that it states
FROM_TOP = 0.35  # of the pitch, largest distance of the ruler's origin from the field's top if there are no larger ticks
BESIDE = 0.08  # of the image's width, on either side of the ruler's end
ABOVE, BELOW = 10, 24  # px, largest distance of the number from the ruler's last tick, and
ABOVE_PITCH, BELOW_PITCH = 0.5, 1.5  # the same relative to the pitch


def scale_by_end_label(pixels: GreyImage, ruler: Ruler, field: Field) -> float | None:
    """mm per pixel of a small (H, W) image; None if the number at the ruler's end does not confirm it."""
    origin = _origin(ruler, field.box.y)
    bare = _without_ticks(pixels, ruler)
    word = _nearest_word(bare, ruler)
    value = read_number(bare, word) if word else None
    if origin is None or word is None or value is None:
        return None
    count = (word.y + word.h / 2 - origin) / ruler.pitch
    ticks = [tick for unit in (1.0, 10.0) if (tick := _tick(value, unit, count, ruler)) is not None]
    # 19 dots up to the number 19 may be centimetres or millimetres.
    tick = choose_tick(ticks, ruler.pitch, field)
    return tick / ruler.pitch if tick else None


def _tick(value: int, unit: float, count: float, ruler: Ruler) -> float | None:
    """mm between ticks if the number, in units of `unit` mm, counts all ticks, the larger ones or every tenth; else None."""
    every = int(np.diff(ruler.major).min()) if len(ruler.major) > 1 else 1
    for ticks in {1, every, 10} if every > 1 else {1}:
        tick = unit / ticks
        usual = tick in TICKS_MM and (every == 1 or tick * every in MAJORS_MM)
        if usual and DEPTHS_MM[0] <= value * unit <= DEPTHS_MM[1] and abs(value * ticks - count) <= MAX_OFF:
            return tick
    return None


def _origin(ruler: Ruler, top: float) -> float | None:
    """The row, px, from which ticks count: the tick at the field's top, visible or not; None if none is expected there."""
    if len(ruler.major) > 1:
        step, first, near = int(np.diff(ruler.major).min()) * ruler.pitch, ruler.rows[ruler.numbers.index(ruler.major[0])], 1.0
    else:
        step, first, near = ruler.pitch, ruler.rows[0], FROM_TOP
    origin = first - round((first - top) / step) * step
    return origin if abs(origin - top) <= near * ruler.pitch and origin < ruler.rows[0] + ruler.pitch / 2 else None


def _without_ticks(pixels: GreyImage, ruler: Ruler) -> GreyImage:
    """A copy of the image without the ruler's dots, which could be mistaken for parts of a digit."""
    height, width = pixels.shape
    bare: GreyImage = pixels.copy()
    for row in ruler.rows:
        around = Roi(int(ruler.x) - 2, int(row) - 2, 5, 5).clipped(width, height)
        around.crop(bare)[:] = around.crop(pixels).min()
    return bare


def _nearest_word(pixels: GreyImage, ruler: Ruler) -> Roi | None:
    """The word closest to the ruler's last tick, if it lies entirely close to it."""
    height, width = pixels.shape
    last = ruler.rows[-1]
    left, right = max(round(ruler.x - BESIDE * width), 0), min(round(ruler.x + BESIDE * width), width)
    top = max(round(last - min(ABOVE_PITCH * ruler.pitch, ABOVE)) - 5, 0)
    bottom = min(round(last + min(BELOW_PITCH * ruler.pitch, BELOW)) + 5, height)
    region = Roi(left, top, right - left, bottom - top)
    found = find_words(pixels, region)
    if not found:
        return None
    word = min(found, key=lambda w: math.dist((ruler.x, last), _nearest_point(w, ruler.x, last)))
    cut = word.x <= left or word.y <= top or word.x + word.w >= right or word.y + word.h >= bottom
    return None if cut else word


def _nearest_point(box: Roi, x: float, y: float) -> tuple[float, float]:
    return min(max(x, box.x), box.x + box.w), min(max(y, box.y), box.y + box.h)
