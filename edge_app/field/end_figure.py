"""The scale of a ruler with one figure alone: the depth, at its end. Pure.

One figure may be misread, may be no depth, and says neither centimetres nor millimetres. So it is taken only where it is just the
count of ticks where it stands, counted from the field's top; and the unit, where the depth alone does not say it, from the probe:
no face of diverging beams is wider than that of a large abdominal probe.
"""

from __future__ import annotations

import math

import numpy as np

from edge_app.field.figures import whole_number, words
from edge_app.field.row import Ruler
from edge_app.field.shape import Field, Shape
from edge_app.records import GreyImage, Roi

TICKS_MM = (0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)  # the distances scanners draw ticks at
MAJORS_MM = (5.0, 10.0, 20.0, 50.0, 100.0)
DEPTHS_MM = (8.0, 400.0)  # no scanner shows less or more
WIDEST_FACE_MM = 80.0  # of a probe whose beams diverge
FACE = 0.05  # of the field's depth, from its top, that the face of the probe is within
OFF = 0.5  # of a tick; the figure stands this near to the place it counts
FROM_TOP = 0.35  # of the pitch, from the field's top, is the ruler's origin, where no larger ticks say which it is
BESIDE = 0.08  # of the picture's width, at either side of the ruler's end
ABOVE, BELOW = 10, 24  # px, at most, from the ruler's last tick, and
ABOVE_PITCH, BELOW_PITCH = 0.5, 1.5  # of the pitch, at most


def scale_by_end_figure(pixels: GreyImage, ruler: Ruler, field: Field) -> float | None:
    """mm per pixel of a small (H, W) picture, or None where the figure at the ruler's end does not prove it."""
    origin = _origin(ruler, field.box.y)
    word = _nearest_word(pixels, ruler)
    value = whole_number(pixels, word) if word else None
    if origin is None or word is None or value is None:
        return None
    count = (word.y + word.h / 2 - origin) / ruler.pitch
    ticks = sorted(tick for unit in (1.0, 10.0) for tick in TICKS_MM if _agrees(value * unit, count, tick, ruler))
    if len(ticks) == 1:
        return ticks[0] / ruler.pitch
    # 19 dots to "19": a centimetre each, or a millimetre.
    fan = field.shape in (Shape.SECTOR, Shape.CURVED)
    if len(ticks) == 2 and ticks[1] == 10 * ticks[0] and fan and _face(field) * ticks[1] / ruler.pitch <= WIDEST_FACE_MM:
        return ticks[1] / ruler.pitch
    return None


def _agrees(depth: float, count: float, tick: float, ruler: Ruler) -> bool:
    """Whether ticks of that distance, mm, give a depth, mm, at that count of them."""
    majors = tick * int(np.diff(ruler.major).min()) in MAJORS_MM if len(ruler.major) > 1 else True
    return majors and DEPTHS_MM[0] <= depth <= DEPTHS_MM[1] and abs(depth - count * tick) <= OFF * tick


def _origin(ruler: Ruler, top: float) -> float | None:
    """The row, px, that is counted from: the tick at the field's top, seen or not, or None where none is due there."""
    if len(ruler.major) > 1:
        step, first, near = int(np.diff(ruler.major).min()) * ruler.pitch, ruler.rows[ruler.numbers.index(ruler.major[0])], 1.0
    else:
        step, first, near = ruler.pitch, ruler.rows[0], FROM_TOP
    origin = first - round((first - top) / step) * step
    return origin if abs(origin - top) <= near * ruler.pitch and origin < ruler.rows[0] + ruler.pitch / 2 else None


def _nearest_word(pixels: GreyImage, ruler: Ruler) -> Roi | None:
    """What is written nearest to the ruler's last tick, if all of it is near."""
    height, width = pixels.shape
    last = ruler.rows[-1]
    left, right = max(round(ruler.x - BESIDE * width), 0), min(round(ruler.x + BESIDE * width), width)
    top = max(round(last - min(ABOVE_PITCH * ruler.pitch, ABOVE)) - 5, 0)
    bottom = min(round(last + min(BELOW_PITCH * ruler.pitch, BELOW)) + 5, height)
    region = Roi(left, top, right - left, bottom - top)
    bare = pixels.copy()
    for row in ruler.rows:  # a dot is no full stop
        around = Roi(round(ruler.x) - 4, round(row) - 4, 8, 8).clipped(width, height)
        around.of(bare)[:] = np.median(around.of(pixels))
    found = words(bare, region)
    if not found:
        return None
    word = min(found, key=lambda w: math.dist((ruler.x, last), _nearest_point(w, ruler.x, last)))
    cut = word.x <= left or word.y <= top or word.x + word.w >= right or word.y + word.h >= bottom
    return None if cut else word


def _nearest_point(box: Roi, x: float, y: float) -> tuple[float, float]:
    return min(max(x, box.x), box.x + box.w), min(max(y, box.y), box.y + box.h)


def _face(field: Field) -> float:
    """Width, px, of the probe's face: of what lies at the field's top."""
    points = np.array(field.outline)
    top, bottom = points[:, 1].min(), points[:, 1].max()
    face = points[points[:, 1] <= top + FACE * (bottom - top), 0]
    return float(np.ptp(face))
