"""A complete screening on the real screen, by touch alone, with a moment for the camera at each step."""

from __future__ import annotations

from collections.abc import Callable

from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand

PIN = "2580"
Camera = Callable[[str], None]  # called at each step that is worth an image, with its name


def screen_patient(kiosk: Kiosk, camera: Camera) -> None:
    """From the first PIN to the next patient. Raises TimeoutError when a step does not come about."""
    exam, hand = kiosk.exam, Hand(kiosk)
    assert exam is not None
    unlock(hand, exam, camera)
    examine(hand, exam, camera)


def examine(hand: Hand, exam: ExamController, camera: Camera) -> None:
    """One patient, from the name to the export. Raises TimeoutError when a step does not come about."""
    enter_patient(hand, exam, camera)
    correct_patient(hand, exam, camera)
    for number, _ in enumerate(PROTOCOL):
        take_images(hand, exam, camera, number)
    hand.wait(lambda: exam.workflow.step is Step.SUMMARY, "the summary")
    camera("summary")
    hand.touch("toVerdict")
    hand.touch("verdict-normal")
    if exam.reasonNeeded("normal"):
        camera("verdict-reason-wanted")
        hand.touch("reason")
        hand.type("ATHLETE, KNOWN MYOPATHY EXCLUDED")
    camera("verdict")
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end of the exam")
    camera("done")
    if hand.can("place0"):
        hand.touch("place0")
        hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the export")
        camera("exported")
    hand.touch("nextPatient")
    hand.wait(lambda: exam.workflow.step is Step.PATIENT, "the next patient")


def unlock(hand: Hand, exam: ExamController, camera: Camera) -> None:
    """Choose the first PIN, with a slip."""
    camera("pin-new")
    hand.pin(PIN)
    hand.pin(PIN[::-1])
    camera("pin-differs")
    hand.pin(PIN)
    hand.pin(PIN)
    hand.wait(lambda: hand.can("recoveryKey"), "the lock to open")
    camera("recovery-key")
    hand.touch("keyNoted")
    hand.wait(lambda: hand.find("recoveryKey") is None, "the recovery key to be kept")
    if hand.can("purpose-research"):
        camera("purpose")
        hand.touch("purpose-research")


def choose_pin(hand: Hand, pin: str = PIN) -> None:
    """The first PIN, without a slip; the recovery key is left for later."""
    hand.pin(pin)
    hand.pin(pin)
    hand.touch("keyLater")


def enter_patient(hand: Hand, exam: ExamController, camera: Camera) -> None:
    """Type in who is examined."""
    hand.touch("identifier")
    hand.touch("keyC")
    camera("keyboard")
    hand.type("ASE 17")
    hand.touch("age")
    hand.touch("key4")
    camera("figures")
    hand.type("4")
    hand.touch("female")
    hand.touch("stature")
    hand.type("171")
    hand.touch("weight")
    hand.type("66.5")
    camera("patient")
    hand.touch("begin")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the protocol")


def correct_patient(hand: Hand, exam: ExamController, camera: Camera) -> None:
    """The age was typed wrongly."""
    hand.touch("patient")
    hand.touch("age")
    hand.touch("keyErase")
    hand.type("5")
    camera("correction")
    hand.touch("correct")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the correction")


def take_images(hand: Hand, exam: ExamController, camera: Camera, number: int) -> None:
    """All images of the next site, to which the screen has gone by itself; the very first one is scrolled back to, the second
    taken again."""
    if number in (0, 3):  # the protocol is looked at from time to time
        if number:
            hand.touch("back")
        camera(f"protocol-{number}")
        hand.touch("next")
    for image in range(IMAGES_WANTED):
        hand.images(35 if number == 0 else 12)  # the simulated probe has to get there
        if image == 0:
            camera(f"live-{number}")
        freeze(hand, exam)
        if (number, image) == (0, 0):
            camera("review")
            hand.slide("strip", 0.98, 0.3)
            camera("scrolled")
        if (number, image) == (0, 1):
            hand.touch("retake")
            hand.images(3)
            freeze(hand, exam)
        before = exam.property("images")
        hand.touch("accept")
        hand.wait(lambda before=before: exam.property("images") > before, "the image to be saved")  # type: ignore[misc]
        if (number, image) == (0, 0):
            camera("saved")


def freeze(hand: Hand, exam: ExamController) -> None:
    """An image that can be kept: on a busy machine the one on the screen may have grown too old."""
    hand.touch("freeze")
    while exam.workflow.step is not Step.REVIEW:
        hand.touch("freeze")
        hand.images(2)
        hand.touch("freeze")
    hand.settle()


def look_back(kiosk: Kiosk, camera: Camera) -> None:
    """At the stored exams, and back to the patient. Raises TimeoutError when a step does not come about."""
    exam, hand = kiosk.exam, Hand(kiosk)
    assert exam is not None
    for control, step in (("exams", "stored-list"), ("exam0", "stored-exam"), ("image1", "stored-image")):
        hand.touch(control)
        hand.wait(lambda: hand.find("tapGuard") is None and not exam.stored.reader.busy, step)
        camera(step)
    for _ in range(3):
        hand.touch("back")
