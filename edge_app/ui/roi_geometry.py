"""The initial region of interest, and how dragging changes it. Pure functions, in source pixels."""

from __future__ import annotations

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen import image_field

MIN_SIDE = 48  # px; in a smaller region CLAHE's 8 x 8 tiles and the median window see no texture
MIN_FIELD_SIDE = 0.25  # of the frame's width and height


def field_seen(pixels: GreyImage) -> Roi:
    """The image field in a (H, W) uint8 frame; the whole frame while little is visible, as with a probe in the air.

    The region is placed once, on the first frame: it must not become a narrow strip because there was no gel on the probe yet.
    """
    height, width = pixels.shape
    field = image_field(pixels)
    seen = field.w >= MIN_FIELD_SIDE * width and field.h >= MIN_FIELD_SIDE * height
    return field if seen else Roi(0, 0, width, height)


def dragged(start: Roi, horizontal: int, vertical: int, dx: float, dy: float, width: int, height: int) -> Roi:
    """The region after a drag by (dx, dy) px that started at `start`, inside a width x height image.

    horizontal: -1 moves the left edge, 1 the right one; vertical: -1 the top edge, 1 the bottom one; (0, 0) moves the
    whole region. The other edges stay where they are, and no side gets shorter than MIN_SIDE (or the image).
    """
    if (horizontal, vertical) == (0, 0):
        return Roi(round(start.x + dx), round(start.y + dy), start.w, start.h).clipped(width, height)
    x, w = _side(start.x, start.w, horizontal, dx, width)
    y, h = _side(start.y, start.h, vertical, dy, height)
    return Roi(x, y, w, h)


def near(a: Roi, b: Roi, distance: float) -> bool:
    """Whether each edge of one lies within `distance` px of the same edge of the other."""
    edges = (a.x - b.x, a.y - b.y, a.x + a.w - b.x - b.w, a.y + a.h - b.y - b.h)
    return max(abs(edge) for edge in edges) <= distance


def _side(first: int, length: int, edge: int, delta: float, limit: int) -> tuple[int, int]:
    """One axis: (position, length) after an edge (-1 first, 1 last, 0 none) was moved by delta px."""
    last, min_length = first + length, min(MIN_SIDE, limit)
    if edge < 0:
        first = max(0, min(round(first + delta), last - min_length))
    elif edge > 0:
        last = min(limit, max(round(last + delta), first + min_length))
    return first, last - first
