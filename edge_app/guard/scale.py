"""Whether a region is as large, in millimetres, as those that the bundle was trained on."""

from __future__ import annotations

from edge_app.guard.scope import GuardScope
from edge_app.records import Roi

TOLERANCE = 0.02  # of a limit: a scale read from a depth ruler is that uncertain, and the region has whole pixels


def is_other_scale(roi: Roi, mm_per_pixel: float | None, scope: GuardScope) -> bool:
    """Whether the region is outside the scope. An unknown scale is not: the device profile decides about that."""
    if mm_per_pixel is None:
        return False
    return not (_within(roi.w * mm_per_pixel, scope.region_width_mm) and _within(roi.h * mm_per_pixel, scope.region_height_mm))


def _within(length_mm: float, limits_mm: tuple[float, float] | None) -> bool:
    return limits_mm is None or limits_mm[0] * (1 - TOLERANCE) <= length_mm <= limits_mm[1] * (1 + TOLERANCE)
