"""Percentiles of a few hundred values without interpolation; numpy's own takes ten times as long for so few."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


def percentiles(values: Floats, *percent: int) -> list[float]:
    """The values (any shape) that these percentages of them do not exceed."""
    ranked = np.sort(values, axis=None)
    return [float(ranked[round(p / 100 * (ranked.size - 1))]) for p in percent]
