"""Rhythms: what tells one kind of discharge from another before its shape does."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.phantom.emg.recruitment import UNITS_IN_REACH, fasciculation_rhythm, recruit, voluntary_rhythm
from edge_app.phantom.emg.rhythm import Times, fading, irregular, regular, waxing_and_waning
from edge_app.phantom.emg.subject import Condition, EmgSubject
from edge_app.records import Sex


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def variation(times: Times) -> float:
    intervals = np.diff(times)
    return float(intervals.std() / intervals.mean())


def patient(condition: Condition, severity: float) -> EmgSubject:
    return EmgSubject("p", 50, Sex.MALE, condition, severity, 6.0 if severity else 0.0)


def test_a_regular_rhythm_has_its_rate_and_its_variation_and_slows_down() -> None:
    times = regular(rng(), 10, 60, 0.03)
    assert len(times) / 60 == pytest.approx(10, rel=0.02) and variation(times) == pytest.approx(0.03, abs=0.01)
    intervals = np.diff(regular(rng(), 10, 30, 0.0, drift=0.2))
    assert intervals[-1] > 1.15 * intervals[0]
    assert times[0] >= 0 and times[-1] < 60 and (np.diff(times) > 0).all()


def test_an_irregular_rhythm_has_its_rate_and_no_interval_below_the_shortest() -> None:
    times = irregular(rng(), 20, 200, 0.01)
    assert len(times) / 200 == pytest.approx(20, rel=0.05)
    assert np.diff(times).min() >= 0.01 and variation(times) > 0.6


def test_a_myotonic_run_is_fastest_and_largest_in_its_midst_and_within_20_to_80_hz() -> None:
    """AANEM glossary 2015: 20 to 80 Hz, both rate and amplitude wax and wane."""
    times, gains = waxing_and_waning(rng(), 20, 80, 3.0)
    rates = 1 / np.diff(times)
    assert rates[3] < 30 and rates[-3] < 30 and 60 < rates.max() < 90
    assert gains[0] < 0.5 * gains.max() and gains[-1] < 0.5 * gains.max()


def test_a_burst_gets_sparser_and_ends() -> None:
    times = np.concatenate([fading(np.random.default_rng(i), 100, 0.3) for i in range(40)])
    assert (times >= 0).all() and (times <= 0.3).all()
    assert np.count_nonzero(times < 0.1) > 2 * np.count_nonzero(times > 0.2)


def test_voluntary_intervals_vary_by_a_tenth_to_a_fifth() -> None:
    """Clamann 1969; Fuglevand et al. 1993."""
    assert 0.1 < variation(voluntary_rhythm(10, 60, rng())) < 0.2


def test_fasciculations_come_by_chance_and_more_rarely_in_disease_of_the_motor_neuron() -> None:
    """Trojaborg & Buchthal 1965: 0.8 s and 3.5 s on average."""
    benign = np.mean([len(fasciculation_rhythm(patient(Condition.HEALTHY, 0), 60, np.random.default_rng(i))) for i in range(20)])
    malign = np.mean(
        [len(fasciculation_rhythm(patient(Condition.NEUROGENIC, 0.8), 60, np.random.default_rng(i))) for i in range(20)]
    )
    assert 50 < benign < 140 and 10 < malign < 35


def test_the_second_unit_comes_when_the_first_fires_at_eight_to_ten_hz() -> None:
    for effort in np.linspace(0, 0.1, 200):
        units = recruit(patient(Condition.HEALTHY, 0), float(effort))
        if len(units) == 2:
            assert 8 <= units[0][1] < 11
            return
    raise AssertionError("no second unit")


def test_few_units_fire_fast_where_units_are_lost_and_many_fire_early_where_fibres_are() -> None:
    healthy, neurogenic, myopathic = (
        recruit(patient(c, s), 0.05) for c, s in ((Condition.HEALTHY, 0), (Condition.NEUROGENIC, 0.9), (Condition.MYOPATHIC, 0.9))
    )
    assert max(rate for _, rate in neurogenic) > 1.1 * max(rate for _, rate in healthy)
    assert len(recruit(patient(Condition.NEUROGENIC, 0.9), 1.0)) < UNITS_IN_REACH / 2
    assert len(recruit(patient(Condition.HEALTHY, 0), 1.0)) == UNITS_IN_REACH
    assert len(myopathic) > 1.3 * len(healthy)
