"""The monitor counts patients, forgets nothing at a restart, and holds one alarm until it is acknowledged."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.drift.advice import Advice
from edge_app.drift.detector import Direction
from edge_app.drift.monitor import MIN_PATIENTS, MonitorState, accept, acknowledge, restored
from edge_app.drift.quantities import ImageNumbers, Quantity
from edge_app.typed_reader import FormatError
from tests.support.drift_patients import IMAGES, REFERENCE, at, image, images

NEW = MonitorState("1234:5678:serial", "nmd-assistnet 0a1b2c3d")


def examined(state: MonitorState, patients: int, first: int = 0, each: tuple[ImageNumbers, ...] = images()) -> MonitorState:
    """After so many different patients with the same images."""
    for number in range(first, first + patients):
        state = accept(state, f"hash {number}", each, REFERENCE)
    return state


def narrower(share: float) -> tuple[ImageNumbers, ...]:
    """Images of unknown scale, whose field is as high as before and has this share of its width."""
    return (replace(image(mm_per_pixel=None), field_shape=at(Quantity.FIELD_SHAPE) + math.log10(share)),) * IMAGES


@pytest.mark.parametrize(
    ("shifted", "quantity", "direction", "advice"),
    [
        (images(echo_z=2.1), Quantity.ECHO_INTENSITY, Direction.ABOVE, Advice.GAIN),
        (images(echo_z=-2.1), Quantity.ECHO_INTENSITY, Direction.BELOW, Advice.GAIN),
        (images(echo_z=1.2, ratio_z=2.4), Quantity.HIGH_FREQUENCY_RATIO, Direction.ABOVE, Advice.PRESET),
        (images(echo_z=-0.4, dropout_z=5), Quantity.COLUMN_DROPOUT, Direction.ABOVE, Advice.PROBE),
        ((image(mm_per_pixel=0.125),) * 18, Quantity.SCALE, Direction.ABOVE, Advice.PRESET),
        (narrower(0.8), Quantity.FIELD_SHAPE, Direction.BELOW, Advice.PRESET),
        (images(echo_z=1.2, detail_z=-2.5), Quantity.FINEST_LATERAL_DETAIL, Direction.BELOW, Advice.PRESET),
        ((image(not_judged="no contact"),) * 9 + (image(),) * 9, Quantity.ABSTENTION, Direction.ABOVE, Advice.CONTACT),
    ],
)
def test_a_shift_is_reported_within_500_images_of_25_patients(
    shifted: tuple[ImageNumbers, ...], quantity: Quantity, direction: Direction, advice: Advice
) -> None:
    for before in (0, 100):
        state = examined(examined(NEW, before), 500 // IMAGES, before, shifted)
        assert state.alarm is not None
        assert (state.alarm.quantity, state.alarm.direction, state.alarm.advice) == (quantity, direction, advice)
        assert state.alarm.since_patient == before + 1
        assert state.alarm.images == state.alarm.patients * IMAGES


def test_no_alarm_before_25_patients() -> None:
    state = examined(NEW, MIN_PATIENTS - 1, each=images(echo_z=30, dropout_z=30))
    assert state.alarm is None
    assert examined(state, 1, MIN_PATIENTS, images()).alarm is not None


def test_patients_count_and_not_images() -> None:
    ill = images(count=5000, echo_z=3)
    state = examined(NEW, 50)
    for _ in range(40):  # the same patient again and again
        state = accept(state, "ill", ill, REFERENCE)
    assert state.alarm is None
    assert state.detector.patients == 51


def test_a_patient_who_comes_back_after_many_others_counts_again() -> None:
    state = examined(examined(NEW, MIN_PATIENTS), MIN_PATIENTS)
    assert state.detector.patients == 2 * MIN_PATIENTS


@pytest.mark.parametrize("every", [3, 5, 10])
def test_diseased_patients_among_others_are_no_drift(every: int) -> None:
    state = NEW
    for number in range(400):  # brighter by 2.4 deviations; the others darker, as the reference's mean is of both
        z = 1.6 if number % every == 0 else -1.6 / (every - 1)
        state = accept(state, str(number), images(echo_z=z), REFERENCE)
    assert state.alarm is None


def test_an_exam_without_accepted_images_changes_nothing() -> None:
    assert accept(NEW, "hash", (), REFERENCE) == NEW


@given(shifts=st.lists(st.floats(-4, 4), max_size=60), restart=st.integers(0, 60))
def test_a_restored_state_goes_on_alike(shifts: list[float], restart: int) -> None:
    through = stopped = NEW
    for number, z in enumerate(shifts):
        each = images(count=3, echo_z=z)
        through = accept(through, str(number), each, REFERENCE)
        stopped = accept(restored(stopped.to_json()) if number == restart else stopped, str(number), each, REFERENCE)
    assert restored(stopped.to_json()) == through


def test_one_alarm_until_it_is_acknowledged_and_another_if_the_shift_stays() -> None:
    louder = images(echo_z=2.1)
    state = examined(NEW, 30, each=louder)
    first = state.alarm
    assert first is not None
    state = examined(state, 200, 30, louder)
    assert state.alarm == first
    state = acknowledge(state)
    assert state.alarm is None
    assert examined(state, MIN_PATIENTS - 1, 300, louder).alarm is None
    assert examined(state, MIN_PATIENTS, 300, louder).alarm is not None
    assert examined(state, 200, 300, images()).alarm is None  # the cause was put right


@given(patients=st.integers(1, 200))
def test_a_device_at_the_reference_never_alarms(patients: int) -> None:
    assert examined(NEW, patients).alarm is None


def test_a_damaged_state_is_refused() -> None:
    document = json.loads(NEW.to_json())
    document["detector"]["charts"][0]["quantity"] = "colour"
    with pytest.raises(FormatError):
        restored(json.dumps(document).encode())
