"""How long something took: percentiles and their intervals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Percentile:
    """One percentile of a distribution of times; all of it None where there are too few samples for it ("none" in print)."""

    fraction: float  # 0-1: 0.9 is p90
    ms: float | None  # of the samples themselves
    low_ms: float | None  # 95 % interval, bootstrapped over process starts; None too where there was one start only
    high_ms: float | None
    at_most_ms: float | None = None  # MLPerf's early-stopping estimate: with 99 % confidence the true percentile is not above


@dataclass(frozen=True)
class Timing:
    """How long one thing took, over all process starts."""

    count: int  # samples, without warm-ups
    mean_ms: float
    min_ms: float
    max_ms: float
    percentiles: tuple[Percentile, ...]  # by rising fraction
    starts: int  # processes they come from
    start_medians_ms: tuple[float, ...] = ()  # of each process start, in their order: what a ratio's interval is made from
