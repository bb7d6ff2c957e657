"""The order of the worklist belongs to its patient, is in the audit trail, and goes with the exam or a corrected identifier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.exams.records import EarlierPatient, Order, Patient
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.store import ExamStore
from edge_app.records import Sex
from tests.support.exam_factories import KEY, PATIENT

ORDER = Order("A-2026-0815", "1.2.826.0.1", "R7", "Muscle ultrasound", "S1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def test_an_order_comes_back_with_its_exam(store: ExamStore) -> None:
    exam = store.start(PATIENT, ORDER)
    assert store.read(exam.id) == exam and exam.order == ORDER
    assert store.read(store.start(PATIENT).id).order is None
    assert store.faults() == []
    store.delete(exam.id)
    assert store.faults() == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE exam_order SET accession_number = 'B'", "DELETE FROM exam_order", "UPDATE exam_order SET exam = ?"],
)
def test_an_order_that_was_altered_moved_or_removed_is_found(tmp_path: Path, statement: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        store.start(PATIENT, ORDER)
        other = store.start(PATIENT).id
    with closing(Database(tmp_path / STORE, KEY)) as database, database.transaction():
        database.execute(statement, (other,) if "?" in statement else ())
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.faults() and all("order" in fault for fault in store.faults())


def test_a_corrected_identifier_takes_the_order_away_and_other_corrections_do_not(store: ExamStore) -> None:
    exam = store.start(PATIENT, ORDER)
    older = replace(PATIENT, age=45)
    store.set_patient(exam.id, older)
    assert store.read(exam.id).order == exam.of(older).order == ORDER
    other = replace(older, identifier="Clinic 18")
    store.set_patient(exam.id, other)
    assert store.read(exam.id).order is exam.of(other).order is None
    assert store.faults() == [] and [s.entry.detail for s in store.trail() if s.entry.action == "delete"] == ["order"]


def test_earlier_patients_are_listed_once_the_last_first_as_last_known_and_the_trail_says_so(store: ExamStore) -> None:
    store.start(Patient("A", 60))
    store.start(Patient("B", 50))
    store.start(Patient())
    last = store.start(Patient("A", 61, Sex.MALE))
    assert [(one.patient.identifier, one.patient.age) for one in store.patients()] == [("A", 61), ("B", 50)]
    assert store.patients()[0] == EarlierPatient(last.patient, last.started)
    entry = store.trail()[-1].entry
    assert (entry.action, entry.exam, entry.detail) == ("view", "", "2 patients of earlier exams")
