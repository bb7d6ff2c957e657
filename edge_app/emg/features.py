"""The reading of an event as numbers for a model, NaN where a number is not known.

Times, amplitudes and counts go in as logarithms: what doubles counts the same everywhere, and their spreads are nearer to
normal. Nothing is left out of the reading, and nothing that is not in it comes in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from edge_app.emg.reading import Polarity, Reading

Features = npt.NDArray[np.float64]  # (N, F)
AMPLITUDE = "log amplitude_microvolt"  # the one that only a calibrated recording has
_LEAST_MS = 0.05  # ms; a sample of the signal is 0.04 ms long

FEATURES: dict[str, Callable[[Reading], float | None]] = {
    "log rate_hz": lambda r: None if r.rate_hz is None else math.log(r.rate_hz),
    "interval_variation": lambda r: r.interval_variation,
    "log duration_ms": lambda r: math.log(max(r.duration_ms, _LEAST_MS)),
    "log initial_ms": lambda r: math.log(max(r.initial_ms, _LEAST_MS)),
    "log peak_to_peak_ms": lambda r: math.log(max(r.peak_to_peak_ms, _LEAST_MS)),
    "phases": lambda r: float(r.phases),
    "positive_share": lambda r: r.positive_share,
    "initially_positive": lambda r: float(r.initial_polarity is Polarity.POSITIVE),
    "log times_noise": lambda r: math.log(max(r.times_noise, 1.0)),
    AMPLITUDE: lambda r: None if r.peak_to_peak_microvolt is None else math.log(max(r.peak_to_peak_microvolt, 1.0)),
    "log alike": lambda r: math.log(r.alike),
}


def feature_table(readings: Sequence[Reading], names: Sequence[str]) -> Features:
    """(N, F) float64 of the named features, each in the unit of its name; NaN: not known. Pure."""
    rows = [[FEATURES[name](reading) for name in names] for reading in readings]
    return np.array(rows, np.float64).reshape(len(readings), len(names))
