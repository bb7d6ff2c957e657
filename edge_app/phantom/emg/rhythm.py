"""When a generator discharges: one function a kind of rhythm, all pure for a given random generator.

Each returns the times of the discharges in [0, seconds), ascending, (N,) float64, s.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]


def regular(rng: np.random.Generator, rate_hz: float, seconds: float, variation: float, drift: float = 0.0) -> Times:
    """Intervals that differ by little: `variation` is their coefficient of variation from one to the next, `drift` how much
    longer (share, at the end) they have become. Denervated fibres fire so, and slow down before they stop (Conrad et al. 1972;
    AANEM glossary 2015).
    """
    count = int(seconds * rate_hz * 1.3) + 8
    slower = 1 + drift * np.arange(count) / (seconds * rate_hz)
    intervals = slower / rate_hz * np.clip(rng.normal(1, variation, count), 0.3, None)
    return _from_intervals(rng, np.asarray(intervals, np.float64), seconds)


def irregular(rng: np.random.Generator, rate_hz: float, seconds: float, shortest_s: float) -> Times:
    """A refractory time and then chance: intervals are `shortest_s` and an exponential rest. End-plate spikes and discharges
    of chance fire so (Heckmann & Ludin 1982: their rhythm tells end-plate spikes from fibrillation best).
    """
    rest = max(1 / rate_hz - shortest_s, 0.0)
    intervals = shortest_s + rng.exponential(rest, int(seconds * rate_hz * 2) + 20)
    return _from_intervals(rng, intervals, seconds)


def waxing_and_waning(rng: np.random.Generator, slowest_hz: float, fastest_hz: float, seconds: float) -> tuple[Times, Times]:
    """Times, and the amplitude of each discharge as a share: the rate rises from `slowest_hz` to `fastest_hz` and falls again,
    the amplitude goes with it the other way and back (AANEM glossary 2015: both wax and wane).
    """
    peak = rng.uniform(0.2, 0.5)  # of the run, where it is fastest; ours
    times: list[float] = []
    gains: list[float] = []
    t = 0.0
    while t < seconds:
        place = t / seconds
        up = np.sin(np.pi / 2 * (place / peak if place < peak else (1 - place) / (1 - peak)))
        times.append(t)
        gains.append(0.35 + 0.65 * up)  # ours; published traces fall to a third and less
        t += float(rng.normal(1, 0.02)) / (slowest_hz * (fastest_hz / slowest_hz) ** up)
    return np.array(times), np.array(gains)


def fading(rng: np.random.Generator, rate_hz: float, seconds: float) -> Times:
    """A burst: chance at `rate_hz` at first, and less and less until it ends after `seconds`."""
    times = np.sort(rng.uniform(0, seconds, rng.poisson(rate_hz * seconds / 2)))
    return np.asarray(seconds * (1 - np.sqrt(1 - times / seconds)), np.float64)


def _from_intervals(rng: np.random.Generator, intervals: Times, seconds: float) -> Times:
    times = np.asarray(np.cumsum(intervals) - rng.uniform(0, 1) * intervals[0], np.float64)
    return times[times < seconds]
