"""The images of the exam in progress: looked at, discarded with a reason, taken again; and the exam of the wrong patient."""

from __future__ import annotations

from pathlib import Path

from edge_app.exams.summary import PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.ui.exam_controller import ExamController
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun, stored, take
from tests.support.kiosk import StartKiosk


def two_images(start: StartKiosk, folder: Path) -> tuple[Hand, ExamController]:
    """At the protocol, with two images of the first site."""
    _, hand, exam = begun(start, folder)
    take(hand, exam)
    take(hand, exam)
    hand.touch("back")
    return hand, exam


def open_image(hand: Hand, exam: ExamController, number: int) -> None:
    hand.touch("back")  # which is "Images" here
    hand.wait(lambda: not exam.stored.reader.busy, "the exam to be read")
    hand.touch(f"image{number}")
    hand.wait(lambda: not exam.stored.reader.busy, "the image to be read")


def numbers(exam: ExamController) -> list[int]:
    assert exam.workflow.exam is not None
    return [image.number for image in exam.workflow.exam.images]


def test_an_image_is_discarded_with_a_reason_that_the_trail_keeps(start: StartKiosk, folder: Path) -> None:
    hand, exam = two_images(start, folder)
    open_image(hand, exam, 1)
    hand.touch("discard")
    assert not hand.can("holdToDelete")  # not without a reason
    hand.touch("deletion0")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: numbers(exam) == [2] and not exam.busy, "the image to go")
    assert exam.workflow.step is Step.PROTOCOL and hand.find("image1") is None
    hand.touch("back")
    hand.wait(lambda: hand.ready("next"), "the protocol")
    exam.lock.lock()
    with stored(folder) as store:
        (line,) = store.exams()
        assert [image.number for image in store.read(line.id).images] == [2]
        entries = [(one.entry.action, one.entry.detail) for one in store.trail()]
        assert ("delete", "shot 1") in entries and ("reason", "poor image") in entries and store.faults() == []


def test_an_image_is_taken_again_at_its_own_site(start: StartKiosk, folder: Path) -> None:
    hand, exam = two_images(start, folder)
    open_image(hand, exam, 2)
    hand.touch("takeAgain")
    hand.touch("deletion1")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: exam.workflow.step is Step.LIVE, "the live image")
    assert numbers(exam) == [1] and exam.workflow.site == PROTOCOL[0]
    take(hand, exam)
    assert numbers(exam) == [1, 3]


def test_the_exam_of_a_wrong_patient_is_discarded_after_its_first_image(start: StartKiosk, folder: Path) -> None:
    hand, exam = two_images(start, folder)
    hand.touch("back")
    hand.wait(lambda: not exam.stored.reader.busy, "the exam to be read")
    hand.touch("delete")
    hand.touch("deletion0")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: exam.workflow.step is Step.PATIENT and not exam.busy, "the next patient")
    assert hand.can("anonymous")
    exam.lock.lock()
    with stored(folder) as store:
        assert store.exams() == [] and store.unfinished() is None and store.faults() == []
        assert ("reason", "wrong patient") in [(one.entry.action, one.entry.detail) for one in store.trail()]


def test_a_summary_leads_to_the_images_and_without_any_back_to_the_protocol(start: StartKiosk, folder: Path) -> None:
    hand, exam = two_images(start, folder)
    hand.touch("sumUp")
    for number in (1, 2):
        if hand.find("image2") is None:
            hand.touch("row0")
        hand.wait(lambda: not exam.stored.reader.busy, "the exam to be read")
        hand.touch(f"image{number}")
        hand.touch("discard")
        hand.touch("deletion3")
        hand.hold_down("holdToDelete")
        hand.wait(lambda number=number: number not in numbers(exam) and not exam.busy, "the image to go")  # type: ignore[misc]
    assert exam.workflow.step is Step.PROTOCOL
