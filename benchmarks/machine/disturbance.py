"""Whether what the machine did while something was measured makes the measurement void."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.result.records import Sample

MAX_FOREIGN = 0.25  # cores that other programs may take on average; an idle desktop takes 0.05
MIN_CLOCK = 0.9  # of the highest clock seen in this run, that the fastest core must keep


def highest_clock(samples: Sequence[Sample]) -> float | None:
    """MHz, the median of the fastest core's clock; None where no clock is known."""
    clocks = [max(sample.clock_mhz) for sample in samples if sample.clock_mhz]
    return float(np.median(clocks)) if clocks else None


def why_void(samples: Sequence[Sample], reference_mhz: float | None = None) -> str:
    """In one sentence why a measurement during these samples is void; empty where nothing is known against it.

    reference_mhz: the highest clock of the run's measurements; None: it is not compared.
    """
    if throttled := sorted({word for sample in samples for word in sample.throttled.split(", ") if word}):
        return f"the machine was slowed down ({', '.join(throttled)})"
    foreign = _mean_foreign(samples)
    if foreign is not None and foreign > MAX_FOREIGN:
        return f"other programs took {foreign:.1f} cores meanwhile"
    clock = highest_clock(samples)
    if clock is not None and reference_mhz is not None and clock < MIN_CLOCK * reference_mhz:
        return f"the clock fell to {clock:.0f} MHz, it was {reference_mhz:.0f} MHz before"
    return ""


def mean_power(samples: Sequence[Sample]) -> float | None:
    """mW; None where a sample lacks it."""
    powers = [sample.power_mw for sample in samples]
    known = [power for power in powers if power is not None]
    return float(np.mean(known)) if known and len(known) == len(powers) else None


def _mean_foreign(samples: Sequence[Sample]) -> float | None:
    """By the time each sample stands for: one that `take` forced stands for less than a second."""
    known = [(sample.t_s, sample.foreign_cores) for sample in samples if sample.foreign_cores is not None]
    if len(known) < 2:
        return known[0][1] if known else None
    times = np.array([t for t, _ in known])
    weights = np.diff(times, prepend=2 * times[0] - times[1])
    return float(np.average([cores for _, cores in known], weights=np.maximum(weights, 1e-6)))
