"""Single potentials of the simulator, measured as an electromyographer measures them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.phantom.emg.amplifier import Amplifier
from edge_app.phantom.emg.discharges import Generator, Subtype
from edge_app.phantom.emg.electrode import CONCENTRIC
from edge_app.phantom.emg.fibres import spectra, wave_samples, waves
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.motor_units import draw_unit
from edge_app.phantom.emg.single_fibres import (
    complex_repetitive_run,
    end_plate_noise,
    end_plate_spikes,
    fibrillation,
    myotonic_run,
    positive_sharp_wave,
)
from edge_app.phantom.emg.subject import MUSCLES, Condition, EmgMuscle, EmgSubject
from edge_app.records import Sex

STANDARD = Amplifier(48_000, 0.1, 16, 10, 10_000, 3e4, 1.0, 50, 0.3)  # 10 Hz to 10 kHz, the usual limits (Stålberg et al. 2019)
# Where a potential is taken to leave and to reach the baseline, as far as is visible at the usual sensitivity.
_SHARE, _LEAST_MICROVOLT = 0.02, 5.0  # of peak to peak, at least: of one fibre
_UNIT_MICROVOLT = 10.0  # of a motor unit
_PHASE_SHARE, _LEAST_PHASE = 0.05, 20.0  # the same for what counts as a phase
SECONDS = 5.0


@dataclass(frozen=True)
class Potential:
    """What is measured of one potential."""

    peak_to_peak: float  # µV
    duration_ms: float  # from leaving the baseline to reaching it again
    starts_positive: bool
    phases: int  # excursions to either side
    positive: float  # µV, its largest positive deflection
    negative: float  # µV, its largest negative deflection, > 0
    negative_ms: float  # how long it is negative after its positive peak


def measured(wave: FloatArray, level: float | None = None, rate_hz: float = STANDARD.rate_hz) -> Potential:
    """Measure a potential (M,), µV. level: of the baseline, µV; None: that of one fibre."""
    size = float(np.ptp(wave))
    level = max(_LEAST_MICROVOLT, _SHARE * size) if level is None else level
    away = np.nonzero(np.abs(wave) > level)[0]
    if not away.size:
        return Potential(size, 0, False, 0, float(wave.max()), float(-wave.min()), 0)
    at_phase = max(_LEAST_PHASE, _PHASE_SHARE * size)
    sides = np.sign(wave) * (np.abs(wave) > at_phase)
    sides = sides[sides != 0]
    after = wave[int(np.argmax(wave)) :]
    return Potential(
        peak_to_peak=size,
        duration_ms=float(away[-1] - away[0]) / rate_hz * 1000,
        starts_positive=bool(wave[away[0]] > 0),
        phases=int(1 + np.count_nonzero(np.diff(sides))) if sides.size else 0,
        positive=float(wave.max()),
        negative=float(-wave.min()),
        negative_ms=float(np.count_nonzero(after < -level)) / rate_hz * 1000,
    )


def amplified(wave: FloatArray, amplifier: Amplifier = STANDARD) -> FloatArray:
    """A wave (..., M) as it leaves the amplifier's filter, without noise."""
    size = 2 * wave.shape[-1]
    response = amplifier.response(np.asarray(np.fft.rfftfreq(size, 1 / amplifier.inner_hz), np.float64))
    return np.fft.irfft(np.fft.rfft(wave, size) * response, size)[..., : wave.shape[-1]].astype(np.float32)


def patient(condition: Condition, severity: float = 0.6, months: float = 3.0) -> EmgSubject:
    """A patient as the study needs one."""
    healthy = condition is Condition.HEALTHY
    return EmgSubject("study", 50, Sex.FEMALE, condition, 0.0 if healthy else severity, 0.0 if healthy else months)


def unit_potential(subject: EmgSubject, muscle: EmgMuscle, seed: int) -> Potential:
    """A motor unit's potential, its needle somewhere in the territory, a third to two thirds of the way to the tendon."""
    rng = np.random.default_rng(seed)
    unit = draw_unit(subject, muscle, CONCENTRIC, rng.uniform(0.3, 0.65) * muscle.half_mm, rng.uniform(0.8, 1.3), rng)
    hz = STANDARD.inner_hz
    return measured(amplified(waves(spectra(unit.fibres, CONCENTRIC, hz).sum(axis=0), wave_samples(hz))), _UNIT_MICROVOLT)


def generator(subtype: Subtype, seed: int, months: float = 2.0) -> Generator:
    """A generator of spontaneous activity in a tibialis anterior, `months` after the nerve was cut; SECONDS of it."""
    rng, muscle, hz = np.random.default_rng(seed), MUSCLES[1], STANDARD.inner_hz
    diameter = 0.85 * muscle.diameter_um * patient(Condition.NEUROGENIC, months=months).denervated_diameter
    match subtype:
        case Subtype.FIBRILLATION:
            return fibrillation(muscle, CONCENTRIC, diameter, SECONDS, hz, rng)
        case Subtype.PSW:
            return positive_sharp_wave(muscle, CONCENTRIC, diameter, SECONDS, hz, rng)
        case Subtype.END_PLATE_SPIKE:
            return end_plate_spikes(muscle, CONCENTRIC, SECONDS, hz, rng)
        case Subtype.END_PLATE_NOISE:
            return end_plate_noise(CONCENTRIC, SECONDS, hz, rng)
        case Subtype.MYOTONIC:
            return myotonic_run(muscle, CONCENTRIC, 0.5, 3.0, hz, rng)
        case Subtype.COMPLEX_REPETITIVE:
            return complex_repetitive_run(muscle, CONCENTRIC, diameter, 0.5, 4.0, hz, rng)
        case _:
            raise ValueError(f"{subtype.value} is not of one generator at rest")


def interval_variation(found: Generator) -> float:
    """Mean difference of successive intervals, as a share of the mean interval (Heckmann & Ludin 1982's best sign)."""
    intervals = np.diff(found.times)
    return float(np.abs(np.diff(intervals)).mean() / intervals.mean())
