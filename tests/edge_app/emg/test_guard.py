"""What is not judged, by recordings that are spoilt in one way each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from edge_app.emg.analysis import Settings, analyse
from edge_app.emg.guard import Unfit, reason
from edge_app.emg.trace import Trace
from tests.support.emg_recordings import made_trace, trace_of, with_hiss

RATES = [4800, 48_000]


@pytest.fixture(params=RATES)
def trace(request: pytest.FixtureRequest) -> Trace:
    """A recording with nothing wrong."""
    return with_hiss(made_trace(request.param, 5.0, noise=1.0))


def seconds(trace: Trace) -> np.ndarray:
    return np.arange(len(trace.samples)) / trace.rate_hz


def spoilt(trace: Trace, samples: np.ndarray) -> Trace:
    return replace(trace, samples=np.asarray(samples, np.float32))


def verdicts(trace: Trace) -> Counter[Unfit | None]:
    analysis = analyse(trace, Settings())
    assert analysis.unfit is None
    return Counter(found.unfit for found in analysis.events)


def test_a_sound_recording_is_judged(trace: Trace) -> None:
    found = verdicts(trace)
    assert found[None] == found.total() > 30


@pytest.mark.parametrize("step", [1.0, 4.0])
def test_so_is_one_of_a_coarse_recorder(trace: Trace, step: float) -> None:
    found = verdicts(spoilt(trace, np.round(trace.samples / step) * step))
    assert found[None] == found.total() > 30


@pytest.mark.parametrize("mains", [50.0, 60.0, 49.9])
def test_mains_interference_is_rejected(trace: Trace, mains: float) -> None:
    hum = 40 * np.sin(2 * np.pi * mains * seconds(trace)) + 5 * np.sin(2 * np.pi * 3 * mains * seconds(trace))
    found = verdicts(spoilt(trace, trace.samples + hum))
    assert found[Unfit.MAINS] == found.total() > 0


def test_mains_that_hides_everything_is_named(trace: Trace) -> None:
    hum = spoilt(trace, trace.samples * 0.05 + 40 * np.sin(2 * np.pi * 50 * seconds(trace)))
    assert analyse(hum, Settings()).unfit is Unfit.MAINS


@pytest.mark.parametrize("rails", [None, (-3000.0, 150.0)])
def test_a_potential_that_is_cut_off_is_rejected_and_the_others_are_not(trace: Trace, rails: tuple[float, float] | None) -> None:
    cut = replace(spoilt(trace, np.clip(trace.samples, -3000, 150)), rails=rails)
    found = verdicts(cut)
    assert 10 <= found[Unfit.CLIPPED] <= 16 and found[None] > 20


def test_movement_is_rejected(trace: Trace) -> None:
    found = verdicts(spoilt(trace, trace.samples + 600 * np.sin(2 * np.pi * 3 * seconds(trace))))
    assert found[Unfit.MOVEMENT] == found.total() > 20


def test_events_around_samples_that_are_missing_are_rejected(trace: Trace) -> None:
    held = trace.samples.copy()
    start = int(2.05 * trace.rate_hz)
    held[start : start + int(0.02 * trace.rate_hz)] = held[start]
    for gap in (spoilt(trace, held), replace(trace, breaks=(start,))):
        events = analyse(gap, Settings()).events
        near = [found.unfit for found in events if abs(found.event.seconds - 2.06) < 0.8]
        far = [found.unfit for found in events if abs(found.event.seconds - 2.06) > 1.0]
        assert set(near) == {Unfit.MISSING_SAMPLES} and set(far) == {None}


def test_a_low_pass_filter_that_is_too_low_is_rejected_stated_or_not(trace: Trace) -> None:
    spectrum = np.fft.rfft(trace.samples)
    frequency = np.fft.rfftfreq(len(trace.samples), 1 / trace.rate_hz)
    filtered = np.fft.irfft(spectrum / np.sqrt(1 + (frequency / 500) ** 8), len(trace.samples))
    assert analyse(spoilt(trace, filtered), Settings()).unfit is Unfit.NARROW_BAND
    assert analyse(replace(trace, low_pass_hz=500.0), Settings()).unfit is Unfit.NARROW_BAND
    assert analyse(replace(trace, low_pass_hz=2000.0), Settings()).unfit is None


def test_silence_is_not_judged() -> None:
    hiss = with_hiss(trace_of(np.zeros(48_000), 12_000))
    assert analyse(hiss, Settings()).unfit is Unfit.SILENT
    assert analyse(trace_of(np.zeros(48_000), 12_000), Settings()).unfit is Unfit.SILENT


@pytest.mark.parametrize(("rate", "unfit"), [(4799.0, Unfit.RATE), (4800.0, None), (200_001.0, Unfit.RATE)])
def test_rates_at_which_no_shape_can_be_seen_are_not_judged(rate: float, unfit: Unfit | None) -> None:
    sound = with_hiss(made_trace(4800, 4.0, noise=1.0))
    assert analyse(replace(sound, rate_hz=rate), Settings()).unfit is unfit


def test_a_recording_that_is_too_short_is_not_judged() -> None:
    assert analyse(trace_of(made_trace().samples[:1000], 12_000), Settings()).unfit is Unfit.TOO_SHORT


@pytest.mark.parametrize("unfit", list(Unfit))
def test_each_has_a_sentence_and_a_cure(unfit: Unfit) -> None:
    assert reason(unfit).endswith(".") and 1 <= reason(unfit).count(". ") <= 2 and "\n" not in reason(unfit)
