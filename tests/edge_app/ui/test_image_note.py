"""A note on a frozen image: kept with it when it is accepted, and with no other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edge_app.exams.workflow import Step
from tests.kiosk_driver import film
from tests.support.clinic import begun, sick, stored, take
from tests.support.kiosk import StartKiosk


def test_it_is_kept_with_the_image_in_one_transaction_and_forgotten_with_a_retake(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("noteOnImage")
    hand.type("COUGH")
    hand.touch("retake")
    hand.images(3)
    film.freeze(hand, exam)
    assert exam.property("imageNote") == ""
    hand.touch("noteOnImage")
    hand.type("SCAR")
    assert exam.property("imageNote") == "Scar"
    with sick():
        hand.touch("accept")
        hand.wait(lambda: hand.find("fault") is not None, "the failure")
    assert exam.property("imageNote") == "Scar", "nothing is lost"
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    take(hand, exam)
    exam.lock.lock()
    with stored(folder) as store:
        assert [image.note for image in store.read(store.exams()[0].id).images] == ["Scar", ""] and store.faults() == []


def test_a_keyboard_types_it_and_neither_space_nor_pedal_leave_the_image_meanwhile(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder, pedal="PgDown")
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("noteOnImage")
    hand.wait(lambda: hand.can("entryOk"), "the keyboard")
    for key in (Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_H, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        QTest.keyClick(kiosk.view, key)
    assert exam.workflow.step is Step.REVIEW and kiosk.live.frozen and kiosk.live.heat_on
    assert exam.property("imageNote").lower() == "a h"
