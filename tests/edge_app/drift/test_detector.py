"""The detector is the Page-Hinkley test with a known mean: held to river's alarms, to the definition, to its own invariants."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.drift.detector import (
    DEVICE_SHIFT,
    MAX_Z,
    MIN_RUN,
    OF_THE_PATIENT,
    ONLY_ABOVE,
    PATIENT_SHIFT,
    PATIENTS_PER_FALSE_ALARM,
    SIDES,
    DetectorState,
    Direction,
    Run,
    allowance,
    limit,
    mean_run_length,
    signals,
    update,
)
from edge_app.drift.quantities import PatientSummary, Quantity
from edge_app.drift.reference import Spread
from tests.edge_app.drift.record_river_alarms import ALLOWANCE, LIMIT, stream
from tests.support.drift_patients import IMAGES, REFERENCE, patient

RIVER = json.loads(Path(__file__).with_name("river_alarms.json").read_text())["alarms"]
KNOWN_400 = replace(REFERENCE, echo_intensity=Spread(80.0, 12.0, 400))  # as many patients as give river's allowance
streams = st.lists(st.floats(-4, 4), max_size=60)


def runs(state: DetectorState, quantity: Quantity) -> tuple[Run, Run]:
    """Above and below."""
    (chart,) = (chart for chart in state.charts if chart.quantity is quantity)
    return chart.above, chart.below


def echo_only(z: float) -> PatientSummary:
    return PatientSummary(18, {Quantity.ECHO_INTENSITY: 80.0 + 12.0 * z})


@pytest.mark.parametrize("case", RIVER, ids=lambda case: f"seed {case['seed']} shift {case['shift']}")
def test_it_alarms_where_river_does(case: dict[str, float]) -> None:
    assert allowance(PATIENT_SHIFT, KNOWN_400.echo_intensity) == pytest.approx(ALLOWANCE)
    state, alarm = DetectorState(), None
    for number, z in enumerate(stream(int(case["seed"]), case["shift"]), start=1):
        state = update(state, echo_only(z), KNOWN_400)
        if max(run.total for run in runs(state, Quantity.ECHO_INTENSITY)) > LIMIT:
            alarm = number
            break
    assert alarm == case["alarm"]


@given(values=streams)
def test_the_sum_is_the_page_hinkley_statistic(values: list[float]) -> None:
    """m - min m, where m is the sum of all that exceeded the allowance so far, from the definition."""
    state = DetectorState()
    k = allowance(PATIENT_SHIFT, REFERENCE.echo_intensity)
    for count, value in enumerate(values, start=1):
        state = update(state, echo_only(value), REFERENCE)
        for run, sign in zip(runs(state, Quantity.ECHO_INTENSITY), (1, -1), strict=True):
            z = [sign * min(max(v, -MAX_Z), MAX_Z) - k for v in values[:count]]
            m = [sum(z[:i]) for i in range(count + 1)]
            assert run.total == pytest.approx(m[-1] - min(m), abs=1e-9)


@given(values=streams)
def test_what_moves_the_other_way_mirrors(values: list[float]) -> None:
    state = mirrored = DetectorState()
    for value in values:
        state = update(state, echo_only(value), REFERENCE)
        mirrored = update(mirrored, echo_only(-value), REFERENCE)
    above, below = runs(state, Quantity.ECHO_INTENSITY)
    other_above, other_below = runs(mirrored, Quantity.ECHO_INTENSITY)
    assert (above.total, below.total) == pytest.approx((other_below.total, other_above.total), abs=1e-9)


@given(patients=st.integers(1, 300), images=st.integers(1, 50))
def test_a_constant_stream_at_the_reference_never_moves(patients: int, images: int) -> None:
    state = DetectorState()
    for _ in range(patients):
        state = update(state, patient(images=images), REFERENCE)
    assert all(signal.strength == 0 and not signal.is_change for signal in signals(state))
    assert (state.patients, state.images) == (patients, patients * images)


@given(values=streams)
def test_a_quantity_that_is_missing_stays_as_it_was(values: list[float]) -> None:
    state = DetectorState()
    for value in values:
        state = update(state, echo_only(value), REFERENCE)
    assert all(runs(state, q) == (Run(), Run()) for q in Quantity if q is not Quantity.ECHO_INTENSITY)


def test_what_the_reference_does_not_have_is_not_watched() -> None:
    scaleless, state = replace(REFERENCE, scale=None), DetectorState()
    for _ in range(100):
        state = update(state, patient({Quantity.SCALE: 3.0}), scaleless)
    assert runs(state, Quantity.SCALE) == (Run(), Run())


def test_a_state_of_a_version_that_knew_fewer_quantities_watches_them_all_from_now_on() -> None:
    known = tuple(chart for chart in DetectorState().charts if chart.quantity is not Quantity.NEAR_FIELD_DROPOUT)
    state = update(DetectorState(known, 7, 70), patient({Quantity.NEAR_FIELD_DROPOUT: 3.0}), REFERENCE)
    assert runs(state, Quantity.NEAR_FIELD_DROPOUT)[0].total > 1 and state.patients == 8


def test_one_patient_however_ill_is_no_change() -> None:
    state = update(DetectorState(), patient(dict.fromkeys(Quantity, 1e6), images=5000), REFERENCE)
    assert all(signal.strength < 0.5 and not signal.is_change for signal in signals(state))


def test_a_change_rests_on_patients() -> None:
    state = DetectorState()
    for number in range(1, MIN_RUN + 1):
        assert not signals(state)[0].is_change
        state = update(state, patient({Quantity.COLUMN_DROPOUT: 9.0}), REFERENCE)
        assert signals(state)[0].run.patients == number
    first, second = signals(state)[:2]
    assert (first.quantity, first.direction, first.is_change) == (Quantity.COLUMN_DROPOUT, Direction.ABOVE, True)
    assert second.strength == 0


@pytest.mark.parametrize("quantity", sorted(ONLY_ABOVE))
def test_fewer_abstentions_and_fewer_dark_columns_are_no_fault(quantity: Quantity) -> None:
    state = DetectorState()
    for _ in range(100):
        state = update(state, patient({quantity: -3.0}), REFERENCE)
    assert runs(state, quantity) == (Run(), Run())


def test_the_allowance_grows_when_the_reference_knows_less() -> None:
    assert allowance(1.0, Spread(0, 1, 50)) > allowance(1.0, Spread(0, 1, 500)) > 0.5


@pytest.mark.parametrize(("h", "k"), [(2.0, 0.5), (3.0, 0.5), (3.0, 0.25)])
def test_the_limit_follows_from_the_run_length_of_normal_values(h: float, k: float) -> None:
    """Siegmund's approximation against a simulation of many sums at once."""
    rng = np.random.default_rng(0)
    sums, steps, alarms = np.zeros(4000), 1500, 0
    for _ in range(steps):
        sums = np.maximum(0, sums + rng.standard_normal(sums.size) - k)
        alarms += int((sums > h).sum())
        sums[sums > h] = 0
    assert sums.size * steps / alarms == pytest.approx(mean_run_length(h, k), rel=0.06)


@pytest.mark.parametrize("shift", [PATIENT_SHIFT, DEVICE_SHIFT])
def test_the_limit_follows_from_the_stated_rate_of_false_alarms(shift: float) -> None:
    assert mean_run_length(limit(shift), shift / 2) == pytest.approx(PATIENTS_PER_FALSE_ALARM * SIDES, rel=1e-6)
    assert limit(shift, 10 * PATIENTS_PER_FALSE_ALARM) > limit(shift)


@pytest.mark.parametrize("quantity", [q for q in Quantity if q not in OF_THE_PATIENT])
def test_a_device_that_differs_by_less_than_a_fault_is_no_change_and_a_fault_is_found_in_time(quantity: Quantity) -> None:
    """The reference's patients are never quite those of a clinic; a preset or a dead element moves far more than that."""
    state = DetectorState()
    for z in (1.8, 0.0) * 50:
        state = update(state, patient({quantity: z}), REFERENCE)
        assert signals(state)[0].strength < 0.5
    for _ in range(500 // IMAGES):
        state = update(state, patient({quantity: DEVICE_SHIFT}), REFERENCE)
    assert signals(state)[0].is_change and signals(state)[0].quantity is quantity
