"""Millimetres per pixel from the screen: from the numbers beside a ruler, or from the depth written elsewhere. Pure.

A wrong scale is worse than none. A scale is returned only if two independent readings agree that could not agree by chance.
Otherwise the result is None, and the user taps two points at a known distance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from edge_app.errors import CaptureError, ErrorCode
from edge_app.records import SET_SCALES_MM, GreyImage, Roi
from edge_app.scanner_screen.geometry import SMALL, Field
from edge_app.scanner_screen.scale.end_label import scale_by_end_label
from edge_app.scanner_screen.scale.glyphs import as_number, lengths_mm, read_glyphs
from edge_app.scanner_screen.scale.small_numbers import read_only_number
from edge_app.scanner_screen.scale.tick_row import Ruler
from edge_app.scanner_screen.scale.tick_ruler import find_rulers
from edge_app.scanner_screen.scale.tick_spacing import DEPTHS_MM, MAJORS_MM, TICKS_MM, choose_tick

NEAR = 0.45  # of the pitch of labelled ticks, largest distance of a label from its tick
MIN_TAP_PX = 20.0  # px; two taps closer together do not give a scale to within 2 %


def mm_per_pixel(pixels: GreyImage, field: Field, text: Sequence[Roi]) -> float | None:
    """The scale read from the ruler in an (H, W) image, mm; None if none can be read with certainty."""
    rulers = find_rulers(pixels, field.box)
    if not rulers:
        return None
    read = {_rounded(scale) for ruler in rulers if (scale := _by_labels(pixels, ruler, field)) is not None}
    if not read:
        depths = sorted({mm for line in text for mm in lengths_mm(read_glyphs(pixels, line))})
        read = {_rounded(scale) for ruler in rulers if (scale := _by_depth(ruler, field.box, depths)) is not None}
    if not read and pixels.shape[0] < SMALL:
        read = {_rounded(scale) for ruler in rulers if (scale := scale_by_end_label(pixels, ruler, field)) is not None}
    scales = sorted(read)
    if not scales or scales[-1] > 1.01 * scales[0]:
        return None
    return float(np.mean(scales))


def mm_per_pixel_of_taps(first: tuple[float, float], second: tuple[float, float], distance_mm: float) -> float:
    """The scale from two points, px, that the user tapped and that are `distance_mm` apart.

    Raises CaptureError when the points are too close together, the distance is not positive, or no scanner has such a scale.
    """
    apart = math.dist(first, second)
    if not math.isfinite(distance_mm) or distance_mm <= 0:
        raise CaptureError(
            f"the distance between the two points is {distance_mm} mm; give a length above 0", ErrorCode.NO_SUCH_SCALE
        )
    if not apart >= MIN_TAP_PX:
        raise CaptureError(
            f"the two points are {apart:.0f} pixels apart; tap two that are at least {MIN_TAP_PX:.0f} apart",
            ErrorCode.TAPS_TOO_NEAR,
        )
    scale = distance_mm / apart
    if not SET_SCALES_MM[0] <= scale <= SET_SCALES_MM[1]:
        raise CaptureError(
            f"{distance_mm:g} mm over {apart:.0f} pixels are {scale:.3g} mm per pixel, which no scanner shows "
            f"({SET_SCALES_MM[0]:g} to {SET_SCALES_MM[1]:g}); correct the distance or the points",
            ErrorCode.NO_SUCH_SCALE,
        )
    return scale


def _rounded(scale: float) -> float:
    return round(scale, 6)


def _by_labels(pixels: GreyImage, ruler: Ruler, field: Field) -> float | None:
    """From the numbers beside the ticks: at least two, of which at least three in four fit the same spacing."""
    labelled = ruler.major or ruler.numbers
    every = int(np.diff(labelled).min()) if len(labelled) > 1 else 1
    reach = NEAR * ruler.pitch * every
    values = {n: v for n in labelled if (v := _label(pixels, ruler, n, reach)) is not None}
    if len(values) < 2:
        return None
    pairs = sorted(values.items())
    candidates = {(b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(pairs) for b in pairs[i + 1 :]}
    best: tuple[int, float] | None = None
    for step in sorted(candidates):
        if step <= 0:
            continue
        starts = [round(v - step * n, 6) for n, v in pairs]
        agreed = max(starts.count(start) for start in starts)
        if best is None or agreed > best[0]:
            best = agreed, step
    if best is None or best[0] < 2 or best[0] < 0.75 * len(pairs):
        return None
    step = best[1]
    if pixels.shape[0] < SMALL and not any(_starts_at_top(ruler, n - v / step, field.box.y, every) for n, v in pairs):
        return None
    units = [unit for unit in (1.0, 10.0) if _is_plausible(ruler, step * unit, every) and _is_usual_spacing(step * every, unit)]
    tick = choose_tick([step * unit for unit in units], ruler.pitch, field)
    return tick / ruler.pitch if tick else None


def _starts_at_top(ruler: Ruler, number: float, top: float, every: int) -> bool:
    """Whether tick `number` is at the field's top, within half the distance between labelled ticks."""
    return abs(ruler.rows[0] + (number - ruler.numbers[0]) * ruler.pitch - top) <= every * ruler.pitch / 2


def _is_usual_spacing(between: float, unit: float) -> bool:
    """Whether labels in this unit (mm) are usually this far apart: 1, 2 or 5 for centimetres, 5, 10, 20 or 50 for mm."""
    return between in ((1.0, 2.0, 5.0) if unit == 10.0 else (5.0, 10.0, 20.0, 50.0))


def _label(pixels: GreyImage, ruler: Ruler, n: int, reach: float) -> int | None:
    """The number beside tick n, left or right of the ruler."""
    height, width = pixels.shape
    row = ruler.rows[ruler.numbers.index(n)]
    reach = min(reach, 0.05 * height)
    top, bottom = max(round(row - reach), 0), min(round(row + reach), height)
    wide = round(0.045 * width)
    for left, right in ((ruler.box.x - wide, ruler.box.x), (ruler.box.x + ruler.box.w + 1, ruler.box.x + ruler.box.w + 1 + wide)):
        left, right = max(left, 0), min(right, width)
        if right - left < 4 or bottom - top < 4:
            continue
        beside = Roi(left, top, right - left, bottom - top)
        value = as_number(read_glyphs(pixels, beside)) if height >= SMALL else read_only_number(pixels, beside)
        if value is not None:
            return value
    return None


def _by_depth(ruler: Ruler, field: Roi, depths: Sequence[float]) -> float | None:
    """From a depth written somewhere on the screen, if the ruler is exactly that long and starts and ends with the field."""
    intervals = ruler.numbers[-1]
    begins = abs(ruler.rows[0] - field.y) <= max(0.1 * ruler.pitch, 0.015 * field.h)
    beyond = ruler.rows[-1] - (field.y + field.h)
    if not begins or not -0.5 * ruler.pitch <= beyond <= 0.5 * ruler.pitch:
        return None
    fits = [depth / intervals for depth in depths if _is_plausible(ruler, depth / intervals, 1)]
    return fits[0] / ruler.pitch if len(fits) == 1 else None


def _is_plausible(ruler: Ruler, tick_mm: float, every: int) -> bool:
    depth = tick_mm * ruler.numbers[-1]
    majors = tick_mm * int(np.diff(ruler.major).min()) in MAJORS_MM if len(ruler.major) > 1 else True
    return tick_mm in TICKS_MM and majors and DEPTHS_MM[0] <= depth <= DEPTHS_MM[1]
