"""Whole recordings: the same plan the same counts, every potential where it is said to be, and an amplifier with its manners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from edge_app.emg.waveform import Waveform
from edge_app.phantom.emg.amplifier import Amplifier, draw_amplifier
from edge_app.phantom.emg.discharges import Subtype
from edge_app.phantom.emg.electrode import CONCENTRIC
from edge_app.phantom.emg.recording import Activity, Plan, simulate
from edge_app.phantom.emg.subject import MUSCLES, Condition, EmgSubject
from edge_app.records import Sex

QUIET = Amplifier(24_000, 0.1, 16, 10, 10_000, 1e3, 0.1, 50, 0.0)
DENERVATED = EmgSubject("p", 50, Sex.FEMALE, Condition.NEUROGENIC, 0.7, 2.0)
PLAN = Plan("rec", DENERVATED, MUSCLES[1], Activity.DENERVATION, CONCENTRIC, QUIET, 4.0, 0.0, None, 4)


def test_the_same_plan_gives_the_same_recording_and_another_seed_another() -> None:
    first, again, other = simulate(PLAN), simulate(PLAN), simulate(replace(PLAN, seed=5))
    assert np.array_equal(first.trace.samples, again.trace.samples) and first.discharges == again.discharges
    assert not np.array_equal(first.trace.samples, other.trace.samples)


def test_it_is_calibrated_simulated_whole_numbers_within_its_rails() -> None:
    trace = simulate(PLAN).trace
    assert trace.simulated and trace.calibrated and trace.rails is not None and trace.seconds == 4.0
    assert np.array_equal(trace.samples, np.rint(trace.samples))
    assert trace.rails[0] <= trace.samples.min() and trace.samples.max() <= trace.rails[1]


def test_each_potential_peaks_where_and_as_high_as_its_discharge_says() -> None:
    recording = simulate(PLAN)
    values = recording.trace.microvolts()
    assert values is not None
    rate = recording.trace.rate_hz
    for d in recording.discharges:
        others = [abs(o.seconds - d.seconds) for o in recording.discharges if o is not d]
        if d.seconds < 0.05 or d.seconds > 3.95 or min(others) < 0.03:
            continue
        at = round(d.seconds * rate)
        around = values[at - round(0.005 * rate) : at + round(0.005 * rate)]
        assert abs(int(np.argmax(np.abs(around))) - round(0.005 * rate)) <= 0.0005 * rate
        assert float(np.ptp(around)) == pytest.approx(d.peak_to_peak, rel=0.25, abs=12)


def test_moving_the_needle_is_a_burst_and_other_fibres_afterwards() -> None:
    moved = simulate(replace(PLAN, moved_at=2.0))
    before = {d.generator for d in moved.discharges if d.seconds < 1.95 and d.subtype.waveform is not Waveform.OTHER}
    after = {d.generator for d in moved.discharges if d.seconds > 2.2 and d.subtype.waveform is not Waveform.OTHER}
    assert before and after and not before & after
    insertion = [d for d in moved.discharges if d.subtype is Subtype.INSERTION]
    assert insertion and all(d.seconds >= 1.99 for d in insertion)
    assert any(d.subtype is Subtype.MOVEMENT for d in moved.discharges)


def test_silence_is_noise_of_some_microvolts_and_healthy_muscle_has_no_denervation() -> None:
    healthy = replace(DENERVATED, condition=Condition.HEALTHY, severity=0.0, months=0.0)
    silent = simulate(replace(PLAN, subject=healthy, activity=Activity.SILENCE))
    values = silent.trace.microvolts()
    assert values is not None and silent.discharges == () and float(values.std()) < 3
    assert healthy.denervation == 0


@pytest.mark.parametrize("activity", list(Activity))
def test_every_activity_has_its_kinds_of_potentials_and_no_others(activity: Activity) -> None:
    kinds = {
        Activity.SILENCE: set[Subtype](),
        Activity.INSERTION: {Subtype.INSERTION, Subtype.MOVEMENT},
        Activity.END_PLATE: {Subtype.END_PLATE_NOISE, Subtype.END_PLATE_SPIKE},
        Activity.DENERVATION: {Subtype.PSW, Subtype.FIBRILLATION},
        Activity.FASCICULATION: {Subtype.FASCICULATION},
        Activity.MYOTONIA: {Subtype.MYOTONIC},
        Activity.COMPLEX_REPETITIVE: {Subtype.COMPLEX_REPETITIVE},
        Activity.EFFORT: {Subtype.MOTOR_UNIT},
    }
    effort = 0.01 if activity is Activity.EFFORT else 0.0
    found = {d.subtype for d in simulate(replace(PLAN, activity=activity, effort=effort, seed=1)).discharges}
    assert found <= kinds[activity] and (found or activity is Activity.SILENCE)


def test_the_filter_has_its_corners_and_the_converter_its_rails() -> None:
    response = np.abs(replace(QUIET, low_pass_hz=5_000).response(np.array([10.0, 300.0, 5_000.0])))
    assert response == pytest.approx([2**-0.5, 1, 2**-0.5], abs=0.01)
    loud = QUIET.convert(
        np.full(48_000, 0, np.float32) + 9_000 * np.sign(np.sin(np.arange(48_000) / 200)).astype(np.float32),
        np.random.default_rng(0),
    )
    assert {float(loud.min()), float(loud.max())} == set(QUIET.rails)


def test_nothing_folds_back_at_a_low_rate_and_thermal_noise_is_that_of_the_resistance() -> None:
    slow = replace(QUIET, rate_hz=4_800)
    t = np.arange(round(slow.inner_hz)) / slow.inner_hz
    folded = slow.convert((500 * np.sin(2 * np.pi * 4_000 * t)).astype(np.float32), np.random.default_rng(0))
    assert float(folded.std()) * slow.microvolt_per_count < 10  # of 354 µV
    noisy = replace(QUIET, low_pass_hz=5_000, resistance_ohm=1e5, noise_microvolt=0.0)
    counts = noisy.convert(np.zeros(96_000, np.float32), np.random.default_rng(0))
    # 4 k T R over the bandwidth of Butterworth's fourth order, 1.026 of its corner.
    expected = 1e6 * np.sqrt(4 * 1.380649e-23 * 310 * 1e5 * noisy.corner_hz * 1.026)
    assert float(counts.std()) * noisy.microvolt_per_count == pytest.approx(expected, rel=0.03)


def test_mains_is_at_its_frequency_and_drawn_settings_are_within_what_is_used() -> None:
    humming = replace(QUIET, mains_hz=60, mains_microvolt=40.0)
    counts = humming.convert(np.zeros(96_000, np.float32), np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(counts))
    assert np.fft.rfftfreq(len(counts), 1 / humming.rate_hz)[int(np.argmax(spectrum))] == pytest.approx(60, abs=1)
    for seed in range(50):
        drawn = draw_amplifier(np.random.default_rng(seed))
        assert 4_800 <= drawn.rate_hz <= 48_000 and drawn.inner_hz >= 40_000 and drawn.corner_hz < drawn.rate_hz / 2
