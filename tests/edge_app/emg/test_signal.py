"""One signal whatever the rate, without delay, and nothing of what lies above the band."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.emg.signal import Band, signal_of
from tests.support.emg_recordings import made_trace, trace_of

BAND = Band()


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([5000, 8000, 12_500, 22_050, 25_000, 44_100, 48_000]), st.integers(0, 2**32 - 1))
def test_the_same_signal_at_another_rate_is_the_same(rate: int, seed: int) -> None:
    """Within a microvolt, of peaks of 300; at the ends, where a recording is continued by its last sample, not."""
    reference = signal_of(made_trace(4800, 2.0, seed=seed), BAND).values[2400:-2400]
    other = signal_of(made_trace(rate, 2.0, seed=seed), BAND).values[2400:-2400]
    assert np.abs(other - reference).max() < 1.0


@pytest.mark.parametrize("rate", [4800, 44_100])
def test_a_low_sine_passes_unchanged_and_in_time(rate: int) -> None:
    sine = np.sin(2 * np.pi * 300 * np.arange(rate * 9) / rate)  # over several of the pieces that are filtered
    values = signal_of(trace_of(sine, rate), BAND).values
    at = np.arange(len(values)) / BAND.rate_hz
    middle = np.s_[2400:-2400]
    assert np.abs(values - np.sin(2 * np.pi * 300 * at))[middle].max() < 1e-3


def test_what_lies_above_the_band_is_gone() -> None:
    sine = np.sin(2 * np.pi * 5000 * np.arange(48_000) / 48_000)
    assert np.abs(signal_of(trace_of(sine, 48_000), BAND).values[2400:-2400]).max() < 1e-4


def test_values_are_microvolts_where_the_trace_is_calibrated_and_counts_where_not() -> None:
    flat = np.full(4800, 7.0)
    assert signal_of(trace_of(flat, 4800, microvolt=2.0), BAND).values[2000] == pytest.approx(14.0)
    counts = signal_of(trace_of(flat, 4800, microvolt=None), BAND)
    assert counts.values[2000] == pytest.approx(7.0) and not counts.calibrated
