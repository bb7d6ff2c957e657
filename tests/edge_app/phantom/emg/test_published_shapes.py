"""Simulated potentials beside published figures. docs/emg/README.md lists the sources; the study measures more of each kind."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from edge_app.phantom.emg.discharges import Generator, Subtype
from edge_app.phantom.emg.subject import MUSCLES, Condition
from quantize.studies.emg.potentials import (
    Potential,
    amplified,
    generator,
    interval_variation,
    measured,
    patient,
    unit_potential,
)

COUNT = 12
SHORT = 8  # units; each has a hundred fibres


@cache
def generators(subtype: Subtype, months: float = 2.0) -> tuple[Generator, ...]:
    return tuple(generator(subtype, seed, months) for seed in range(COUNT))


@cache
def potentials(subtype: Subtype, months: float = 2.0) -> tuple[Potential, ...]:
    return tuple(measured(amplified(g.waves[0])) for g in generators(subtype, months))


@cache
def units(condition: Condition, severity: float, months: float) -> tuple[Potential, ...]:
    return tuple(unit_potential(patient(condition, severity, months), MUSCLES[1], seed) for seed in range(SHORT))


def test_fibrillations_are_positive_first_brief_and_of_the_published_size() -> None:
    """1-5 ms, 20-200 µV, up to 1 mV, initial positive (Daube & Rubin 2009)."""
    found = potentials(Subtype.FIBRILLATION)
    assert all(p.starts_positive for p in found)
    assert all(1 <= p.duration_ms <= 5.5 for p in found) and all(20 <= p.peak_to_peak <= 1000 for p in found)


def test_fibrillations_shrink_as_after_a_nerve_injury() -> None:
    """Largest 612 µV on average in the first two months, below 100 µV after a year (Kraft 1990); ours are not the largest."""
    early, late = (np.mean([p.peak_to_peak for p in potentials(Subtype.FIBRILLATION, m)]) for m in (1.0, 12.0))
    assert 150 < early < 612 and 20 < late < 100
    assert late / early == pytest.approx(100 / 612, abs=0.08)


def test_positive_sharp_waves_have_a_brief_positive_and_a_long_shallow_negative_phase() -> None:
    """The positive phase below 5 ms; 10-30 ms in all (AANEM glossary 2015). Ours are at the short end: 6 and more."""
    found = potentials(Subtype.PSW)
    assert all(p.starts_positive for p in found)
    assert all(6 <= p.duration_ms <= 30 for p in found)
    assert np.median([p.duration_ms for p in found]) >= 10
    assert all(0.05 < p.negative / p.positive < 0.4 for p in found)
    assert all(p.negative_ms > 0.4 * p.duration_ms for p in found)
    assert all(p.duration_ms - p.negative_ms < 5.5 for p in found)


def test_end_plate_spikes_are_negative_first_and_biphasic() -> None:
    """Negative first, 3-5 ms, 100-300 µV (Buchthal & Rosenfalck 1966; Daube & Rubin 2009)."""
    found = potentials(Subtype.END_PLATE_SPIKE)
    assert not any(p.starts_positive for p in found)
    assert np.median([p.phases for p in found]) == 2
    assert all(2 <= p.duration_ms <= 5 for p in found) and 100 <= np.median([p.peak_to_peak for p in found]) <= 300


def test_end_plate_noise_is_small_brief_and_negative() -> None:
    """0.5-2 ms, 10-50 µV (Wiederholt 1970)."""
    found = potentials(Subtype.END_PLATE_NOISE)
    assert not any(p.starts_positive for p in found)
    assert all(0.4 <= p.duration_ms <= 2.5 for p in found) and all(7 <= p.peak_to_peak <= 55 for p in found)


def test_complex_repetitive_discharges_are_polyphasic_and_of_one_shape() -> None:
    """AANEM glossary 2015; Trontelj & Stålberg 1983: hardly any variation."""
    assert all(p.phases > 4 for p in potentials(Subtype.COMPLEX_REPETITIVE))
    for found in generators(Subtype.COMPLEX_REPETITIVE):
        assert len(found.waves) == 1 and interval_variation(found) < 0.02


def test_rhythm_tells_fibrillation_from_end_plate_spikes() -> None:
    """Heckmann & Ludin 1982: 90 % of sequences by successive differences of intervals. One in ten of ours is irregular."""
    threshold = 0.4
    fibres = [interval_variation(g) for g in generators(Subtype.FIBRILLATION) if len(g.times) > 4]
    spikes = [interval_variation(g) for g in generators(Subtype.END_PLATE_SPIKE)]
    assert np.mean(np.array(fibres) < threshold) >= 0.75 and all(v > threshold for v in spikes)


def test_healthy_motor_units_have_published_durations_sizes_and_phases() -> None:
    """Tibialis anterior: 11.4 ± 1.2 ms, 666 ± 254 µV (Bischoff et al. 1994); 9.35 ± 0.93 ms, 661 ± 92 µV, 3.5 phases, 5-40 %
    polyphasic (de Carvalho & Swash 2013).
    """
    found = units(Condition.HEALTHY, 0, 0)
    assert all(5 <= p.duration_ms <= 15 for p in found)
    assert 8.4 <= np.mean([p.duration_ms for p in found]) <= 12.6
    assert 400 <= np.mean([p.peak_to_peak for p in found]) <= 1100
    assert 2.5 <= np.mean([p.phases for p in found]) <= 4 and np.mean([p.phases > 4 for p in found]) <= 0.4


def test_chronic_neurogenic_units_are_long_and_large_and_myopathic_ones_small() -> None:
    """Stålberg & Karlsson 2001; Nandedkar & Sanders 1989."""
    healthy, chronic, muscular = (
        units(Condition.HEALTHY, 0, 0),
        units(Condition.NEUROGENIC, 0.8, 24),
        units(Condition.MYOPATHIC, 0.7, 6),
    )

    def mean(found: tuple[Potential, ...], what: str) -> float:
        return float(np.mean([getattr(p, what) for p in found]))

    assert mean(chronic, "duration_ms") > 1.2 * mean(healthy, "duration_ms")
    assert mean(chronic, "peak_to_peak") > 1.5 * mean(healthy, "peak_to_peak")
    assert mean(muscular, "peak_to_peak") < 0.7 * mean(healthy, "peak_to_peak")
    assert mean(muscular, "duration_ms") < 1.05 * mean(healthy, "duration_ms")
    assert mean(muscular, "phases") > mean(healthy, "phases")
