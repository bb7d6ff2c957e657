"""The image of an event: nearly the same at any rate, no spike lost, amplitude as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.emg.events import Detector, Event, find_events
from edge_app.emg.rendering import Gain, Rendering, gain_of, render
from edge_app.emg.signal import Band, Signal, signal_of
from edge_app.records import GreyImage
from tests.support.emg_recordings import fibrillation, made_trace, trace_of

RENDERING, BAND, DETECTOR = Rendering(), Band(), Detector()
MEAN_TOLERANCE = 1.5  # grey levels of 255, on average over an image


def images(rate: int, seed: int) -> list[GreyImage]:
    signal = signal_of(made_trace(rate, 3.0, seed=seed), BAND)
    return [render(event, signal, RENDERING) for event in find_events(signal, DETECTOR)]


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([5000, 8000, 12_500, 22_050, 25_000, 44_100, 48_000]), st.integers(0, 2**32 - 1))
def test_the_same_signal_at_another_rate_gives_nearly_the_same_images(rate: int, seed: int) -> None:
    """From 4.8 to 48 kHz. Of a pixel's grey, 1.5 of 255 on average: an event may be a 24th of a millisecond off."""
    reference, others = images(4800, seed), images(rate, seed)
    assert len(reference) == len(others) > 20
    for one, other in zip(reference, others, strict=True):
        assert np.abs(one.astype(int) - other).mean() < MEAN_TOLERANCE


def rows_lit(image: GreyImage) -> np.ndarray:
    return np.flatnonzero(image.max(axis=1) > 100)


def test_an_image_is_224_pixels_square_and_grey() -> None:
    image = images(12_000, 1)[0]
    assert image.shape == (224, 224) and image.dtype == np.uint8


def test_no_spike_is_lost_at_the_slow_sweep() -> None:
    """Each of some twenty spikes a millisecond wide is drawn in full, though a column is eight milliseconds."""
    signal = signal_of(made_trace(48_000, 4.0, noise=2.0, fibrillations_hz=9.1, sharp_waves_hz=0), BAND)
    events = find_events(signal, DETECTOR)
    middle = next(event for event in events if event.seconds > 2.0)
    lower = render(middle, signal, RENDERING)[112:]
    tops = lower.argmax(axis=0)
    spikes = [event for event in events if abs(event.seconds - middle.seconds) < 0.85]
    columns = [int(112 + (event.seconds - middle.seconds) / (RENDERING.slow_ms / 1000) * 224) for event in spikes]
    assert len(spikes) > 13
    expected = 56 - 56 * 140 / RENDERING.slow_microvolt
    assert all(tops[max(column - 1, 0) : column + 2].min() < expected + 3 for column in columns)


def test_negative_is_up() -> None:
    signal = signal_of(made_trace(sharp_waves_hz=0), BAND)
    event = find_events(signal, DETECTOR)[4]
    upper = render(event, signal, RENDERING)[:112]
    column = round(RENDERING.fast_before_ms / RENDERING.fast_ms * 224)
    assert event.height < 0 and rows_lit(upper[:, column : column + 2])[0] < 56 - 15


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_the_gain_is_fixed_where_the_recording_is_calibrated(times: float) -> None:
    def height(scale: float) -> int:
        trace = made_trace(sharp_waves_hz=0, noise=2.0)
        signal = signal_of(trace_of(trace.samples * scale, trace.rate_hz), BAND)
        lit = rows_lit(render(find_events(signal, DETECTOR)[4], signal, RENDERING)[:112])
        return int(lit[-1] - lit[0])

    assert height(times) == pytest.approx(height(1.0) * times, abs=3)


@given(st.floats(1e-3, 1e5))
@settings(max_examples=20, deadline=None)
def test_without_a_calibration_the_image_does_not_depend_on_the_counts(times: float) -> None:
    trace = made_trace()

    def image(scale: float) -> GreyImage:
        signal = signal_of(trace_of(trace.samples * np.float32(scale), trace.rate_hz, microvolt=None), BAND)
        return render(find_events(signal, DETECTOR)[4], signal, RENDERING)

    assert np.abs(image(1.0).astype(int) - image(times)).max() <= 2


def test_what_it_was_drawn_with_is_known() -> None:
    trace = made_trace()
    for microvolt, fixed in ((1.0, True), (None, False)):
        signal = signal_of(trace_of(trace.samples, trace.rate_hz, microvolt), BAND)
        event = find_events(signal, DETECTOR)[4]
        gain = gain_of(event, signal, RENDERING)
        reach = abs(event.height) / RENDERING.uncalibrated_height
        assert gain == (Gain(True, 400.0, 500.0) if fixed else Gain(False, reach, reach))


def test_beyond_the_ends_of_a_recording_nothing_is_drawn() -> None:
    samples = np.zeros(24_000)
    samples[:600] = fibrillation((np.arange(600) - 100) / 24_000)
    signal = signal_of(trace_of(samples, 24_000), BAND)
    image = render(Event(100, 100 / 24_000, -150.0, 1.0), signal, RENDERING)
    before = round((RENDERING.fast_before_ms - 100 / 24) / RENDERING.fast_ms * 224)
    assert not image[:112, : before - 1].any() and image[:112, before + 1 :].any()
    assert not image[112:, :110].any() and image[112:, 113:].any(axis=0).all()


def test_a_potential_larger_than_the_strip_is_cut_at_its_edge() -> None:
    trace = made_trace(sharp_waves_hz=0)
    signal = signal_of(trace_of(trace.samples * 100, trace.rate_hz), BAND)
    upper = render(find_events(signal, DETECTOR)[4], signal, RENDERING)[:112]
    assert upper[0].any() and upper[-1].any()


def test_a_signal_of_another_rate_is_refused() -> None:
    signal = Signal(np.zeros(100, np.float32), 8000, True)
    with pytest.raises(ValueError, match="24000 Hz"):
        render(Event(50, 0.0, 1.0, 1.0), signal, replace(RENDERING))
