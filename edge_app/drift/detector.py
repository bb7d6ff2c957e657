"""A sequential change detector on patients: a two-sided cumulative sum for each quantity, against the bundle's reference.

The sum S = max(0, S + z - k) of the standardised values z (Page 1954, "Continuous inspection schemes", Biometrika 41) is the
Page-Hinkley statistic m - min m with a known mean. It alarms above h, which follows from the stated rate of false alarms by
Siegmund's approximation of the mean run length (Siegmund 1985, "Sequential Analysis", ch. II.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cache

from edge_app.drift.quantities import PatientSummary, Quantity
from edge_app.drift.reference import DriftReference, Spread

PATIENTS_PER_FALSE_ALARM = 2000  # of all quantities together, without what `allowance` adds: one in five months of 400 patients
OF_THE_PATIENT = frozenset({Quantity.ECHO_INTENSITY, Quantity.SCORE, Quantity.ABSTENTION})  # patients differ more than devices
PATIENT_SHIFT = 1.0  # standard deviations between patients to be found in these; a gain of 6 dB moves echo intensity by 1.5
DEVICE_SHIFT = 2.0  # in the others: another preset or dead elements move one of them by 2 or more. What is smaller is found late
MAX_Z = 3.0  # standard deviations; one patient, however ill, counts for no more
REFERENCE_ERROR = 2.0  # standard errors by which the reference's mean may be off without more false alarms
ONLY_ABOVE = frozenset({Quantity.COLUMN_DROPOUT, Quantity.NEAR_FIELD_DROPOUT, Quantity.ABSTENTION})  # less of these is no fault
SIDES = 2 * len(Quantity) - len(ONLY_ABOVE)  # that may alarm
MIN_RUN = 12  # patients that a signal rests on: a morning of referred patients is no drift of the device


class Direction(str, Enum):
    """Where a quantity moved, relative to the reference."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Run:
    """The cumulative sum on one side, and what it is made of: everything since it was last 0."""

    total: float = 0.0  # standard deviations
    patients: int = 0
    images: int = 0

    def add(self, z: float, images: int) -> Run:
        """One more patient, `z` standard deviations away in this direction after the allowance."""
        total = self.total + z
        return Run(total, self.patients + 1, self.images + images) if total > 0 else Run()


@dataclass(frozen=True)
class Chart:
    """Both sides of one quantity; of one in ONLY_ABOVE the lower stays empty."""

    quantity: Quantity
    above: Run = Run()
    below: Run = Run()


@dataclass(frozen=True)
class DetectorState:
    """Everything the detector remembers; plain numbers, so that it can be stored and restored."""

    charts: tuple[Chart, ...] = tuple(Chart(quantity) for quantity in Quantity)
    patients: int = 0  # since the beginning or the last acknowledged alarm
    images: int = 0


@dataclass(frozen=True)
class Signal:
    """A quantity on its way to an alarm, or beyond."""

    quantity: Quantity
    direction: Direction
    strength: float  # cumulative sum over its limit; from 1 and MIN_RUN patients on it is a change
    run: Run

    @property
    def pace(self) -> float:
        """Standard deviations a patient beyond the allowance: a fault moves every patient, chance only some of them."""
        return self.run.total / self.run.patients if self.run.patients else 0.0

    @property
    def is_change(self) -> bool:
        """Whether it is one."""
        return self.strength >= 1 and self.run.patients >= MIN_RUN


def update(state: DetectorState, patient: PatientSummary, reference: DriftReference) -> DetectorState:
    """The state after one more patient. A quantity that patient or reference lacks stays as it was."""
    known = {chart.quantity: chart for chart in state.charts}  # a state stored by an earlier version may lack some
    charts = (known.get(quantity, Chart(quantity)) for quantity in Quantity)
    return DetectorState(
        tuple(_updated(chart, patient, reference.of(chart.quantity)) for chart in charts),
        state.patients + 1,
        state.images + patient.images,
    )


def signals(state: DetectorState) -> tuple[Signal, ...]:
    """Every side of every quantity, the strongest first."""
    found = [
        Signal(chart.quantity, direction, run.total / limit(target_shift(chart.quantity)), run)
        for chart in state.charts
        for direction, run in ((Direction.ABOVE, chart.above), (Direction.BELOW, chart.below))
    ]
    return tuple(sorted(found, key=lambda signal: -signal.strength))


def target_shift(quantity: Quantity) -> float:
    """The shift of a quantity that is to be found soon, standard deviations between patients."""
    return PATIENT_SHIFT if quantity in OF_THE_PATIENT else DEVICE_SHIFT


def allowance(shift: float, spread: Spread) -> float:
    """k, standard deviations: half of the shift to be found, and what the reference's own mean may be off."""
    return shift / 2 + REFERENCE_ERROR / math.sqrt(spread.patients)


@cache
def limit(shift: float, patients: int = PATIENTS_PER_FALSE_ALARM) -> float:
    """h, standard deviations, at which SIDES sums together alarm at nothing once in so many patients.

    For an allowance of half the shift: what `allowance` adds to it covers the reference's own error.
    """
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        if mean_run_length(middle, shift / 2) < patients * SIDES:
            low = middle
        else:
            high = middle
    return high


def mean_run_length(h: float, k: float) -> float:
    """Mean number of independent standard normal values until a one-sided sum with allowance k passes h (Siegmund 1985)."""
    b = 2 * k * (h + 1.166)
    return (math.exp(b) - b - 1) / (2 * k * k)


def _updated(chart: Chart, patient: PatientSummary, spread: Spread | None) -> Chart:
    value = patient.values.get(chart.quantity)
    if value is None or spread is None:
        return chart
    z = min(max((value - spread.mean) / spread.sd, -MAX_Z), MAX_Z)
    k = allowance(target_shift(chart.quantity), spread)
    below = Run() if chart.quantity in ONLY_ABOVE else chart.below.add(-z - k, patient.images)
    return Chart(chart.quantity, chart.above.add(z - k, patient.images), below)
