"""What a hurried hand in a glove does: it taps twice, leans on the pedal, rests its palm on the screen."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest

from edge_app.errors import ConfigError
from edge_app.exams.workflow import Step
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.removable_media import Stick
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.burned_in_text import tissue
from tests.support.clinic import begun, clinic, exam_of, finish, take
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk, set_pause


def tap(kiosk: Kiosk, hand: Hand, here: QPoint) -> None:
    """Wherever that is, whatever is there by now."""
    for _ in range(2):
        QGuiApplication.processEvents()
    QTest.touchEvent(kiosk.view, hand.panel).press(0, here, kiosk.view).commit()
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()
    for _ in range(2):
        QGuiApplication.processEvents()


def tap_twice(kiosk: Kiosk, hand: Hand, name: str, across: float, until: Callable[[], bool]) -> None:
    """The second time as soon as the first has had its effect."""
    hand.wait(lambda: hand.ready(name), f"{name} to touch")
    set_pause(kiosk, 60_000)
    here = hand.place(name, across)
    tap(kiosk, hand, here)
    hand.wait(until, f"{name} to do something")
    tap(kiosk, hand, here)
    set_pause(kiosk, 50)
    hand.wait(lambda: hand.find("tapGuard") is None, "the screen to be touched again")


def to_the_verdict(hand: Hand, exam: ExamController) -> None:
    take(hand, exam)
    hand.touch("back")
    hand.touch("sumUp")
    hand.touch("toVerdict")
    hand.touch("verdict-not judged")


@pytest.mark.parametrize("across", [0.25, 0.75])  # where "Retake" is going to be, and "Accept"
def test_freezing_with_two_taps_keeps_no_image_and_throws_none_away(start: StartKiosk, folder: Path, across: float) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(3)
    tap_twice(kiosk, hand, "freeze", across, lambda: exam.workflow.step is Step.REVIEW)
    assert exam.workflow.step is Step.REVIEW and not exam.busy and exam.property("images") == 0
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")


@pytest.mark.parametrize("across", [0.1, 0.5, 0.9])
def test_two_slow_taps_on_freeze_save_nothing(start: StartKiosk, folder: Path, across: float) -> None:
    """Half a second apart, which is longer than the screen takes no touch: the second one goes back to the live image."""
    kiosk, hand, exam = begun(start, folder)
    hand.images(3)
    hand.wait(lambda: hand.ready("freeze"), "the live view")
    here = hand.place("freeze", across)
    tap(kiosk, hand, here)
    hand.wait(lambda: exam.workflow.step is Step.REVIEW and hand.find("tapGuard") is None, "the frozen image")
    hand.settle()
    tap(kiosk, hand, here)
    hand.wait(lambda: exam.workflow.step is Step.LIVE, "the live image")
    assert exam.property("images") == 0 and not exam.busy


def test_accepting_with_two_taps_saves_once_and_goes_on_live(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(3)
    film.freeze(hand, exam)
    shown = kiosk.live.shown
    tap_twice(kiosk, hand, "accept", 0.5, lambda: exam.workflow.step is Step.LIVE and kiosk.live.shown > shown)
    assert exam.workflow.step is Step.LIVE and not kiosk.live.frozen and exam.property("images") == 1


def test_taps_do_not_finish_an_exam_and_a_long_hold_finishes_only_that(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    to_the_verdict(hand, exam)
    if not hand.can("finish"):
        hand.touch("reason")
        hand.type("NONE")
    hand.wait(lambda: hand.ready("finish"), "the button")
    here = hand.place("finish", 0.5)
    for _ in range(3):
        tap(kiosk, hand, here)
    assert exam.property("step") == "verdict" and not exam.busy
    QTest.touchEvent(kiosk.view, hand.panel).press(0, here, kiosk.view).commit()
    hand.wait(lambda: hand.ready("nextPatient"), "the end of the exam")  # which lies under the finger
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()
    assert exam.property("step") == "done"


def test_taking_a_text_with_two_taps_does_not_lock_the_screen(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    to_the_verdict(hand, exam)
    hand.touch("reason")
    hand.touch("keyN")
    lock = hand.place("entryOk", 0.6)
    tap_twice(kiosk, hand, "entryOk", 0.6, lambda: hand.find("entryOk") is None)
    assert not exam.lock.locked and exam.workflow.step is Step.VERDICT
    tap(kiosk, hand, lock)  # which lay under it
    assert exam.lock.locked


def test_leaving_a_text_with_two_taps_stays_with_the_verdict(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    to_the_verdict(hand, exam)
    hand.touch("reason")
    tap_twice(kiosk, hand, "entryLeave", 0.5, lambda: hand.find("entryLeave") is None)
    assert exam.workflow.step is Step.VERDICT


def test_a_palm_beside_the_keyboard_touches_nothing_below_it(start: StartKiosk, folder: Path) -> None:
    kiosk = start(Probe(), services=clinic(folder))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    film.choose_pin(hand)
    hand.wait(lambda: hand.ready("anonymous"), "the form")
    palm = [hand.place("anonymous", 0.2), hand.place("anonymous", 0.9), hand.place("begin", 0.9)]
    hand.touch("age")
    hand.wait(lambda: hand.ready("key5"), "the keyboard")
    fingers = [*palm, hand.place("key5", 0.5)]
    event = QTest.touchEvent(kiosk.view, hand.panel)
    for finger, place in enumerate(fingers):
        event.press(finger, place, kiosk.view)
    event.commit()
    event = QTest.touchEvent(kiosk.view, hand.panel)
    for finger, place in enumerate(fingers):
        event.release(finger, place, kiosk.view)
    event.commit()
    assert exam.workflow.step is Step.PATIENT and not exam.busy


def press(kiosk: Kiosk, key: Qt.Key, repeated: bool = False) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, " ", repeated)
    QGuiApplication.sendEvent(kiosk.view, event)


def test_a_foot_that_stays_on_the_pedal_freezes_once(start: StartKiosk) -> None:
    kiosk = start(Probe(), pedal="PgDown")
    hand, changes = Hand(kiosk), list[bool]()
    hand.images(2)
    kiosk.live.frozenChanged.connect(lambda: changes.append(bool(kiosk.live.frozen)))
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_H):
        press(kiosk, key)
        for _ in range(6):
            press(kiosk, key, repeated=True)
    assert changes == [True] and not kiosk.live.heat_on


def test_a_pedal_pressed_twice_keeps_the_frozen_image(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder, pedal="PgDown")
    hand.images(3)
    hand.wait(lambda: hand.ready("freeze"), "the live view")
    set_pause(kiosk, 60_000)
    press(kiosk, Qt.Key.Key_PageDown)
    press(kiosk, Qt.Key.Key_PageDown)
    assert exam.workflow.step is Step.REVIEW


@pytest.mark.parametrize(
    ("pedal", "key"), [("Space", Qt.Key.Key_Space), ("space", Qt.Key.Key_Space), ("f", Qt.Key.Key_F), ("H", Qt.Key.Key_H)]
)
def test_a_pedal_may_type_a_key_that_the_screen_has_already(start: StartKiosk, pedal: str, key: Qt.Key) -> None:
    kiosk = start(Probe(), pedal=pedal)
    Hand(kiosk).images(2)
    press(kiosk, key)
    assert kiosk.live.frozen and kiosk.live.heat_on


@pytest.mark.parametrize("pedal", ["Pedal", "Ctrl+Nothing"])
def test_a_pedal_whose_key_does_not_exist_is_refused(start: StartKiosk, pedal: str) -> None:
    with pytest.raises(ConfigError, match=rf"{re.escape(pedal)}.*screen\.pedal.*PgDown"):
        start(Probe(), pedal=pedal)


def test_an_identifier_of_spaces_begins_nothing(start: StartKiosk, folder: Path) -> None:
    kiosk = start(Probe(), services=clinic(folder))
    hand = Hand(kiosk)
    film.choose_pin(hand)
    hand.touch("identifier")
    hand.type("  ")
    hand.wait(lambda: hand.ready("anonymous"), "the form")
    assert not hand.can("begin")


def test_a_long_pin_stays_beside_the_figures(start: StartKiosk, folder: Path) -> None:
    kiosk = start(Probe(pixels=textured()), services=clinic(folder))
    hand = Hand(kiosk)
    for _ in range(24):
        hand.touch("pin7")
    dots, pad = hand.find("pinDots"), hand.find("pin1")
    assert dots is not None and pad is not None
    box = dots.mapRectToScene(dots.childrenRect())
    assert box.right() < pad.mapRectToScene(pad.boundingRect()).left() and box.left() >= 0


def next_exam(hand: Hand, exam: ExamController) -> None:
    """From the protocol's first site to the end."""
    take(hand, exam)
    finish(hand, exam)


def leave_the_export_behind(hand: Hand, exam: ExamController, may_go_on: threading.Event) -> None:
    """Two exams; the export of the first lasts until the second is done."""
    next_exam(hand, exam)
    may_go_on.clear()
    hand.touch("place0")
    hand.touch("nextPatient")
    hand.touch("anonymous")
    hand.touch("next")
    next_exam(hand, exam)
    assert exam.exporter.busy
    may_go_on.set()
    hand.wait(lambda: not exam.exporter.busy, "the export of the exam before")


def test_an_export_of_the_exam_before_is_not_reported_as_this_ones(
    start: StartKiosk, folder: Path, tmp_path: Path, exports_here: threading.Event
) -> None:
    (stick := tmp_path / "STICK").mkdir()
    _, hand, exam = begun(start, folder, pixels=tissue(), media=lambda: [Stick(stick)])
    leave_the_export_behind(hand, exam, exports_here)
    assert hand.find("exported") is None
    hand.touch("place0")
    hand.wait(lambda: exam.exporter.state == "done", "the export")
    reported = hand.find("exported")
    assert reported is not None and "can remove the stick" in reported.property("title")


def test_an_export_of_the_exam_before_that_failed_is_reported_as_its_own(
    start: StartKiosk, folder: Path, tmp_path: Path, exports_here: threading.Event
) -> None:
    (no_stick := tmp_path / "STICK").touch()
    _, hand, exam = begun(start, folder, media=lambda: [Stick(no_stick)])
    leave_the_export_behind(hand, exam, exports_here)
    reported = hand.find("exported")
    assert reported is not None and reported.property("title") == "The previous exam was not exported"
    hand.touch("nextPatient")
    hand.touch("anonymous")
    hand.touch("next")
    next_exam(hand, exam)
    assert hand.find("exported") is None
