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
from tests.support.clinic import EXAM_RATE, clinic, exam_of, unlock
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

WRONG = Patient("CASE 17", 14, Sex.FEMALE, 171.0, 66.5)
RIGHT = Patient("CASE 71", 44, Sex.MALE, 171.0, 66.5)


def opened(start: StartKiosk, folder: Path, **options: Any) -> tuple[Kiosk, Hand, ExamController]:
    """A kiosk with an exam of WRONG, at its protocol."""
    kiosk = start(Probe(EXAM_RATE, textured(240, 320, mean=60)), services=clinic(folder), **options)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    exam.begin("CASE 17", "14", "female", "171", "66.5")  # typed in by touch: `film.enter_patient`
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
