"""What is an event: peaks out of the noise, each once, wherever a window begins."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.emg.events import Detector, Event, find_events
from edge_app.emg.signal import Band, Signal, signal_of
from tests.support.emg_recordings import band_noise, made_trace, trace_of

BAND, DETECTOR = Band(), Detector()


@pytest.fixture(scope="module")
def busy() -> Signal:
    """Two trains and so much noise that some peaks are hardly above it."""
    return signal_of(made_trace(seconds=5.3, noise=22.0, fibrillations_hz=31.0), BAND)


@pytest.fixture(scope="module")
def found(busy: Signal) -> tuple[Event, ...]:
    events = find_events(busy, DETECTOR)
    assert len(events) > 30
    return events


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_division_into_windows_has_the_events_of_the_whole(
    busy: Signal, found: tuple[Event, ...], data: st.DataObject
) -> None:
    length = len(busy.values)
    cuts = sorted(data.draw(st.lists(st.integers(0, length), max_size=6)))
    # Also where it is hardest: at an event, and a sample beside it.
    near = data.draw(st.lists(st.tuples(st.sampled_from(found), st.integers(-2, 2)), max_size=3))
    edges = sorted({0, length, *cuts, *(event.index + off for event, off in near)})
    windows = [event for start, stop in pairwise(edges) for event in find_events(busy, DETECTOR, start, stop)]
    assert tuple(windows) == found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 60_000))
def test_a_window_has_the_events_of_the_whole_that_lie_in_it(
    busy: Signal, found: tuple[Event, ...], start: int, length: int
) -> None:
    window = find_events(busy, DETECTOR, start, start + length)
    assert window == tuple(event for event in found if start <= event.index < start + length)


@pytest.mark.parametrize("rate", [4800, 12_500, 48_000])
def test_every_potential_is_found_once_at_its_time(rate: int) -> None:
    events = find_events(signal_of(made_trace(rate, 4.0, fibrillations_hz=7.3, sharp_waves_hz=0), BAND), DETECTOR)
    expected = np.arange(0.5, 3.8, 1 / 7.3)
    assert len(events) == len(expected)
    assert np.abs(np.array([event.seconds for event in events]) - expected).max() < 0.0003
    assert all(-165 < event.height < -120 for event in events)  # negative as the electrode is


def test_noise_by_itself_has_no_events() -> None:
    assert find_events(signal_of(trace_of(band_noise(12_000, 10, 4.0), 12_000), BAND), DETECTOR) == ()


def test_a_potential_within_the_refractory_time_of_a_larger_one_is_a_part_of_it() -> None:
    samples = band_noise(12_000, 2, 2.0)
    samples[12_000:12_010] += 200
    samples[12_060:12_070] += 100  # 5 ms later
    samples[12_300:12_310] += 100  # 25 ms later
    assert len(find_events(signal_of(trace_of(samples, 12_000), BAND), DETECTOR)) == 2


def test_what_is_below_the_least_amplitude_counts_only_where_there_is_no_calibration() -> None:
    trace = made_trace(noise=0.05, sharp_waves_hz=0)
    small = trace.samples * 0.05  # 7 µV
    assert find_events(signal_of(trace_of(small, trace.rate_hz), BAND), DETECTOR) == ()
    assert len(find_events(signal_of(trace_of(small, trace.rate_hz, microvolt=None), BAND), DETECTOR)) > 20


@pytest.mark.parametrize("samples", [np.zeros(1000), np.ones(20), np.full(7000, -3.0)])
def test_what_never_moves_has_no_events(samples: np.ndarray) -> None:
    assert find_events(signal_of(trace_of(samples, 4800), BAND), DETECTOR) == ()
