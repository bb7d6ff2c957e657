"""Centimetres or millimetres: what the ticks of a ruler may be apart, and what the probe says where figures do not. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_app.scanner_screen.geometry import Field, Shape

TICKS_MM = (0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)  # the distances scanners draw ticks at
MAJORS_MM = (5.0, 10.0, 20.0, 50.0, 100.0)
DEPTHS_MM = (8.0, 400.0)  # no scanner shows less or more
MAX_FACE_MM = 80.0  # of a probe whose beams diverge; the large ones for the abdomen have 60
FACE = 0.05  # of the field's depth, from its top, that the face of the probe is within


def choose_tick(possible: Sequence[float], pitch: float, field: Field) -> float | None:
    """Which of the possible distances, mm, is that of ticks `pitch` px apart beside a field; None where that is open.

    Of centimetres and millimetres, where both are possible, it is centimetres where beams diverge from a face that is then
    no wider than a probe's: one a tenth as wide is not made.
    """
    if len(possible) == 1:
        return possible[0]
    open_by_ten = len(possible) == 2 and max(possible) == 10 * min(possible)
    if not open_by_ten or field.shape not in (Shape.SECTOR, Shape.CURVED):
        return None
    tick = max(possible)
    return tick if _face(field) * tick / pitch <= MAX_FACE_MM else None


def _face(field: Field) -> float:
    """Width, px, of the probe's face: of what lies at the field's top."""
    points = np.array(field.outline)
    top, bottom = points[:, 1].min(), points[:, 1].max()
    return float(np.ptp(points[points[:, 1] <= top + FACE * (bottom - top), 0]))
