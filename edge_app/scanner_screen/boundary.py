"""The outline of a field, refined to the pixel from a patch of texture that is known only to a grid cell. Pure.

The field of any probe lies between two straight beams, within an axis-aligned box and, if the beams diverge, between two
arcs around their common origin.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from edge_app.scanner_screen.geometry import Field, Mask, Points, Shape, rectangle

MIN_LEAN = 3.0  # degrees; a beam that leans less is vertical
MAX_LEAN = 75.0  # degrees; no beam leans more
MIN_SIDE = 0.08  # of the field's height; a shorter segment of the hull is not a side
MAX_RAGGED = 1.5  # cells; the ends of the rows lie this close to a beam, those of a shadow do not
MIN_STRAIGHT = 0.6  # share of a side's rows that must end this close to the beam
MIN_CUT = 0.15  # of a side; a field is cut off by the screen where this much of it is vertical or horizontal
MIN_SHARE = 0.4  # of the content further in, that the outermost column or row of a field must have
MAX_NECK = 0.5  # of the field's width; only a fan is narrower than this at the top
NECK_AT = 0.05  # of the field's depth, where that width is measured
MAX_START = 0.3  # of the field's depth; a fan's beams are visible from here on at the latest
MAX_ASYMMETRY = 8.0  # degrees; if a fan's beams lean more differently, one of them is wrong
MAX_CONVERGENCE = 4.0  # degrees between the two beams of a parallelogram
MAX_FILL = 0.97  # of the box; a field that fills more is a rectangle with a shadow in a corner
MIN_DIP = 0.04  # of the width of the probe's face; an arc that dips less is flat
TIP = 0.2  # of the field's depth; this much of a sector's tip may be too narrow for the patch
ARC_STEPS = 32


@dataclass(frozen=True)
class Beam:
    """The straight line x = at + slope * y, px."""

    at: float
    slope: float

    def x(self, y: float) -> float:
        return self.at + self.slope * y

    def mirrored(self, axis: float) -> Beam:
        """The beam mirrored at the vertical line x = axis."""
        return Beam(2 * axis - self.at, -self.slope)

    @property
    def lean(self) -> float:
        """Degrees from vertical; positive if it goes right with depth."""
        return math.degrees(math.atan(self.slope))


@dataclass(frozen=True)
class Box:
    """An axis-aligned box; its edges run between pixels, px."""

    left: float
    top: float
    right: float
    bottom: float


def outline_field(patch: Mask, cell: float, content: Mask) -> Field:
    """The field around a patch (h, w) of cells of `cell` px, in an image with the (H, W) mask `content`."""
    hull = _hull(patch, cell)
    box = _trim(hull, content, cell)
    left, right = _beams(hull, content, box, cell)
    if left is None and right is None:
        return rectangle(box.left, box.top, box.right, box.bottom)
    lean_left, lean_right = (beam.lean if beam else 0.0 for beam in (left, right))
    if lean_left < 0 < lean_right and left and right:
        return _fan(left, right, hull, content, cell, box)
    cut = _corners(box)
    if left and (right is None or abs(lean_left - lean_right) < MAX_CONVERGENCE):
        cut = _clip(cut, lambda p: p[0] - left.x(p[1]))
    if right and (left is None or abs(lean_left - lean_right) < MAX_CONVERGENCE):
        cut = _clip(cut, lambda p: right.x(p[1]) - p[0])
    if cv2.contourArea(cut.astype(np.float32)) > MAX_FILL * (box.right - box.left) * (box.bottom - box.top):
        return rectangle(box.left, box.top, box.right, box.bottom)
    return Field(Shape.PARALLELOGRAM, _tuples(cut))


def _hull(patch: Mask, cell: float) -> Points:
    # Only the first and the last cell of a row can touch the hull.
    ys = np.flatnonzero(patch.any(axis=1))
    ends = patch[ys].argmax(axis=1), patch.shape[1] - patch[ys, ::-1].argmax(axis=1)
    corners = np.concatenate([np.stack([xs, ys + dy], axis=1) for xs in ends for dy in (0, 1)])
    hull = cv2.convexHull(corners.astype(np.int32))
    return cv2.approxPolyDP(hull, 1.0, True)[:, 0].astype(np.float64) * cell


def _trim(hull: Points, content: Mask, cell: float) -> Box:
    """The hull's box, with each edge moved to the outermost column or row that has enough content."""
    height, width = content.shape
    margin = math.ceil(2 * cell)
    x0, y0 = (max(math.floor(v) - margin, 0) for v in hull.min(axis=0))
    x1, y1 = min(math.ceil(hull[:, 0].max()) + margin, width), min(math.ceil(hull[:, 1].max()) + margin, height)
    around = content[y0:y1, x0:x1]
    within = 2 * margin
    columns = cv2.reduce(around, 0, cv2.REDUCE_AVG).ravel()
    rows = cv2.reduce(around, 1, cv2.REDUCE_AVG).ravel()
    left, right = _ends(columns, within)
    top, bottom = _ends(rows, within)
    return Box(x0 + left, y0 + top, x0 + right, y0 + bottom)


def _ends(share: MatLike, within: int) -> tuple[int, int]:
    """Where continuous content begins from either end: a line of text beside the field is not continuous."""
    deep = max(len(share) // 12, 2)
    first, last = _start(share, deep), len(share) - _start(share[::-1], deep)
    # The gradient at an edge appears on both of its sides.
    first, last = first + (first > 0), last - (last < len(share))
    return min(first, within), max(last, len(share) - within)


def _start(share: MatLike, deep: int) -> int:
    ahead = np.array([share[i : i + deep].mean() for i in range(len(share) // 2)])
    enough = np.flatnonzero(share[: len(ahead)] > np.maximum(MIN_SHARE * ahead, 1))
    return int(enough[0]) if enough.size else 0


def _beams(hull: Points, content: Mask, box: Box, cell: float) -> tuple[Beam | None, Beam | None]:
    """The left and right beams, if they lean and are visible."""
    left, right = (_beam(hull, content, box, cell, side, sharp=True) for side in (-1, 1))
    ends = _across(hull, box.top + NECK_AT * (box.bottom - box.top))
    if ends is None or ends[1] - ends[0] > MAX_NECK * (box.right - box.left):
        return left, right
    # Only a fan is this narrow at the top, and its beams lean equally, though one of them may be faint.
    left = left or _beam(hull, content, box, cell, -1, sharp=False)
    right = right or _beam(hull, content, box, cell, 1, sharp=False)
    axis = (ends[0] + ends[1]) / 2
    out_left, out_right = max(-left.lean, 0.0) if left else 0.0, max(right.lean, 0.0) if right else 0.0
    if left and out_left > out_right + MAX_ASYMMETRY:
        right = left.mirrored(axis)
    elif right and out_right > out_left + MAX_ASYMMETRY:
        left = right.mirrored(axis)
    return left, right


def _across(hull: Points, y: float) -> tuple[float, float] | None:
    """Where a horizontal line enters and leaves the hull."""
    ends = [
        float(a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]))
        for a, b in zip(hull, np.roll(hull, -1, axis=0), strict=True)
        if (a[1] < y) != (b[1] < y)
    ]
    return (min(ends), max(ends)) if len(ends) > 1 else None


def _beam(hull: Points, content: Mask, box: Box, cell: float, side: int, sharp: bool) -> Beam | None:
    """The beam at the left (-1) or right (1) if a leaning one is visible: the longest such segment of the hull."""
    middle = (box.left + box.right) / 2
    best: tuple[float, Beam] | None = None
    for start, end in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        (x0, y0), (x1, y1) = sorted((start, end), key=lambda p: p[1])
        tall = y1 - y0
        if not sharp and y0 > box.top + MAX_START * (box.bottom - box.top):
            continue
        if tall < MIN_SIDE * (box.bottom - box.top) or side * ((x0 + x1) / 2 - middle) < 0:
            continue
        slope = (x1 - x0) / tall
        if not MIN_LEAN < math.degrees(math.atan(abs(slope))) < MAX_LEAN:
            continue
        rough = Beam(x0 - slope * y0, slope)
        beam = _fit_edge(rough, y0, y1, content, cell, side) if sharp else rough
        if beam is not None and (best is None or tall > best[0]):
            best = tall, beam
    return best[1] if best else None


def _fit_edge(rough: Beam, top: float, bottom: float, content: Mask, cell: float, side: int) -> Beam | None:
    """The beam through the outermost content of the rows; None if that does not lie on a straight line."""
    reach = math.ceil(3 * cell)
    ys = np.arange(max(math.ceil(top), 0), min(math.floor(bottom), content.shape[0]))
    if len(ys) < 4:
        return None
    offsets = np.arange(-reach, reach + 1) * side
    columns = np.round(rough.at + rough.slope * ys[:, None]).astype(int) + offsets[None, ::-1]
    inside = (columns >= 0) & (columns < content.shape[1])
    seen = (content[ys[:, None], np.clip(columns, 0, content.shape[1] - 1)] > 0) & inside
    some = seen.any(axis=1) & ~seen[:, 0]  # content at the outer end continues beyond it
    if some.sum() < 4:
        return None
    # Outermost first: argmax finds the first content.
    x = columns[some, seen[some].argmax(axis=1)].astype(np.float64)
    y = ys[some].astype(np.float64)
    vx, vy, px, py = (
        float(v) for v in cv2.fitLine(np.stack([x, y], 1).astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    )
    if abs(vy) < 1e-6:
        return None
    slope = vx / vy
    near = np.abs(x - (px + slope * (y - py))) < MAX_RAGGED * cell
    if near.sum() < MIN_STRAIGHT * len(ys):
        return None
    slope, at = np.polyfit(y[near], x[near], 1)
    return Beam(float(at) + 0.5, float(slope))


def _fan(left: Beam, right: Beam, hull: Points, content: Mask, cell: float, box: Box) -> Field:
    """A field with diverging beams: the area between them and the arcs around their origin, cut off at the screen's edges."""
    y = (left.at - right.at) / (right.slope - left.slope)
    apex = np.array([left.x(y), y])
    low, high = math.atan(left.slope), math.atan(right.slope)
    face, deepest = _arcs(apex, np.linspace(low, high, ARC_STEPS + 2)[1:-1], content, box, cell)
    dip = face * (1 - math.cos((high - low) / 2))
    chord = 2 * face * math.sin((high - low) / 2)
    curved = chord > 0.12 * (box.right - box.left) and dip > MIN_DIP * chord
    angles = np.linspace(low, high, ARC_STEPS)
    arc = np.stack([np.sin(angles), np.cos(angles)], axis=1)
    outline = np.concatenate([apex + face * arc, (apex + deepest * arc)[::-1]])
    for edge in _screen_edges(hull, box, content, cell):
        outline = _clip(outline, edge)
    return Field(Shape.CURVED if curved else Shape.SECTOR, _tuples(outline))


def _arcs(apex: Points, angles: npt.NDArray[np.float64], content: Mask, box: Box, cell: float) -> tuple[float, float]:
    """Radii, px, of the innermost and outermost arc around the apex with content, within the box or just above it."""
    height, width = content.shape
    reach = math.ceil(math.hypot(box.right - box.left, box.bottom - apex[1]))
    radii = np.arange(0, reach)
    x = apex[0] + radii[:, None] * np.sin(angles)
    y = apex[1] + radii[:, None] * np.cos(angles)
    seen = (x >= max(box.left, 0)) & (x < min(box.right, width)) & (y >= max(box.top - TIP * (box.bottom - box.top), 0))
    seen &= y < min(box.bottom, height)
    held = np.where(seen, content[np.clip(y, 0, height - 1).astype(int), np.clip(x, 0, width - 1).astype(int)], 0)
    count = seen.sum(axis=1)
    share = np.where(count > 0, held.sum(axis=1) / np.maximum(count, 1), 0)
    used = np.flatnonzero(count >= 3)
    if used.size == 0:
        return 0.0, float(reach)
    share = share[used[0] : used[-1] + 1].astype(np.float64)
    deep = max(len(share) // 12, 2)
    # A line across the screen above the probe crosses some arcs, but the field does not continue from there.
    steady = cv2.erode(share[::-1, None], np.ones((2 * (deep // 2) + 1, 1), np.uint8), anchor=(0, 2 * (deep // 2))).ravel()[::-1]
    return float(used[0] + _start(steady, deep)), float(used[0] + len(share) - _start(share[::-1], deep))


def _screen_edges(hull: Points, box: Box, content: Mask, cell: float) -> list[Callable[[Points], float]]:
    """The edges of the box that cut off the field: those along which its hull runs."""
    edges: list[Callable[[Points], float]] = []
    steps = [(start, end) for start, end in zip(hull, np.roll(hull, -1, axis=0), strict=True)]
    wide, tall = box.right - box.left, box.bottom - box.top
    for start, end in steps:
        along = np.abs(end - start)
        if along[0] < 0.05 * along[1] and along[1] > MIN_CUT * tall:
            side = -1 if start[0] < (box.left + box.right) / 2 else 1
            upright = Beam(float(start[0] + end[0]) / 2, 0.0)
            if _fit_edge(upright, min(start[1], end[1]), max(start[1], end[1]), content, cell, side) is None:
                continue  # the edge of a shadow
            if side < 0:
                edges.append(lambda p: p[0] - box.left)
            else:
                edges.append(lambda p: box.right - p[0])
        if along[1] < 0.05 * along[0] and along[0] > MIN_CUT * wide and start[1] > (box.top + box.bottom) / 2:
            edges.append(lambda p: box.bottom - p[1])
    return edges


def _corners(box: Box) -> Points:
    return np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)], np.float64)


def _clip(polygon: Points, inside: Callable[[Points], float]) -> Points:
    """The part of a convex polygon where the linear function `inside` is not negative."""
    inner: list[Points] = []
    for a, b in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        at_a, at_b = inside(a), inside(b)
        if at_a >= 0:
            inner.append(a)
        if (at_a < 0) != (at_b < 0):
            inner.append(a + (b - a) * (at_a / (at_a - at_b)))
    return np.array(inner) if len(inner) > 2 else polygon


def _tuples(points: Points) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in points)
