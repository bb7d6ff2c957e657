"""From the single times of some process starts to a `Timing`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.result.timing import Percentile, Timing
from benchmarks.statistics.bootstrap import Times, interval, mean_of_starts
from benchmarks.statistics.early_stopping import at_most, samples_needed

FRACTIONS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)


def timing(starts: Sequence[Times]) -> Timing:
    """The times (n,) in ms of each process start, in their order. Raises ValueError when there is no time at all."""
    starts = [times for times in starts if len(times)]
    if not starts:
        raise ValueError("no time was measured")
    together = np.concatenate(starts)
    return Timing(
        count=len(together),
        mean_ms=float(together.mean()),
        min_ms=float(together.min()),
        max_ms=float(together.max()),
        percentiles=tuple(_percentile(starts, together, fraction) for fraction in FRACTIONS),
        starts=len(starts),
        start_medians_ms=tuple(float(np.median(times)) for times in starts),
    )


def _percentile(starts: Sequence[Times], together: Times, fraction: float) -> Percentile:
    needed = samples_needed(fraction)
    if len(together) < needed:
        return Percentile(fraction, None, None, None)
    found = float(np.quantile(together, fraction))
    low = high = None
    if all(len(times) >= needed for times in starts):
        around = interval([float(np.quantile(times, fraction)) for times in starts], mean_of_starts)
        # The percentile of all times need not lie within the interval of the mean of the starts' own: it is widened to hold it.
        low, high = (min(around[0], found), max(around[1], found)) if around else (None, None)
    return Percentile(fraction, found, low, high, at_most(together, fraction))
