"""Another muscle lies elsewhere: the region does not stay where it was for the one before."""

from __future__ import annotations

from pathlib import Path

from edge_app.exams.workflow import Step
from edge_app.records import Roi
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun
from tests.support.kiosk import StartKiosk


def test_each_site_has_its_own_region(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(2)
    first, moved = kiosk.worker.roi, Roi(20, 30, 100, 90)
    kiosk.live.place_region(moved)
    assert first is not None and first != moved
    hand.touch("back")
    go_to(hand, "site3")
    hand.wait(lambda: kiosk.worker.roi is not None, "the region")
    assert kiosk.worker.roi == first and exam.workflow.step is Step.LIVE
    hand.touch("back")
    go_to(hand, "site0")
    assert kiosk.worker.roi == moved


def test_the_site_is_named_while_its_image_is_reviewed(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    hand.images(2)
    hand.touch("freeze")
    hand.wait(lambda: exam.workflow.step is Step.REVIEW, "the frozen image")
    site, ago = hand.find("site"), hand.find("ago")
    assert site is not None and "Biceps brachii" in site.property("text")
    assert ago is not None and ago.property("text") == "Last image"


def go_to(hand: Hand, site: str) -> None:
    hand.touch(site)
    hand.wait(lambda: hand.ready("freeze"), "the live view")
