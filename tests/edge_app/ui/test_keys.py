"""A keyboard and a barcode scanner, which types as one, do what a finger does; a pedal freezes nothing meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edge_app.exams.workflow import Step
from edge_app.language_setting import LanguageSetting
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, clinic, exam_of, unlock
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk

ENTER, BACKSPACE, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Escape


def on_the_form(start: StartKiosk, folder: Path, **options: object) -> tuple[Kiosk, Hand, ExamController]:
    kiosk = start(Probe(), services=clinic(folder), **options)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    hand.wait(lambda: hand.ready("anonymous"), "the form")
    return kiosk, hand, exam


def press(kiosk: Kiosk, *keys: str | Qt.Key) -> None:
    """At once, as a scanner does."""
    for key in keys:
        if isinstance(key, str):
            for character in key:
                QTest.keyClick(kiosk.view, character)  # type: ignore[call-overload]  # the stubs know no characters
        else:
            QTest.keyClick(kiosk.view, key)


def text(hand: Hand, name: str) -> str:
    thing = hand.find(name)
    return "" if thing is None else str(thing.property("text"))


def test_a_scanned_barcode_is_the_identifier(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = on_the_form(start, folder)
    press(kiosk, "pat_0042-F", ENTER)
    hand.wait(lambda: text(hand, "identifier") == "PAT_0042-F", "the identifier")
    press(kiosk, "P43", ENTER)
    hand.wait(lambda: text(hand, "identifier") == "P43", "the next one in its place")
    hand.touch("begin")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the exam")
    assert exam.workflow.exam is not None and exam.workflow.exam.patient.identifier == "P43"
    assert not kiosk.live.frozen


def test_of_a_code_that_is_too_long_nothing_is_cut_off(start: StartKiosk, folder: Path) -> None:
    """Its beginning might be another patient's identifier."""
    kiosk, hand, _ = on_the_form(start, folder)
    press(kiosk, "X" * 41, ENTER)
    assert hand.find("entry") is not None and not hand.can("entryOk")
    press(kiosk, BACKSPACE, ENTER)
    hand.wait(lambda: text(hand, "identifier") == "X" * 40, "the identifier")


def test_keys_erase_and_leave_and_shortcuts_type_nothing(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = on_the_form(start, folder)
    press(kiosk, "AB", BACKSPACE)
    QTest.keyClick(kiosk.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert text(hand, "entryValue").rstrip("▏") == "A"
    press(kiosk, ESCAPE)
    assert hand.find("entry") is None and text(hand, "identifier") == "not given"
    press(kiosk, " ", ESCAPE, ENTER, BACKSPACE)
    assert hand.find("entry") is None, "only what begins an identifier opens its entry"


@pytest.mark.parametrize(("keys", "age"), [("44", "44 years"), ("4.4", ""), ("17", ""), ("0x20", ""), ("A44", "")])
def test_a_number_keeps_its_limits(start: StartKiosk, folder: Path, keys: str, age: str) -> None:
    kiosk, hand, _ = on_the_form(start, folder)
    hand.touch("age")
    press(kiosk, keys, ENTER)
    assert (hand.find("entry") is None) == bool(age) and (not age or text(hand, "age") == age)


def test_a_pin_is_entered_by_keys_and_by_nothing_else(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = on_the_form(start, folder)
    exam.lock.lock()
    press(kiosk, "9x", BACKSPACE, PIN, ENTER)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert hand.find("entry") is None


def test_a_pedal_that_types_a_letter_freezes_nothing_while_somebody_types(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = on_the_form(start, folder, pedal="B")
    hand.touch("identifier")
    press(kiosk, "F B", ENTER)
    hand.wait(lambda: text(hand, "identifier") == "F B", "the identifier")
    assert not kiosk.live.frozen
    hand.touch("begin")
    hand.touch("next")
    hand.wait(lambda: hand.ready("freeze"), "the live view")
    hand.images(2)
    press(kiosk, "b")
    hand.wait(lambda: bool(kiosk.live.frozen), "the pedal to freeze again")


def test_a_language_chosen_on_the_screen_is_kept(start: StartKiosk, folder: Path) -> None:
    setting = LanguageSetting(folder, "de")
    kiosk, hand, _ = on_the_form(start, folder, language=setting.read(), keep_language=setting.keep)
    assert kiosk.translator.code == "de"
    hand.open_settings("language")
    hand.touch("language-es")
    assert kiosk.translator.code == setting.read() == "es"
    kiosk.translator.switch_to("en")
    assert setting.read() == "es", "only what somebody chose"
