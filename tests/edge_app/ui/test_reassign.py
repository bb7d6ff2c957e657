"""The right patient of a finished exam is picked from the worklist or from earlier exams."""

from __future__ import annotations

from pathlib import Path

from edge_app.exams.records import Order, Patient
from edge_app.exams.worklist.entry import Worklist, WorklistEntry
from edge_app.ui.exam_controller import ExamController
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import stored
from tests.support.kiosk import StartKiosk
from tests.support.stored_exams import keep_exam, opened, shown, stored_exams


def read(hand: Hand, exam: ExamController) -> None:
    hand.wait(lambda: hand.find("tapGuard") is None and not exam.busy and not exam.stored.reader.busy, "the store to be read")


def open_oldest(hand: Hand, exam: ExamController) -> None:
    """The exam of the wrong patient, and the form for the right one."""
    hand.touch("exams")
    read(hand, exam)
    hand.touch("exam1")
    read(hand, exam)
    hand.touch("reassign")


def test_from_earlier_exams_and_nothing_of_it_is_left_in_the_next_patients_form(start: StartKiosk, folder: Path) -> None:
    with stored_exams(folder) as store:
        wrong = keep_exam(store, "CASE 17")
        keep_exam(store, "CASE 18")
    _, hand, exam = opened(start, folder)
    open_oldest(hand, exam)
    assert shown(hand, "identifier") == "CASE 17" and not hand.can("toReason")
    hand.touch("earlier")
    hand.wait(lambda: hand.can("row1"), "the list")
    listed = [row["identifier"] for row in exam.reassignment_picker.property("rows")]
    hand.touch(f"row{listed.index('CASE 18')}")
    assert shown(hand, "identifier") == "CASE 18" and shown(hand, "age").startswith("44")
    hand.touch("toReason")
    hand.touch("deletion0")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: shown(hand, "title") == "CASE 18", "the other patient")
    hand.touch("back")
    read(hand, exam)
    hand.touch("back")
    hand.wait(lambda: hand.ready("anonymous"), "the form")
    assert shown(hand, "identifier") == "not given" and not hand.can("begin")
    assert exam.reassignment_picker.order_for(Patient("CASE 18", 44)) is None
    exam.lock.lock()
    with stored(folder) as store:
        assert store.read(wrong).patient == Patient("CASE 18", 44) and store.faults() == []


def test_from_the_worklist_by_name_until_another_id_is_typed(start: StartKiosk, folder: Path) -> None:
    with stored_exams(folder) as store:
        for known in ("CASE 17", "CASE 16"):
            keep_exam(store, known)
    listed = Worklist((WorklistEntry(Patient("CASE 18", 61), "Rossi, Anna", None, Order()),))
    _, hand, exam = opened(start, folder, worklist=lambda stop: listed)
    open_oldest(hand, exam)
    hand.touch("worklist")
    hand.wait(lambda: hand.can("row0"), "the worklist")
    hand.touch("row0")
    identifier = hand.find("identifier")
    assert identifier is not None and "Anna" in identifier.property("detail") and shown(hand, "age").startswith("61")
    hand.touch("identifier")
    hand.touch("keyErase")
    hand.type("9")
    assert shown(hand, "identifier") == "CASE 19" and identifier.property("detail") == "Patient ID"
    assert not shown(hand, "age").startswith("61"), "the rest was of another patient"
