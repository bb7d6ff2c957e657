"""A finished exam of the wrong patient is given to the right one: the trail has it, and what left before is known as outdated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.drift.monitor import MonitorState, reassign
from edge_app.errors import StoreError
from edge_app.exams.export.dicom.study import IMAGES, Study
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.records import Order, Patient, ReassignmentReason
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.delivery_log import FOLDER, Delivery, DeliveryState
from edge_app.exams.store.exam_index import ExamQuery
from edge_app.exams.store.store import ExamStore
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

SERVER = "ARCHIVE@192.0.2.10:104"
RIGHT = Patient("Clinic 18", 61)
BECAUSE = ReassignmentReason.WRONG_PATIENT


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def finished(store: ExamStore, patient: Patient = PATIENT, order: Order | None = None) -> str:
    exam = store.start(patient, order).id
    store.add(exam, SITE, found(), ENGINE)
    store.give_verdict(exam, Label.NORMAL, "seen by hand")
    store.finish(exam, server=SERVER)
    return exam


def test_the_patient_changes_and_the_trail_says_what_and_why_but_not_whom(store: ExamStore) -> None:
    exam = finished(store, order=Order("A-1", "1.2.3"))
    before = store.read(exam)
    store.reassign(exam, RIGHT, BECAUSE)
    after = store.read(exam)
    assert after.patient == RIGHT and after.order is None and after.revision == 1, "an order is of its patient"
    assert (after.verdict, after.finished, len(after.images)) == (before.verdict, before.finished, 1)
    entries = [sealed.entry for sealed in store.trail()][-3:]
    assert [entry.action for entry in entries] == ["change", "delete", "reason"]
    assert entries[0].detail.endswith(" identifier, age, sex, height_cm, weight_kg") and entries[2].detail == "wrong patient"
    assert "Clinic" not in str(store.trail()) and store.faults() == []


def test_without_a_change_nothing_is_done_and_an_exam_in_progress_is_corrected_otherwise(store: ExamStore) -> None:
    exam, count = finished(store), len(store.trail())
    store.reassign(exam, PATIENT, BECAUSE)
    assert store.read(exam).revision == 0 and len(store.trail()) == count
    begun = store.start(PATIENT).id
    with pytest.raises(StoreError, match="not finished"):
        store.reassign(begun, RIGHT, BECAUSE)
    with pytest.raises(StoreError, match="there is no exam"):
        store.reassign("0" * 32, RIGHT, BECAUSE)


def test_what_a_server_has_is_of_an_earlier_patient_until_it_is_sent_again(store: ExamStore) -> None:
    exam = finished(store)
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED))
    store.note_delivery(Delivery(exam, FOLDER, DeliveryState.DELIVERED))
    assert store.deliveries.undelivered(SERVER) == 0
    store.reassign(exam, RIGHT, BECAUSE)
    assert {one.state for one in store.deliveries.of([exam])} == {DeliveryState.OUTDATED}
    assert store.deliveries.undelivered(SERVER) == store.index.count(ExamQuery(undelivered_to=SERVER)) == 1
    assert store.deliveries.due(SERVER) == (), "not by itself: the server must let go of the earlier one first"
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED))  # one that was under way meanwhile
    assert store.deliveries.undelivered(SERVER) == 1
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED, revision=1))
    assert store.deliveries.undelivered(SERVER) == 0 and store.index.count(ExamQuery(undelivered_to=SERVER)) == 0
    details = [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == "deliver"]
    assert details[-1] == f"delivered, pseudonymous, revision 1, to {SERVER}" and store.faults() == []


def test_an_altered_revision_is_found(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store)
        store.reassign(exam, RIGHT, BECAUSE)
    with closing(Database(tmp_path / STORE, KEY)) as database, database.transaction():
        database.execute("UPDATE exam SET revision = 0")
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.faults() == [f"exam {exam}: patient was altered"]


@pytest.mark.parametrize("pseudonymous", [True, False])
def test_each_revision_has_uids_of_its_own_and_the_first_those_it_always_had(store: ExamStore, pseudonymous: bool) -> None:
    exam = store.read(finished(store))
    names = Pseudonymiser(bytes(32), pseudonymous)

    def uids(revision: int) -> tuple[str, str, str]:
        revised = replace(exam, revision=revision)
        study = Study(revised, names.subject(revised), names, "")
        return study.uid, study.series_uid(IMAGES), study.instance_uid(IMAGES, 1)

    assert uids(0)[0] == names.uid("study", exam.id)
    assert len({uid for revision in range(3) for uid in uids(revision)}) == 9


def test_the_numbers_for_drift_go_with_the_exam(store: ExamStore) -> None:
    one, other = finished(store), finished(store, RIGHT)
    store.reassign(one, RIGHT, BECAUSE)
    hashes = [numbers.patient for exams in store.drift.exams().values() for numbers in exams]
    assert len(hashes) == 2 and len(set(hashes)) == 1
    assert store.read(other).revision == 0


def test_a_monitor_counts_nobody_twice_after_a_reassignment() -> None:
    state = MonitorState("a device", "a bundle", recent=("a", "b", "c"))
    assert reassign(state, "b", "d").recent == ("a", "d", "c")
    assert reassign(state, "b", "c").recent == ("a", "c")
