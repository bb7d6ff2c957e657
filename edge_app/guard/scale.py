"""Whether a region is as large as those that the bundle was trained on, in pixels and in millimetres. Pure."""

from __future__ import annotations

from edge_app.guard.scope import GuardScope
from edge_app.records import Roi

MIN_PIXELS = 64  # px, of the shorter side. Real muscle drawn in fewer loses its view and its answer (docs/adr/0032)
TOLERANCE = 0.02  # of a limit: a scale read from a depth ruler is that uncertain, and the region has whole pixels


def has_too_few_pixels(roi: Roi) -> bool:
    """Whether the region has too few pixels to show a texture, so that neither the guard nor the network can know it."""
    return min(roi.w, roi.h) < MIN_PIXELS


def is_other_scale(roi: Roi, mm_per_pixel: float | None, scope: GuardScope) -> bool:
    """Whether the region is outside the scope. An unknown scale is not: the device profile decides about that."""
    if mm_per_pixel is None:
        return False
    return not (_within(roi.w * mm_per_pixel, scope.region_width_mm) and _within(roi.h * mm_per_pixel, scope.region_height_mm))


def _within(length_mm: float, limits_mm: tuple[float, float] | None) -> bool:
    return limits_mm is None or limits_mm[0] * (1 - TOLERANCE) <= length_mm <= limits_mm[1] * (1 + TOLERANCE)
