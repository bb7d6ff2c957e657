"""A patient that was entered wrongly, and how the screen puts it right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from edge_app.exams.records import Patient
from edge_app.exams.workflow import Step
from edge_app.records import Sex
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, clinic, exam_of
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

WRONG = Patient("CASE 17", 14, Sex.FEMALE, 171.0, 66.5)
RIGHT = Patient("CASE 71", 44, Sex.MALE, 171.0, 66.5)


def opened(start: StartKiosk, folder: Path, **options: Any) -> tuple[Kiosk, Hand, ExamController]:
    """A kiosk with an exam of WRONG, at its protocol."""
    kiosk = start(Probe(pixels=textured(480, 640, mean=60)), services=clinic(folder), **options)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    hand.pin(PIN)
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    for field, text in (("identifier", "CASE 17"), ("age", "14"), ("stature", "171"), ("weight", "66.5")):
        hand.touch(field)
        hand.type(text)
    hand.touch("female")
    hand.touch("begin")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the protocol")
    return kiosk, hand, exam


def erase_and_type(hand: Hand, field: str, text: str) -> None:
    thing = hand.find(field)
    assert thing is not None
    hand.touch(field)
    for _ in range(len("CASE 17") if field == "identifier" else 6):
        hand.touch("keyErase")
    hand.type(text)


def corrected(hand: Hand, exam: ExamController) -> None:
    """Put RIGHT where WRONG stands."""
    before = exam.workflow.step
    hand.touch("patient")
    erase_and_type(hand, "identifier", "CASE 71")
    erase_and_type(hand, "age", "44")
    hand.touch("male")
    hand.touch("correct")
    hand.wait(lambda: exam.workflow.step is before, "the correction to be saved")
