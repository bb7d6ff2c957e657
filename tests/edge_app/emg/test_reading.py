"""The transparent reading, held to what was put into the recording."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.emg.events import Detector, find_events
from edge_app.emg.reading import Polarity, Reading, read_events
from edge_app.emg.signal import Band, signal_of
from edge_app.emg.trace import Trace
from tests.support.emg_recordings import band_noise, fibrillation, made_trace, trace_of


def readings(trace: Trace) -> tuple[Reading, ...]:
    signal = signal_of(trace, Band())
    return read_events(find_events(signal, Detector()), signal)


def fibrillations_at(times: np.ndarray, rate_hz: int = 12_000, seconds: float = 6.0) -> Trace:
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    samples = band_noise(rate_hz, seconds, 3.0)
    for at in times:
        near = np.s_[int((at - 0.01) * rate_hz) : int((at + 0.01) * rate_hz)]
        samples[near] += fibrillation(t[near] - at)
    return trace_of(samples, rate_hz)


@pytest.mark.parametrize("rate", [4800, 48_000])
def test_a_fibrillation_potential_is_short_triphasic_initially_positive_and_regular(rate: int) -> None:
    for read in readings(made_trace(rate, sharp_waves_hz=0)):
        assert read.initial_polarity is Polarity.POSITIVE
        assert 1.5 < read.duration_ms < 5
        assert read.phases == 3
        assert read.peak_to_peak_ms == pytest.approx(0.95, abs=0.25)
        assert read.peak_to_peak_microvolt == pytest.approx(200, rel=0.12)
        assert read.positive_share < 0.35
        assert read.rate_hz == pytest.approx(7.3, rel=0.01)
        assert read.interval_variation is not None and read.interval_variation < 0.02


@pytest.mark.parametrize("rate", [4800, 48_000])
def test_a_positive_sharp_wave_is_positive_then_negative_for_long(rate: int) -> None:
    found = readings(made_trace(rate, 6.0, fibrillations_hz=0))
    assert len(found) >= 15
    for read in found:
        assert read.initial_polarity is Polarity.POSITIVE
        assert 10 < read.duration_ms < 30 and read.initial_ms < 5
        assert read.phases == 2
        assert read.positive_share > 0.65
        assert read.rate_hz == pytest.approx(2.9, rel=0.01)


def test_two_trains_that_overlap_are_each_read_by_their_own_rate() -> None:
    found = readings(made_trace(seconds=6.0))
    for is_sharp_wave, rate in ((False, 7.3), (True, 2.9)):
        rates = [read.rate_hz for read in found if read.rate_hz and (read.positive_share > 0.5) == is_sharp_wave]
        assert len(rates) > 10 and float(np.median(rates)) == pytest.approx(rate, rel=0.02)


def test_a_wave_the_other_way_round_is_initially_negative() -> None:
    trace = made_trace(sharp_waves_hz=0)
    turned = readings(trace_of(-trace.samples, trace.rate_hz))
    assert {read.initial_polarity for read in turned} == {Polarity.NEGATIVE}


def test_a_beat_that_is_missing_does_not_make_a_regular_rhythm_irregular() -> None:
    times = np.delete(np.arange(0.3, 5.8, 0.2), [7, 15])
    for read in readings(fibrillations_at(times)):
        assert read.rate_hz == pytest.approx(5.0, rel=0.02)
        assert read.interval_variation is not None and read.interval_variation < 0.05


def test_an_irregular_rhythm_varies() -> None:
    intervals = np.random.default_rng(3).exponential(0.15, 30) + 0.03
    variations = [read.interval_variation for read in readings(fibrillations_at(0.3 + np.cumsum(intervals)))]
    assert all(variation is not None and variation > 0.3 for variation in variations)


def test_too_few_events_have_no_rate() -> None:
    found = readings(fibrillations_at(np.array([1.0, 1.5, 2.0])))
    assert [(read.rate_hz, read.interval_variation, read.alike) for read in found] == [(None, None, 3)] * 3


def test_without_a_calibration_there_is_no_amplitude_and_all_else_is_the_same() -> None:
    trace = made_trace()
    with_scale, without = readings(trace), readings(trace_of(trace.samples, trace.rate_hz, microvolt=None))
    assert {read.peak_to_peak_microvolt for read in without} == {None}
    assert [(a.duration_ms, a.rate_hz, a.phases) for a in with_scale] == [(b.duration_ms, b.rate_hz, b.phases) for b in without]


def test_no_events_have_no_readings() -> None:
    assert readings(trace_of(band_noise(12_000, 2, 3.0), 12_000)) == ()
