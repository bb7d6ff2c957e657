"""One simulated recording: a patient's muscle, where the needle is and what it finds there, as a trace with all its
discharges.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np

from edge_app.emg.trace import Trace
from edge_app.phantom.emg.amplifier import Amplifier
from edge_app.phantom.emg.discharges import Discharge, Generator, Subtype, mix, repeated
from edge_app.phantom.emg.electrode import Electrode
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.motor_units import draw_unit, unit_waves
from edge_app.phantom.emg.recruitment import fasciculation_rhythm, recruit, voluntary_rhythm
from edge_app.phantom.emg.single_fibres import (
    complex_repetitive_run,
    end_plate_noise,
    end_plate_spikes,
    fibrillation,
    insertion,
    myotonic_run,
    positive_sharp_wave,
)
from edge_app.phantom.emg.subject import Condition, EmgMuscle, EmgSubject


class Activity(str, Enum):
    """What a recording is of."""

    SILENCE = "silence"
    INSERTION = "insertion"
    END_PLATE = "end plate"
    DENERVATION = "denervation"  # fibrillation and positive sharp waves
    FASCICULATION = "fasciculation"
    MYOTONIA = "myotonia"
    COMPLEX_REPETITIVE = "complex repetitive"
    EFFORT = "effort"


@dataclass(frozen=True)
class Plan:
    """All that a recording depends on."""

    name: str
    subject: EmgSubject
    muscle: EmgMuscle
    activity: Activity
    electrode: Electrode
    amplifier: Amplifier
    seconds: float
    effort: float  # 0-1, of a muscle that is tensed, or not quite relaxed
    moved_at: float | None  # s, when the needle is moved to another place; None: never
    seed: int


@dataclass(frozen=True)
class EmgRecording:
    """A simulated recording with its truth."""

    trace: Trace
    discharges: tuple[Discharge, ...]  # by time


def simulate(plan: Plan) -> EmgRecording:
    """The recording of a plan; the same plan gives the same one. Pure."""
    rng = np.random.default_rng(plan.seed)
    inner_hz = plan.amplifier.inner_hz
    moved = () if plan.moved_at is None else (plan.moved_at,)
    generators: list[Generator] = []
    for begin, end in pairwise((0.0, *moved, plan.seconds)):
        if begin > 0 or plan.activity is Activity.INSERTION:
            generators += _movement(plan, begin if begin > 0 else 0.15 * plan.seconds, rng)
        generators += [_within(g, begin, end) for g in _at_rest(plan, end - begin, rng)]
        if plan.effort > 0:
            generators += [_within(g, begin, end) for g in _units(plan, end - begin, rng)]
    potential, discharges = mix(generators, plan.seconds, inner_hz)
    trace = Trace(
        samples=plan.amplifier.convert(potential, rng),
        rate_hz=plan.amplifier.rate_hz,
        microvolt_per_count=plan.amplifier.microvolt_per_count,
        channel=plan.muscle.name,
        source=plan.name,
        rails=plan.amplifier.rails,
        high_pass_hz=plan.amplifier.high_pass_hz,
        low_pass_hz=plan.amplifier.corner_hz,
        simulated=True,
    )
    return EmgRecording(trace, discharges)


def _within(generator: Generator, begin: float, end: float) -> Generator:
    """A generator of one place of the needle, from when it is there to when it is moved on."""
    there = generator.times < end - begin
    return Generator(
        generator.subtype, generator.waves, generator.times[there] + begin, generator.which[there], generator.gains[there]
    )


def _at_rest(plan: Plan, seconds: float, rng: np.random.Generator) -> list[Generator]:
    subject, muscle, electrode, hz = plan.subject, plan.muscle, plan.electrode, plan.amplifier.inner_hz
    denervated_um = 0.85 * muscle.diameter_um * subject.denervated_diameter  # 0.85, ours: they shrink from the first weeks on
    match plan.activity:
        case Activity.SILENCE | Activity.INSERTION | Activity.EFFORT:
            return []
        case Activity.END_PLATE:
            found: list[Generator] = [end_plate_noise(electrode, seconds, hz, rng)] if rng.random() < 0.7 else []
            spikes = int(rng.integers(0 if found else 1, 3))
            return found + [end_plate_spikes(muscle, electrode, seconds, hz, rng) for _ in range(spikes)]
        case Activity.DENERVATION:
            count = 1 + int(rng.poisson(3 * subject.denervation))
            return [
                (positive_sharp_wave if rng.random() < 0.5 else fibrillation)(muscle, electrode, denervated_um, seconds, hz, rng)
                for _ in range(count)
            ]
        case Activity.FASCICULATION:
            return [
                _fasciculation(plan, seconds, rng)
                for _ in range(1 if subject.condition is Condition.HEALTHY else int(rng.integers(1, 4)))
            ]
        case Activity.MYOTONIA:
            runs = []
            for _ in range(int(rng.integers(1, 4))):
                lasts = float(rng.uniform(0.8, min(4.0, seconds)))
                runs.append(myotonic_run(muscle, electrode, float(rng.uniform(0, seconds - lasts)), lasts, hz, rng))
            return runs
        case Activity.COMPLEX_REPETITIVE:
            lasts = float(rng.uniform(0.5, 0.95)) * seconds
            begin = float(rng.uniform(0, seconds - lasts))
            return [complex_repetitive_run(muscle, electrode, denervated_um, begin, lasts, hz, rng)]


def _movement(plan: Plan, at: float, rng: np.random.Generator) -> list[Generator]:
    """What moving the needle does: the burst of what it irritates, and a slow swing of the electrode's own potential."""
    denervation = plan.subject.denervation
    lasts = float(rng.uniform(0.1, 0.3) if denervation == 0 else rng.uniform(0.3, 0.3 + 1.5 * denervation))
    diameter = plan.muscle.diameter_um * (1.0 if denervation == 0 else 0.85 * plan.subject.denervated_diameter)
    lasts = min(lasts, plan.seconds - at)
    burst = insertion(plan.muscle, plan.electrode, diameter, at, lasts, plan.amplifier.inner_hz, rng)
    return [*burst, repeated(Subtype.MOVEMENT, _swing(plan.amplifier.inner_hz, rng), np.array([at]))]


def _swing(rate_hz: float, rng: np.random.Generator) -> FloatArray:
    """Steps of some hundred microvolts, which fade within tens of milliseconds (ours; half-cell potentials are tenths of a
    volt).
    """
    t = np.arange(round(0.4 * rate_hz)) / rate_hz
    total = np.zeros(len(t))
    for _ in range(int(rng.integers(2, 6))):
        since = t - rng.uniform(0, 0.12)
        fades = rng.uniform(0.01, 0.06)
        total += np.where(
            since > 0, rng.normal(0, 400) * (1 - np.exp(-np.maximum(since, 0) / 0.002)) * np.exp(-np.maximum(since, 0) / fades), 0
        )
    return total.astype(np.float32)


def _from_end_plates(muscle: EmgMuscle, rng: np.random.Generator) -> float:
    """mm from the middle of the end plates to the needle, along the fibres, towards a tendon but not at it."""
    return float(rng.uniform(0.25, 0.8)) * muscle.half_mm


def _units(plan: Plan, seconds: float, rng: np.random.Generator) -> list[Generator]:
    distance = _from_end_plates(plan.muscle, rng)
    found = []
    for place, rate in recruit(plan.subject, plan.effort):
        unit = draw_unit(
            plan.subject, plan.muscle, plan.electrode, distance, 0.8 + 0.5 * place, rng
        )  # the larger ones come later
        shapes = unit_waves(unit, plan.electrode, plan.amplifier.inner_hz, rng)
        times = voluntary_rhythm(rate, seconds, rng)
        found.append(Generator(Subtype.MOTOR_UNIT, shapes, times, rng.integers(0, len(shapes), len(times)), np.ones(len(times))))
    return found


def _fasciculation(plan: Plan, seconds: float, rng: np.random.Generator) -> Generator:
    unit = draw_unit(
        plan.subject, plan.muscle, plan.electrode, _from_end_plates(plan.muscle, rng), float(rng.uniform(0.8, 1.3)), rng
    )
    shapes = unit_waves(unit, plan.electrode, plan.amplifier.inner_hz, rng)
    times = fasciculation_rhythm(plan.subject, seconds, rng)
    return Generator(Subtype.FASCICULATION, shapes, times, rng.integers(0, len(shapes), len(times)), np.ones(len(times)))
