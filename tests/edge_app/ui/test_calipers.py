"""Measuring by touch: on a frozen image, on a stored one, and where the scale is unknown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from edge_app.exams.records import CaliperKind, Placement
from edge_app.records import Frame
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun, exam_of, sick, stored, take, unlock
from tests.support.clinic import clinic as clinic_of
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

SCALE = 0.1  # mm per pixel


class Scaled(Probe):
    """A probe whose images have a scale."""

    def read(self) -> Frame | None:
        frame = super().read()
        return replace(frame, mm_per_pixel=SCALE) if frame else None


def with_scale(start: StartKiosk, folder: Path) -> tuple[Kiosk, Hand, ExamController]:
    """A kiosk with an anonymous exam, the probe at the first site, and images with a scale."""
    kiosk = start(Scaled(12.5, textured(240, 320, mean=60)), services=clinic_of(folder), size=(800, 480))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    hand.touch("anonymous")
    hand.touch("next")
    return kiosk, hand, exam


def tap(kiosk: Kiosk, hand: Hand, across: float, down: float) -> None:
    """On the still image, at shares of its size."""
    hand.wait(lambda: hand.ready("still"), "the still image")
    still = hand.find("still")
    assert still is not None
    here = hand.place("still", across)
    here.setY(round(here.y() + (down - 0.5) * still.height()))
    QTest.touchEvent(kiosk.view, hand.panel).press(0, here, kiosk.view).commit()
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()


def drag(kiosk: Kiosk, hand: Hand, name: str, dx: int, dy: int) -> None:
    here = hand.hold(name)
    for step in range(1, 5):
        there = here.__class__(here.x() + dx * step // 4, here.y() + dy * step // 4)
        QTest.touchEvent(kiosk.view, hand.panel).move(0, there, kiosk.view).commit()
    QTest.touchEvent(kiosk.view, hand.panel).release(0, there, kiosk.view).commit()


@pytest.mark.slow
def test_a_thickness_is_measured_on_a_frozen_image_corrected_on_the_stored_one_and_kept(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = with_scale(start, folder)
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("measure")
    hand.touch("addThickness")
    tap(kiosk, hand, 0.5, 0.25)
    assert not hand.can("measureDone"), "half a caliper is none"
    tap(kiosk, hand, 0.5, 0.75)
    (row,) = exam.calipers.property("rows")
    assert row["mm"] == pytest.approx(120 * SCALE, abs=0.2) and row["placed"] == "by hand"
    drag(kiosk, hand, "grip1", 0, 40)
    (longer,) = exam.calipers.property("rows")
    assert longer["mm"] > row["mm"] + 1 and longer["start"] == row["start"]
    hand.touch("measureDone")
    hand.wait(lambda: exam.calipers.frame is None, "the image again")
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None
    (kept,) = exam.workflow.exam.images[0].calipers
    assert (kept.kind, kept.placed) == (CaliperKind.THICKNESS, Placement.BY_HAND)

    hand.touch("back")
    hand.touch("back")  # which is "Images" here
    hand.wait(lambda: not exam.stored.reader.busy, "the exam to be read")
    hand.touch("image1")
    hand.wait(lambda: not exam.stored.reader.busy, "the image to be read")
    hand.touch("measure")
    hand.touch("addDistance")
    tap(kiosk, hand, 0.25, 0.5)
    tap(kiosk, hand, 0.5, 0.5)
    with sick():
        hand.touch("measureDone")
        hand.wait(lambda: exam.property("failure") != "", "the failure")
        assert exam.calipers.frame is not None and len(exam.calipers.property("rows")) == 2, "nothing is lost"
    hand.touch("measureDone")
    hand.wait(lambda: exam.calipers.frame is None, "the calipers to be saved")
    hand.touch("note")
    hand.type("SCAR")
    hand.wait(lambda: exam.workflow.exam is not None and exam.workflow.exam.images[0].note != "", "the note to be saved")
    assert exam.workflow.exam.images[0].calipers[0] == kept and len(exam.workflow.exam.images[0].calipers) == 2
    exam.lock.lock()
    with stored(folder) as store:
        (image,) = store.read(store.exams()[0].id).images
        assert len(image.calipers) == 2 and image.note == "Scar" and store.faults() == []


def test_without_a_scale_there_is_a_sentence_and_no_figure(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("measure")
    hand.wait(lambda: hand.find("noScale") is not None, "the sentence")
    assert not hand.can("addThickness") and not hand.can("addDistance") and not hand.can("measureDone")
    hand.touch("measureBack")
    hand.wait(lambda: exam.calipers.frame is None, "the image again")
    kiosk.translator.choose("de")  # after a screen with an image of its own has gone
    accept = hand.find("accept")
    assert accept is not None and accept.property("text") == "Speichern"
    kiosk.translator.choose("en")
    take_again = exam.property("images")
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") > take_again, "the image to be saved")
    assert exam.workflow.exam is not None and exam.workflow.exam.images[0].calipers == ()
    take(hand, exam)
