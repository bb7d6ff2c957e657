"""How thick a proposed muscle is: perpendicular to it, between its fasciae, along a region. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.muscle_roi.proposal import MuscleProposal
from edge_app.records import Roi

Point = tuple[float, float]  # source px
Curve = npt.NDArray[np.float64]

SAMPLES = 41  # perpendiculars along the region
MIN_SAMPLES = 11  # that meet both fasciae, for their median to be that of the region
MIN_OVERLAP = 0.5  # of the region's width over which both fasciae are known


def thickness_line(proposal: MuscleProposal, region: Roi) -> tuple[Point, Point] | None:
    """From the superficial to the deep fascia, source px: of the perpendiculars along the region, the one of median length.

    Perpendicular to the straight line that fits best between the fasciae (least squares) over the region: a probe that is
    tilted, or a muscle that lies aslant, would otherwise look thicker by the cosine of the angle. None where the region's
    centre is not in the proposed muscle, or too little of the muscle is above and below it.
    """
    x, top, bottom = (np.asarray(curve, np.float64) for curve in (proposal.x, proposal.top, proposal.bottom))
    left, right = max(float(region.x), x[0]), min(float(region.x + region.w), x[-1])
    centre_x, centre_y = region.x + region.w / 2, region.y + region.h / 2
    if right - left < MIN_OVERLAP * region.w or not x[0] <= centre_x <= x[-1]:
        return None
    if not np.interp(centre_x, x, top) <= centre_y <= np.interp(centre_x, x, bottom):
        return None
    at = np.linspace(left, right, SAMPLES)
    middle = (np.interp(at, x, top) + np.interp(at, x, bottom)) / 2
    slope, offset = np.polynomial.polynomial.polyfit(at - at.mean(), middle, 1)[::-1]
    lines = []
    for foot in at:
        y = offset + slope * (foot - at.mean())
        upper, lower = (_meet(x, curve, foot, y, slope) for curve in (top, bottom))
        if upper is not None and lower is not None:
            lines.append((float(np.hypot(lower[0] - upper[0], lower[1] - upper[1])), upper, lower))
    if len(lines) < MIN_SAMPLES:
        return None
    _, upper, lower = sorted(lines)[(len(lines) - 1) // 2]
    return upper, lower


def _meet(x: Curve, y: Curve, foot: float, height: float, slope: float) -> Point | None:
    """Where a curve meets the perpendicular, through (foot, height), to a line of this slope; None: beyond its ends.

    Of several such points the one nearest to the foot.
    """
    along = (x - foot) + slope * (y - height)  # 0 on the perpendicular
    crossings = np.flatnonzero(along[:-1] * along[1:] <= 0)
    points = []
    for one in crossings:
        span = along[one + 1] - along[one]
        share = 0.0 if span == 0 else float(-along[one] / span)
        points.append((float(x[one] + share * (x[one + 1] - x[one])), float(y[one] + share * (y[one + 1] - y[one]))))
    return min(points, key=lambda point: (point[0] - foot) ** 2 + (point[1] - height) ** 2, default=None)
