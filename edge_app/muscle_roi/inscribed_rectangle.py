"""The largest axis-aligned rectangle between two curves."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from edge_app.records import Roi

Curve = npt.NDArray[np.float64]  # (n,)


def largest_between(x: Curve, top: Curve, bottom: Curve, margin: float) -> Roi | None:
    """The axis-aligned rectangle of largest area whose edges lie at least `margin` px inside; None if there is none.

    top and bottom are the curves' rows at the ascending x, px, with straight lines in between. The sides of the rectangle are
    chosen among the x; the two outermost are moved inwards by the margin as well.
    """
    x = x.copy()
    x[0] += margin
    x[-1] -= margin
    first, last = np.triu_indices(len(x), 1)
    ceiling = _over_ranges(top, np.maximum)[first, last] + margin
    floor = _over_ranges(bottom, np.minimum)[first, last] - margin
    height, width = floor - ceiling, x[last] - x[first]
    best = int(np.where((height > 0) & (width > 0), height * width, 0).argmax()) if len(first) else 0
    if not len(first) or height[best] <= 0 or width[best] <= 0:
        return None
    left, upper = math.ceil(x[first[best]]), math.ceil(ceiling[best])
    w, h = math.floor(x[last[best]]) - left, math.floor(floor[best]) - upper
    return Roi(left, upper, w, h) if min(w, h) > 0 else None


def _over_ranges(values: Curve, extreme: np.ufunc) -> npt.NDArray[np.float64]:
    """(n, n): entry [i, j] is the minimum or maximum of values[i : j + 1], for i <= j."""
    table = np.tile(values, (len(values), 1))
    for row in range(len(values)):
        table[row, row:] = extreme.accumulate(values[row:])
    return table
