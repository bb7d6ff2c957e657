"""Drift is kept with the exam that it is of, in the same transaction, and without an identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.drift.agreement import count_agreement
from edge_app.drift.detector import Direction
from edge_app.drift.monitor import MIN_PATIENTS
from edge_app.drift.quantities import Quantity
from edge_app.drift.reference import DriftReference
from edge_app.drift.summary import ExamNumbers
from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.drift_numbers import DeviceAndBundle
from edge_app.exams.records import Exam, Patient
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.drift_log import ReferenceOf, no_reference
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Label
from tests.support.drift_patients import DARK, QUIET, almost_alarmed, keep_state
from tests.support.exam_factories import ENGINE, KEY, found

PROBE, BUNDLE = "test probe", "test bundle"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def finish(
    store: ExamStore, identifier: str | None, reference: DriftReference | None = QUIET, echo: float = 90.0, validated: bool = True
) -> str:
    """A finished exam of two images of one site; returns its id."""
    exam = store.start(Patient(identifier)).id
    for seed in (0, 1):
        label = Label.ABNORMAL if validated else Label.NOT_VALIDATED
        finding = replace(found(seed), echo_intensity=echo, probability=0.9, label=label, validated=validated)
        store.add(exam, PROTOCOL[0], finding, ENGINE)
    store.give_verdict(exam, Label.ABNORMAL, "")
    watched: ReferenceOf = no_reference if reference is None else lambda device, bundle: reference
    store.finish(exam, watched)
    return exam


def test_an_alarm_is_raised_with_the_exam_and_stays_until_it_is_dealt_with(store: ExamStore, tmp_path: Path) -> None:
    store.close()
    keep_state(tmp_path, KEY, almost_alarmed(PROBE, BUNDLE))
    store = ExamStore(tmp_path, KEY, "nurse")
    assert store.drift.open_alarms() == ()
    finish(store, "Clinic 17", DARK)
    month = store.trail()[-1].entry.at[:7]
    store.close()
    with ExamStore(tmp_path, KEY, "nurse") as again:
        (state,) = again.drift.open_alarms()
        alarm = state.alarm
        assert alarm is not None and (state.device, state.bundle) == (PROBE, BUNDLE)
        assert (alarm.quantity, alarm.direction, alarm.patients) == (Quantity.ECHO_INTENSITY, Direction.ABOVE, MIN_PATIENTS)
        again.acknowledge_drift(PROBE, BUNDLE)
        assert again.drift.open_alarms() == () and again.drift.alarms(month, PROBE, BUNDLE) == (alarm,)
        last = again.trail()[-1].entry
        assert (last.action, last.exam) == ("drift", "") and PROBE in last.detail and again.faults() == []
        with pytest.raises(StoreError, match="no drift alarm is open") as caught:
            again.acknowledge_drift(PROBE, BUNDLE)
        assert caught.value.code is ErrorCode.GONE


def test_a_patient_with_many_exams_counts_once(store: ExamStore) -> None:
    for _ in range(3):
        finish(store, "Clinic 17")
    finish(store, None)
    finish(store, None)
    (state,) = store.drift.states()
    assert state.detector.patients == 3
    (exams,) = store.drift.exams().values()
    assert len(exams) == 5 and len({exam.patient for exam in exams}) == 3


def test_without_a_reference_nothing_is_watched_but_agreement_is_recorded(store: ExamStore) -> None:
    finish(store, "Clinic 17", None)
    assert store.drift.states() == ()
    (exams,) = store.drift.exams().values()
    assert count_agreement((exam.network, exam.clinician) for exam in exams).both_abnormal == 1


def test_a_score_of_a_device_that_was_not_validated_does_not_count(store: ExamStore) -> None:
    finish(store, "Clinic 17", validated=False)
    ((numbers,),) = store.drift.exams().values()
    assert all(image.probability is None and image.not_judged is None for image in numbers.images)
    assert (numbers.network, numbers.clinician) == (Label.NOT_JUDGED, Label.ABNORMAL)


def test_nothing_in_the_tables_names_anybody(store: ExamStore, tmp_path: Path) -> None:
    finish(store, "Clinic 17")
    marks = {exam.patient for exams in store.drift.exams().values() for exam in exams}
    store.close()
    with closing(Database(tmp_path / STORE, KEY)) as database:
        tables = database.execute("SELECT * FROM drift_exam"), database.execute("SELECT * FROM drift_state")
    assert "Clinic" not in str(tables) and all(mark in str(tables) for mark in marks)
    other = tmp_path / "other"
    other.mkdir()
    with ExamStore(other, bytes(32), "nurse") as foreign:
        finish(foreign, "Clinic 17")
        assert not marks & {exam.patient for exams in foreign.drift.exams().values() for exam in exams}


def test_a_deleted_exam_takes_its_numbers_and_the_patients_mark_with_it(store: ExamStore) -> None:
    kept, gone = finish(store, "Clinic 17"), finish(store, "Clinic 18")
    (before,) = store.drift.states()
    store.delete(gone)
    (after,) = store.drift.states()
    (exams,) = store.drift.exams().values()
    assert len(exams) == 1 and after.recent == (exams[0].patient,) and len(before.recent) == 2
    assert after.detector == before.detector
    store.delete(kept)
    assert store.drift.exams() == {} and store.faults() == []


def test_a_finish_that_fails_leaves_neither_exam_nor_numbers_half(store: ExamStore) -> None:
    exam = store.start(Patient("Clinic 17")).id
    store.add(exam, PROTOCOL[0], found(), ENGINE)

    def broken(device: str, bundle: str) -> DriftReference | None:
        raise StoreError("the device profile cannot be read")

    with pytest.raises(StoreError):
        store.finish(exam, broken)
    assert store.read(exam).finished is None and store.drift.exams() == {} and store.drift.states() == ()


def test_numbers_that_cannot_be_taken_keep_no_exam_open(
    store: ExamStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(exam: Exam, patient: str) -> dict[DeviceAndBundle, ExamNumbers]:
        raise ZeroDivisionError(exam.patient.identifier)

    monkeypatch.setattr("edge_app.exams.store.drift_log.exam_numbers", broken)
    assert store.read(finish(store, "Clinic 17")).finished and store.drift.exams() == {}
    assert "ZeroDivisionError" in caplog.text and "Clinic 17" not in caplog.text


def test_a_state_of_another_version_begins_anew_and_the_exam_is_finished(
    store: ExamStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finish(store, "Clinic 17")
    with closing(Database(tmp_path / STORE, KEY)) as database:
        database.execute("UPDATE drift_state SET state = '{}'")
    assert store.read(finish(store, "Clinic 18")).finished
    (state,) = store.drift.states()
    assert state.detector.patients == 1 and "begins anew" in caplog.text


def test_exams_of_another_month_are_apart(store: ExamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_app.exams.store.store.utc_now", lambda: "2026-11-30T23:59:59+00:00")
    finish(store, "Clinic 17")
    monkeypatch.setattr("edge_app.exams.store.store.utc_now", lambda: "2026-12-01T00:00:00+00:00")
    finish(store, "Clinic 17")
    assert [len(exams) for month in ("2026-11", "2026-12", "2027-01") for exams in store.drift.exams(month).values()] == [1, 1]
