"""The physics of one fibre: what superposition, symmetry and conservation of current say, and what is published of distance."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.phantom.emg.electrode import ANISOTROPY, CONCENTRIC, MONOPOLAR, Electrode, Surface
from edge_app.phantom.emg.fibres import Fibres, shift, spectra, wave_samples, waves
from edge_app.phantom.emg.membrane import AFTER_MV, PEAK_MM, FloatArray, slope, velocity

RATE = 48_000.0
POINT = Electrode("point", (Surface(-0.001, 0.001, 1.0),), 0.0, 0.0)


def fibre(
    x: float = 0.2,
    y: float = 0.0,
    start: float = -20.0,
    lower: float = -60.0,
    upper: float = 20.0,
    diameter: float = 55.0,
    delay: float = 0.0,
    speed: float = 1.0,
    stretch: float = 1.0,
) -> Fibres:
    one = [np.array([v], np.float32) for v in (x, y, start, lower, upper, diameter, delay, speed, stretch)]
    return Fibres(one[0], one[1], one[2], (one[3], one[4]), *one[5:])


def wave(of: Fibres, electrode: Electrode = CONCENTRIC) -> FloatArray:
    return np.asarray(waves(spectra(of, electrode, RATE), wave_samples(RATE)).sum(axis=0), np.float32)


def together(a: Fibres, b: Fibres) -> Fibres:
    def join(p: FloatArray, q: FloatArray) -> FloatArray:
        return np.concatenate([p, q])

    return Fibres(
        join(a.x, b.x),
        join(a.y, b.y),
        join(a.start, b.start),
        (join(a.ends[0], b.ends[0]), join(a.ends[1], b.ends[1])),
        join(a.diameter, b.diameter),
        join(a.delay, b.delay),
        join(a.speed, b.speed),
        join(a.stretch, b.stretch),
    )


@settings(max_examples=10, deadline=None)
@given(st.floats(0.1, 2), st.floats(-1, 1), st.floats(-30, -5), st.floats(25, 80))
def test_potentials_of_fibres_add_up(x: float, y: float, start: float, diameter: float) -> None:
    a, b = fibre(), fibre(x=x, y=y, start=start, diameter=diameter)
    assert wave(together(a, b)) == pytest.approx(wave(a) + wave(b), abs=0.02)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 400))
def test_a_delay_moves_the_wave_and_leaves_it_as_it_is(samples: int) -> None:
    late = wave(fibre(delay=samples / RATE))
    assert late == pytest.approx(np.roll(wave(fibre()), samples), abs=0.02 * float(np.ptp(late)) / 10)


def test_a_shift_by_part_of_a_sample_and_back_changes_nothing() -> None:
    size = wave_samples(RATE)
    there = shift(np.array([[0.3 / RATE]], np.float32), RATE, size) * shift(np.array([[-0.3 / RATE]], np.float32), RATE, size)
    assert np.abs(there - 1).max() < 1e-5


def test_no_current_is_left_over_so_the_potential_far_away_vanishes_faster_than_that_of_a_pole() -> None:
    """Of a pole the potential would halve at twice the distance, of a dipole it falls to a quarter, of what is left here to
    less.
    """
    near, far = (float(np.ptp(wave(fibre(x=x, start=0, lower=-30, upper=30), POINT))) for x in (20.0, 40.0))
    assert far < near / 4


def test_one_that_comes_and_one_that_goes_are_opposite_and_together_one_that_passes() -> None:
    """A front that ends at the electrode is positive, one that starts there negative; the second goes on from the first."""
    comes = wave(fibre(start=-20, lower=-20.001, upper=0.0), POINT)
    goes = wave(fibre(start=0.0, lower=-0.001, upper=20.0, delay=20 / 3700), POINT)
    assert comes.max() > -comes.min() and np.argmax(comes) < np.argmin(comes)
    assert -goes.min() > goes.max() and np.argmin(goes) < np.argmax(goes)
    passes = wave(fibre(start=-20, lower=-20.001, upper=20.0), POINT)
    assert comes + goes == pytest.approx(passes, abs=0.02 * float(np.ptp(passes)))


def test_a_passing_action_potential_is_positive_then_negative_then_positive_and_a_blocked_one_ends_positive_first() -> None:
    passing, blocked = wave(fibre()), wave(fibre(upper=0.0, stretch=5.0, speed=0.6))
    assert int(np.argmax(passing)) < int(np.argmin(passing)) and passing.min() < -passing.max()
    assert int(np.argmax(blocked)) < int(np.argmin(blocked)) and blocked.max() > 3 * -blocked.min()


def test_the_two_phases_of_a_blocked_one_have_the_same_area_whatever_repolarisation_takes() -> None:
    for stretch in (2.0, 6.0):
        blocked = wave(fibre(start=-60, lower=-60.001, upper=0.0, stretch=stretch), POINT)
        assert abs(float(blocked.sum())) < 0.1 * float(np.abs(blocked).sum())


def test_an_action_potential_that_starts_at_the_electrode_is_negative_first() -> None:
    here = wave(fibre(start=0.0, lower=-40, upper=40))
    first = int(np.nonzero(np.abs(here) > 0.05 * np.ptp(here))[0][0])
    assert here[first] < 0


@pytest.mark.parametrize("electrode", [CONCENTRIC, MONOPOLAR])
def test_amplitude_falls_with_distance_as_simulated_by_others(electrode: Electrode) -> None:
    """The spike of a fibre falls by 10 and more within a millimetre (Nandedkar & Stålberg 1983; King et al. 1997)."""
    sizes = [float(np.ptp(wave(fibre(x=x), electrode))) for x in (0.1, 0.2, 0.5, 1.0, 2.0)]
    assert all(a > b for a, b in pairwise(sizes))
    assert sizes[0] / sizes[3] > 10


def test_a_monopolar_needle_sees_less_of_a_near_fibre_and_more_of_far_ones() -> None:
    """Dumitru, King & Nandedkar 1997: smaller response, flatter within 1.5 mm."""
    near = [float(np.ptp(wave(fibre(x=0.15), e))) for e in (CONCENTRIC, MONOPOLAR)]
    far = [float(np.ptp(wave(fibre(x=2.0), e))) for e in (CONCENTRIC, MONOPOLAR)]
    assert near[1] < near[0] and far[1] / near[1] > far[0] / near[0]


def test_velocity_is_that_of_the_published_line() -> None:
    assert velocity(np.array([55, 75, 35], np.float32)) == pytest.approx([3.7, 4.7, 2.7])
    passed = [int(np.argmin(wave(fibre(start=s, upper=30, lower=-80)))) / RATE for s in (-20.0, -10.0)]
    assert 0.010 / (passed[0] - passed[1]) == pytest.approx(3.7, rel=0.02)  # 10 mm further away, m/s


def test_the_slope_is_the_derivative_of_the_published_action_potential() -> None:
    z = np.arange(0, 6, 0.001, dtype=np.float32)
    rise = np.cumsum(slope(z + np.float32(0.0005), np.float32(1), np.float32(1e6)), dtype=np.float64) * 0.001
    expected = 768 * (z + 0.001) ** 3 * np.exp(-2 * (z + 0.001)) + AFTER_MV * (1 - np.exp(-(z + 0.001) / PEAK_MM))
    assert rise == pytest.approx(expected, abs=0.05)
    assert float(slope(np.array([-1.0], np.float32), np.float32(1), np.float32(30))[0]) == 0


def test_a_point_is_seen_as_in_an_infinite_anisotropic_medium() -> None:
    x, y, z = (np.array([v], np.float32) for v in (0.3, 0.4, 1.2))
    assert float(POINT.seen_at(x, y, z)[0]) == pytest.approx(1 / np.sqrt(ANISOTROPY * 0.25 + 1.44), rel=1e-3)
