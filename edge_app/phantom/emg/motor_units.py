"""Motor units: their fibres in healthy and diseased muscle, and what they leave at a needle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.phantom.emg.electrode import Electrode
from edge_app.phantom.emg.fibres import Fibres, shift, spectra, wave_samples, waves
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.subject import Condition, EmgMuscle, EmgSubject

# Beside a fibre that is recorded, half a fibre more of its unit is within 0.3 mm: fibre density 1.5 (Stålberg & Thiele 1975).
# In the half circle that a single-fibre electrode looks at that is 3.5 fibres / mm^2; ours: 3, which gives the published
# amplitudes better.
_FIBRES_PER_MM2 = 3.0
# The spread in time of one unit's fibres. Ours: together some 0.45 ms at 22 mm, so that two fibres are 0.3 to 0.7 ms apart on
# average, as single-fibre recordings have it (Stålberg & Trontelj 1979); the whole muscle's diameters and end plates vary more.
_DIAMETER_VARIATION = 0.09  # coefficient of variation
_END_PLATE_SD_MM = 1.0
_DELAY_SD_S = 0.0001  # of the axon's last branches
# SD at one end plate: 37 µs as mean consecutive difference of pairs (de Carvalho & Swash 2013), SD of a pair = that / 1.13.
_JITTER_S = 22e-6
_APART = 24  # fibres whose jitter shows; the others together are too far away
_VARIANTS = 24  # shapes between which a unit with jitter alternates


@dataclass(frozen=True)
class MotorUnit:
    """The fibres of one motor unit."""

    fibres: Fibres
    jitter_s: float  # SD at each end plate
    blocking: float  # probability that a fibre does not answer


def draw_unit(
    subject: EmgSubject, muscle: EmgMuscle, electrode: Electrode, from_end_plates_mm: float, size: float, rng: np.random.Generator
) -> MotorUnit:
    """A unit whose territory the needle is in, `from_end_plates_mm` along the fibres from the middle of its end plates.

    size: of its territory, 1 the muscle's mean. Neurogenic disease: those that are left take over fibres, near those they
    have, through sprouts that conduct slowly and fail at first (Stålberg & Karlsson 2001: fibre density rises up to fivefold).
    Myopathic: fibres are lost at random, their diameters vary, some are reinnervated late (Nandedkar & Sanders 1989).
    """
    severity = subject.severity
    myopathic = subject.condition in (Condition.MYOPATHIC, Condition.MYOTONIC)
    taken = severity * subject.reinnervation if subject.condition is Condition.NEUROGENIC else 0.0
    radius = muscle.territory_mm / 2 * size * (1 + 0.15 * taken)
    count = max(4, int(rng.poisson(_FIBRES_PER_MM2 * np.pi * radius**2)))
    x, y = _in_disc(rng, count, radius)
    late = np.zeros(count, bool)
    if myopathic:
        kept = rng.random(count) > 0.7 * severity
        kept[:4] = True
        x, y, count = x[kept], y[kept], int(kept.sum())
        late = rng.random(count) < 0.15 * severity
    elif taken > 0:
        more = int(rng.poisson(4.0 * taken * count))
        beside = rng.integers(0, count, more)
        x = _f32(np.concatenate([x, x[beside] + rng.normal(0, 0.25, more)]))
        y = _f32(np.concatenate([y, y[beside] + rng.normal(0, 0.25, more)]))
        late = np.concatenate([late, np.ones(more, bool)])
        count += more
    middle = _in_disc(rng, 1, radius)
    variation = _DIAMETER_VARIATION + (0.28 * severity if myopathic else 0.08 * taken)
    diameter = muscle.diameter_um * np.exp(rng.normal(0, variation, count)) * (1 - 0.1 * severity * myopathic)
    young = 1 - 0.7 * subject.reinnervation  # share of slowness that sprouts still have
    slow_s = 0.0015 if myopathic else 0.0012 * young + 0.0004
    start = rng.normal(-from_end_plates_mm, _END_PLATE_SD_MM * (1 + 0.6 * taken), count)
    delay = np.abs(rng.normal(0, _DELAY_SD_S, count)) + late * rng.exponential(slow_s, count)
    unstable = severity * young if taken > 0 else (0.3 * severity if myopathic else 0.0)
    return MotorUnit(
        Fibres(
            electrode.beside(_f32(x + middle[0])),
            _f32(y + middle[1]),
            _f32(start),
            (
                _f32(rng.normal(-from_end_plates_mm - muscle.half_mm, 2, count)),
                _f32(rng.normal(muscle.half_mm - from_end_plates_mm, 2, count)),
            ),
            _f32(np.clip(diameter, 15, 110)),
            _f32(delay),
            np.ones(count, np.float32),
            np.ones(count, np.float32),
        ),
        jitter_s=_JITTER_S * (1 + 3 * unstable),
        blocking=0.08 * unstable,
    )


def unit_waves(unit: MotorUnit, electrode: Electrode, rate_hz: float, rng: np.random.Generator) -> FloatArray:
    """The shapes between which its potential alternates from jitter and blocking, (_VARIANTS, `wave_samples`) float32 µV."""
    size = wave_samples(rate_hz)
    spectrum = spectra(unit.fibres, electrode, rate_hz)
    order = np.argsort(-np.abs(spectrum).max(axis=1))
    near, far = spectrum[order[:_APART]], spectrum[order[_APART:]].sum(axis=0)
    late = rng.normal(0, unit.jitter_s, (_VARIANTS, len(near), 1)).astype(np.float32)
    answers = (rng.random((_VARIANTS, len(near), 1)) >= unit.blocking).astype(np.float32)
    shapes = [far + (near * shift(delay, rate_hz, size) * there).sum(axis=0) for delay, there in zip(late, answers, strict=True)]
    return waves(np.stack(shapes), size)


def _in_disc(rng: np.random.Generator, count: int, radius: float) -> tuple[FloatArray, FloatArray]:
    r, turn = radius * np.sqrt(rng.random(count)), rng.uniform(0, 2 * np.pi, count)
    return _f32(r * np.cos(turn)), _f32(r * np.sin(turn))


def _f32(values: object) -> FloatArray:
    return np.asarray(values, np.float32)
