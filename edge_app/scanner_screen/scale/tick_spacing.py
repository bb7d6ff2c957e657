"""Centimetres or millimetres: possible tick spacings, and how the probe's shape decides between them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_app.scanner_screen.geometry import Field, Shape

TICKS_MM = (0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)  # the tick spacings that scanners use
MAJORS_MM = (5.0, 10.0, 20.0, 50.0, 100.0)
DEPTHS_MM = (8.0, 400.0)  # no scanner shows less or more
MAX_FACE_MM = 80.0  # width of the face of a probe with diverging beams; large abdominal probes have 60
FACE = 0.05  # of the field's depth, the part at its top that contains the probe's face


def choose_tick(possible: Sequence[float], pitch: float, field: Field) -> float | None:
    """Which of the possible spacings, mm, applies to ticks `pitch` px apart beside a field; None if that is undecidable.

    If both centimetres and millimetres are possible and the beams diverge, it is centimetres, provided that the probe's face
    is then not too wide: no probe has a face a tenth as wide.
    """
    if len(possible) == 1:
        return possible[0]
    open_by_ten = len(possible) == 2 and max(possible) == 10 * min(possible)
    if not open_by_ten or field.shape not in (Shape.SECTOR, Shape.CURVED):
        return None
    tick = max(possible)
    return tick if _face(field) * tick / pitch <= MAX_FACE_MM else None


def _face(field: Field) -> float:
    """Width, px, of the probe's face, which is at the top of the field."""
    points = np.array(field.outline)
    top, bottom = points[:, 1].min(), points[:, 1].max()
    return float(np.ptp(points[points[:, 1] <= top + FACE * (bottom - top), 0]))
