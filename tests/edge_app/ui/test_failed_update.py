"""An update that was taken back is named on the locked screen, with its reason."""

from __future__ import annotations

from pathlib import Path

from edge_app.ui.exam_services import FailedUpdate
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import clinic
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk


def said(hand: Hand) -> str:
    item = hand.find("failedUpdate")
    return str(item.property("text")) if item is not None and item.isVisible() else ""


def test_the_locked_screen_says_what_was_taken_back_and_why(start: StartKiosk, tmp_path: Path) -> None:
    update = FailedUpdate("0.2.1", "it failed 3 times; the last time: the golden vectors differ")
    hand = Hand(start(Probe(), services=clinic(tmp_path, failed_update=update)))
    hand.wait(lambda: said(hand).startswith("The update 0.2.1 did not pass its checks."), "the update that was taken back")
    assert update.reason in said(hand)
    hand.touch("language")
    hand.wait(lambda: said(hand).startswith("Das Update 0.2.1"), "the other language")


def test_without_one_nothing_is_said(start: StartKiosk, tmp_path: Path) -> None:
    hand = Hand(start(Probe(), services=clinic(tmp_path)))
    hand.wait(lambda: hand.can("pin1"), "the lock")
    assert said(hand) == ""
