"""Intervals by bootstrap over process starts: the starts differ more from one another than the times within one do.

Where memory lies, which core a thread gets and how the clock stood are drawn anew with each process and stay for all of it, so
times within one are not independent, and an interval made from them would be too narrow (Kalibera & Jones 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]  # (n,) ms, of one process start

RESAMPLES = 2000
LEVEL = 0.95


def interval(values: Sequence[float], statistic: Callable[[Times], Times], seed: int = 0) -> tuple[float, float] | None:
    """The 95 % percentile interval of a statistic of one value per start; None for fewer than two starts.

    statistic: (resamples, starts) -> (resamples,).
    """
    if len(values) < 2:
        return None
    rng = np.random.default_rng(seed)
    drawn = np.asarray(values, np.float64)[rng.integers(0, len(values), (RESAMPLES, len(values)))]
    low, high = np.quantile(statistic(drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def mean_of_starts(drawn: Times) -> Times:
    """The statistic of a percentile: the mean over starts of what each start has."""
    mean: Times = drawn.mean(axis=1)
    return mean


def ratio_interval(ours: Sequence[float], others: Sequence[float], seed: int = 0) -> tuple[float, float] | None:
    """The 95 % interval of mean(ours) / mean(others), the starts of both drawn anew; None where either has fewer than two."""
    if min(len(ours), len(others)) < 2:
        return None
    rng = np.random.default_rng(seed)

    def means(values: Sequence[float]) -> Times:
        return mean_of_starts(np.asarray(values, np.float64)[rng.integers(0, len(values), (RESAMPLES, len(values)))])

    low, high = np.quantile(means(ours) / means(others), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
