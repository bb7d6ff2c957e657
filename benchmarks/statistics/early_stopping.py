"""How many samples a percentile needs, and what may be said of it: MLPerf's early stopping for a single stream.

MLPerf inference rules, appendix "Early stopping", with its confidence of 0.99 and tolerance of 0. With n independent times, and q
the share of them that exceeds the true percentile p (q = 1 - p), the number that exceeds it is binomial (n, q). The t-th largest
time is not below the percentile, with that confidence, if P(X <= t) <= 0.01; the estimate takes the largest such t. One time at
least is kept above it (t >= 1), so p90 needs 64 samples and p99 662, as loadgen says too (tests/benchmarks/statistics compares).
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

CONFIDENCE = 0.99  # that the true percentile is not above the estimate


@cache
def samples_needed(fraction: float) -> int:
    """The least number of samples with which a percentile may be claimed; fraction: 0.9 is p90. Below the median as above it.

    Raises ValueError when `fraction` is not between 0 and 1.
    """
    if not 0.0 < fraction < 1.0:
        raise ValueError(f"a percentile lies between 0 and 1, {fraction} does not")
    p = max(fraction, 1.0 - fraction)
    few, enough = 1, 2
    while not _is_sure(enough, p, 1):
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if _is_sure(middle, p, 1) else (middle, enough)
    return enough


def discarded(count: int, fraction: float) -> int:
    """How many of the largest of `count` times lie above the estimate, loadgen's "would discard". ValueError: too few."""
    if fraction < 0.5 or count < samples_needed(fraction):
        raise ValueError(f"{count} samples say nothing certain of the percentile {fraction}")
    return _largest_t(count, fraction) - 1


def at_most(ms: npt.NDArray[np.float64], fraction: float) -> float | None:
    """The early-stopping estimate of a percentile of the times (n,) in ms; None with too few of them, or below the median."""
    count = len(ms)
    if fraction < 0.5 or count < samples_needed(fraction):
        return None
    place = count - _largest_t(count, fraction)
    return float(np.partition(ms, place)[place])


def _is_sure(count: int, p: float, t: int) -> bool:
    return bool(_log_tails(count, p, t)[t] <= math.log(1.0 - CONFIDENCE))


def _largest_t(count: int, p: float) -> int:
    """The largest t with P(X <= t) <= 0.01; it lies below the mean of X."""
    tails = _log_tails(count, p, math.ceil(count * (1.0 - p)))
    return int(np.searchsorted(tails, math.log(1.0 - CONFIDENCE), side="right")) - 1


def _log_tails(count: int, p: float, most: int) -> npt.NDArray[np.float64]:
    """(most + 1,): log P(X <= t) of the binomial (count, 1 - p), for t = 0 ... most."""
    k = np.arange(most, dtype=np.float64)
    steps = np.log((count - k) / (k + 1.0)) + math.log((1.0 - p) / p)  # from the chance of k to that of k + 1
    logs = count * math.log(p) + np.concatenate(([0.0], np.cumsum(steps)))
    tails: npt.NDArray[np.float64] = np.logaddexp.accumulate(logs)
    return tails
