"""Patients picked by touch, from the worklist and from earlier exams: what fills the form, what is kept, and what is not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, WorklistError
from edge_app.exams.export.stop import Stop
from edge_app.exams.records import Order, Patient
from edge_app.exams.store import store as store_module
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Step
from edge_app.exams.worklist.entry import Worklist, WorklistEntry
from edge_app.records import Sex
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, FastVault, clinic, exam_of, stored, unlock
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.legibility import complaints, hard_to_touch

NOW = datetime.combine(date.today(), datetime.min.time()).replace(hour=9, minute=30)
ORDER = Order("A-2026-0815", "1.2.826.0.1", "R7", "Muscle ultrasound", "S1")
JANE = WorklistEntry(Patient("4711", 63, Sex.FEMALE, 168.0, 62.5), "Doe, Jane", NOW, ORDER)
JOHN = WorklistEntry(Patient("4712", 45, Sex.MALE), "Roe, John", NOW + timedelta(days=1), Order("A-2"))
LONG = WorklistEntry(
    Patient("4714", 61, Sex.FEMALE),
    "Oberstaufenbach-Lindenberg, Maria Magdalena",
    NOW,
    Order("A-4", procedure="Ultrasound of the muscles of both legs"),
)
CHILD = WorklistEntry(Patient("4713", 12), "Poe, Mary", None, Order("A-3"))


class MadeUpWorklist:
    """Answers with its entries, fails with its error, or hangs until it is stopped."""

    def __init__(self, *entries: WorklistEntry) -> None:
        self.answer: Worklist | WorklistError = Worklist(entries)
        self.hangs, self.asked, self.stopped = False, 0, threading.Event()

    def __call__(self, stop: Stop) -> Worklist:
        self.asked += 1
        while self.hangs and not stop.requested:
            self.stopped.wait(0.01)
        if stop.requested:
            self.stopped.set()
            raise WorklistError("stopped", ErrorCode.SERVER_LOST, "RIS")
        if isinstance(self.answer, WorklistError):
            raise self.answer
        return self.answer


def at_form(
    start: StartKiosk, folder: Path, worklist: MadeUpWorklist | None, size: tuple[int, int] = (800, 480)
) -> tuple[Kiosk, Hand, ExamController]:
    probe = Probe(pixels=textured(240, 320, mean=60))
    kiosk = start(probe, services=clinic(folder, worklist=worklist), size=size)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    return kiosk, hand, exam


def begun(hand: Hand, exam: ExamController, folder: Path) -> tuple[Patient, Order | None]:
    """Touch Start; patient and order as they are stored."""
    hand.touch("begin")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the exam")
    assert exam.workflow.exam is not None
    found = exam.workflow.exam
    return found.patient, found.order


def test_a_tap_on_the_worklist_fills_the_form_and_start_keeps_the_order(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = at_form(start, folder, MadeUpWorklist(JANE, JOHN))
    hand.touch("worklist")
    hand.touch("row0")
    assert not hand.can("row0") and exam.workflow.exam is None  # nothing is stored before Start
    assert begun(hand, exam, folder) == (JANE.patient, ORDER)
    assert exam.patient_picker.order_for(JANE.patient) is None  # for one exam only
    hand.touch("patient")
    assert not hand.can("worklist") and not hand.can("earlier")  # a correction is typed
    exam.back()
    exam_id = exam.workflow.exam.id if exam.workflow.exam else ""
    exam.lock.lock()
    hand.wait(lambda: exam.is_closed, "the store to close")
    with stored(folder) as store:
        assert store.read(exam_id).order == ORDER and store.faults() == []
        assert all("Doe" not in s.entry.detail for s in store.trail())
    assert b"Doe" not in b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_another_id_has_neither_the_order_nor_the_data_of_whom_was_picked(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = at_form(start, folder, MadeUpWorklist(JANE))
    hand.touch("worklist")
    hand.touch("row0")
    hand.touch("identifier")
    hand.touch("keyErase")
    hand.type("9")
    assert begun(hand, exam, folder) == (Patient("4719"), None)


def test_an_anonymous_exam_has_no_order(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = at_form(start, folder, MadeUpWorklist(JANE))
    hand.touch("worklist")
    hand.touch("row0")
    hand.touch("anonymous")
    hand.wait(lambda: exam.workflow.exam is not None, "the exam")
    assert exam.workflow.exam is not None and exam.workflow.exam.order is None


def test_the_list_is_searched_and_refreshed_and_takes_no_child(start: StartKiosk, folder: Path) -> None:
    worklist = MadeUpWorklist(JANE, JOHN, CHILD)
    _, hand, exam = at_form(start, folder, worklist)
    hand.touch("worklist")
    hand.wait(lambda: hand.find("row2") is not None, "the list")
    assert not hand.can("row2")
    hand.touch("listSearch")
    hand.type("ROE")
    hand.wait(lambda: hand.can("row0") and hand.find("row1") is None, "what matches")
    worklist.answer = Worklist((JOHN,))
    hand.touch("listRefresh")
    hand.touch("row0")
    assert worklist.asked == 2 and begun(hand, exam, folder) == (JOHN.patient, JOHN.order)


def test_a_server_that_fails_is_a_sentence_and_the_id_can_be_typed(start: StartKiosk, folder: Path) -> None:
    worklist = MadeUpWorklist()
    worklist.answer = WorklistError("the server RIS does not respond", ErrorCode.SERVER_SILENT, "RIS")
    _, hand, exam = at_form(start, folder, worklist)
    hand.touch("worklist")
    hand.wait(lambda: exam.patient_picker.property("failure") != "", "the failure")
    hint = hand.find("listHint")
    assert hint is not None and "RIS" in hint.property("text")
    hand.touch("listLeave")
    hand.touch("identifier")
    hand.type("7")
    assert begun(hand, exam, folder) == (Patient("7"), None)


@pytest.mark.parametrize("leave", [lambda exam: exam.lock.lock(), lambda exam: exam.patient_picker.cancel()])
def test_a_query_ends_with_the_lock_or_the_list_and_shows_no_name(
    start: StartKiosk, folder: Path, leave: Callable[[ExamController], None]
) -> None:
    worklist = MadeUpWorklist(JANE)
    worklist.hangs = True
    _, hand, exam = at_form(start, folder, worklist)
    hand.touch("worklist")
    hand.wait(lambda: worklist.asked == 1, "the query")
    leave(exam)
    hand.wait(worklist.stopped.is_set, "the end of the query")
    if exam.lock.locked:
        unlock(hand, exam)
    hand.wait(lambda: hand.can("begin") or hand.can("anonymous"), "the form")
    picker = exam.patient_picker
    assert picker.property("source") == "" and picker.property("rows") == [] and picker.property("failure") == ""


def test_a_list_that_was_shown_is_forgotten_behind_the_lock(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = at_form(start, folder, MadeUpWorklist(JANE))
    hand.touch("worklist")
    hand.wait(lambda: hand.can("row0"), "the list")
    exam.lock.lock()
    assert exam.patient_picker.property("rows") == []


def test_without_a_worklist_nothing_offers_one(start: StartKiosk, folder: Path) -> None:
    _, hand, _ = at_form(start, folder, None)
    assert hand.can("earlier") and not hand.can("worklist")


def earlier(folder: Path, *patients: Patient) -> None:
    key = FastVault(folder).create("nurse", PIN)
    with ExamStore(folder, key, "nurse") as store:
        for patient in patients:
            exam = store.start(patient)
            store.finish(exam.id)


def test_an_earlier_patient_fills_the_form_and_the_trail_says_who_looked(start: StartKiosk, folder: Path) -> None:
    earlier(folder, replace(JANE.patient, age=62), JOHN.patient, JANE.patient)
    _, hand, exam = at_form(start, folder, None)
    hand.touch("earlier")
    hand.wait(lambda: hand.can("row1"), "the list")
    assert hand.find("row2") is None
    hand.touch("row0")
    assert begun(hand, exam, folder) == (JANE.patient, None)
    assert not exam.is_closed
    assert "2 patients of earlier exams" in [sealed.entry.detail for sealed in exam.session.open.trail()]


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (480, 800)])
def test_list_and_form_are_large_enough_and_whole(
    start: StartKiosk, folder: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "utc_now", lambda: "2026-05-01T08:00:00+00:00")
    earlier(folder, JANE.patient)
    monkeypatch.undo()
    worklist = MadeUpWorklist()
    worklist.answer = Worklist((JANE, LONG, CHILD), is_cut=True, unreadable=2)
    kiosk, hand, _ = at_form(start, folder, worklist, size)
    found: list[tuple[str, ...]] = []

    def look(step: str) -> None:
        found.extend(complaints(kiosk, step, size))
        found.extend(hard_to_touch(kiosk, step, size))

    look("form")
    hand.touch("worklist")
    hand.wait(lambda: hand.find("row2") is not None, "the list")
    look("list")
    hand.touch("row0")
    look("filled")
    hand.touch("earlier")
    hand.wait(lambda: hand.can("row0"), "the earlier patients")
    look("earlier")
    hand.touch("row0")
    field = hand.find("age")
    assert field is not None and "2026-05-01" in field.property("detail")
    look("filled as of an earlier exam")
    assert found == [], "\n".join(map(str, found))
