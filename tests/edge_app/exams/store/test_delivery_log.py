"""Which exams have arrived where: kept with the exam, reported in the trail, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import DeletionReason, Patient
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.delivery_log import FOLDER, Delivery, DeliveryState
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, SITE, filled, found
from tests.support.older_stores import make_older

SERVER = "ARCHIVE@192.0.2.10:104"
BEFORE = 8  # the tables without deliveries


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def finished(store: ExamStore, server: str = SERVER) -> str:
    exam = store.start(Patient("Clinic 17")).id
    store.finish(exam, server=server)
    return exam


def delivered(store: ExamStore) -> list[str]:
    return [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == Action.DELIVER.value]


def test_a_finished_exam_is_due_until_it_has_arrived(store: ExamStore) -> None:
    exam, other = finished(store), finished(store)
    assert store.deliveries.undelivered(SERVER) == 2 and store.deliveries.next_waiting(SERVER) is None
    assert [one.exam for one in store.deliveries.due(SERVER)] == [exam, other]
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.WAITING))
    waiting = store.deliveries.next_waiting(SERVER)
    assert waiting is not None and waiting.exam == exam
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED))
    assert store.deliveries.undelivered(SERVER) == 1 and store.deliveries.next_waiting(SERVER) is None
    assert store.faults() == []


def test_without_a_server_nothing_is_due(store: ExamStore) -> None:
    exam = finished(store, server="")
    assert store.deliveries.of([exam]) == () and store.deliveries.undelivered(SERVER) == 0


def test_a_stick_does_not_take_the_place_of_the_server(store: ExamStore) -> None:
    exam = finished(store)
    store.note_delivery(Delivery(exam, FOLDER, DeliveryState.DELIVERED))
    assert store.deliveries.undelivered(SERVER) == 1
    assert [one.destination for one in store.deliveries.of([exam])] == [FOLDER, SERVER]


def test_the_one_tried_longest_ago_is_next(store: ExamStore) -> None:
    exams = [finished(store) for _ in range(3)]
    for number, exam in enumerate(exams):
        store.note_delivery(Delivery(exam, SERVER, DeliveryState.WAITING))
        at = f"2026-11-30T08:00:0{number}.000+00:00"  # notes of the same millisecond have no order
        store._database.execute("UPDATE delivery SET at = ? WHERE exam = ?", (at, exam))
    store.note_delivery(Delivery(exams[0], SERVER, DeliveryState.WAITING, reason="server silent"))
    after = store.deliveries.next_waiting(SERVER)
    assert after is not None and after.exam == exams[1]


def test_the_trail_says_what_is_new_and_nothing_twice(store: ExamStore) -> None:
    exam = finished(store)
    for _ in range(3):  # attempts
        store.note_delivery(Delivery(exam, SERVER, DeliveryState.WAITING, reason="server silent"))
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED))
    assert delivered(store) == [
        f"waiting, pseudonymous, to {SERVER}: server silent",
        f"delivered, pseudonymous, to {SERVER}",
    ]


def test_what_was_asked_for_is_kept_as_it_was_asked(store: ExamStore) -> None:
    exam = finished(store)
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.WAITING, identified=True, language="de"))
    waiting = store.deliveries.next_waiting(SERVER)
    assert waiting is not None and (waiting.identified, waiting.language) == (True, "de")
    assert delivered(store) == [f"waiting, with identity, to {SERVER}"]


def test_deliveries_go_with_their_exam_and_none_comes_after_it(store: ExamStore) -> None:
    exam = finished(store)
    store.delete(exam)
    assert store.deliveries.undelivered(SERVER) == 0
    store.note_delivery(Delivery(exam, SERVER, DeliveryState.DELIVERED))  # it was under way
    assert store.deliveries.of([exam]) == ()


def test_on_a_disk_that_takes_nothing_the_export_goes_on(tmp_path: Path) -> None:
    filled(tmp_path, exams=1).close()
    with closing(ExamStore(tmp_path, KEY, "nurse")) as store:
        store._database.read_only_because = StoreError("the disk of the test is full", ErrorCode.DISK_FULL)
        exam = store.exams()[0].id
        store.note_delivery(Delivery(exam, FOLDER, DeliveryState.DELIVERED))
        assert store.deliveries.of([exam]) == ()
        assert any("wait in memory" in str(notice) for notice in store.notices)
        store._database.read_only_because = None


def test_of_an_export_by_an_older_release_only_the_start_is_known(tmp_path: Path) -> None:
    with closing(filled(tmp_path, exams=2)) as store:
        exported, kept = (line.id for line in reversed(store.exams()))
        store.log(Action.EXPORT, exported, "pseudonymous, to a folder")
        store.log(Action.EXPORT, exported, f"with identity, to {SERVER}")
        store.log(Action.EXPORT, kept, "3 images as PNG")
    make_older(tmp_path, BEFORE)
    with closing(ExamStore(tmp_path, KEY, "nurse")) as store:
        known = {one.destination: one for one in store.deliveries.of([exported])}
        assert {one.state for one in known.values()} == {DeliveryState.STARTED}
        assert (known[FOLDER].identified, known[SERVER].identified) == (False, True)
        assert store.deliveries.of([kept]) == () and store.deliveries.undelivered(SERVER) == 0
        assert store.faults() == []
    with closing(Database(tmp_path / STORE, KEY)) as database:
        assert database.version > BEFORE


def test_an_exam_that_was_deleted_with_a_reason_is_not_missing(store: ExamStore) -> None:
    exam = store.start(Patient("Clinic 17")).id
    store.add(exam, SITE, found(), ENGINE)
    store.delete(exam, DeletionReason.PATIENTS_WISH)
    assert [(s.entry.action, s.entry.detail) for s in store.trail()][-2:] == [("delete", ""), ("reason", "patient's wish")]
    assert store.faults() == []
