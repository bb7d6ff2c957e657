"""Another muscle lies elsewhere: the region does not stay where it was for the one before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor

from edge_app.exams.protocols.chosen import ChosenProtocol
from edge_app.exams.protocols.library import ProtocolLibrary
from edge_app.exams.protocols.reader import parse_protocol
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.records import Roi
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun, take
from tests.support.kiosk import StartKiosk

YELLOW = "#f0e442"  # a warning, as in `Theme.qml`
ONE_IMAGE = parse_protocol("one", b'title = { en = "One" }\n[[sites]]\nmuscle = "biceps brachii"\nsides = ["left"]\nimages = 1\n')


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


def test_the_next_site_is_said_until_its_first_image_is_frozen_and_where_the_last_image_went(
    start: StartKiosk, folder: Path
) -> None:
    """Nobody taps on a site any more to go there, so the screen has to say it, also at the moment of Accept."""
    _, hand, exam = begun(start, folder)
    for number in range(IMAGES_WANTED):
        assert (hand.find("arrival") is None) is (number > 0)
        take(hand, exam)
    assert exam.workflow.step is Step.LIVE and exam.workflow.site == PROTOCOL[1]
    arrival = hand.find("arrival")
    assert arrival is not None and arrival.property("title") == "Now: Biceps brachii, right" and hand.find("site") is None
    assert arrival.property("detail") in ("Biceps brachii, left: image 3 of 3 saved", "")  # for a moment
    hand.images(3)
    film.freeze(hand, exam)
    site = hand.find("site")
    assert site is not None and site.property("text") == "Biceps brachii, right: image 1"
    assert site.property("color") == QColor(YELLOW) and hand.find("arrival") is None


def test_after_the_last_image_the_summary_follows(start: StartKiosk, folder: Path) -> None:
    library = ProtocolLibrary((*ProtocolLibrary().protocols, ONE_IMAGE))
    _, hand, exam = begun(start, folder, protocol=ChosenProtocol(library, folder, first="one"))
    take(hand, exam)
    assert exam.workflow.step is Step.SUMMARY and hand.can("toVerdict")
    hand.touch("back")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL and hand.can("sumUp"), "the sites")


def go_to(hand: Hand, site: str) -> None:
    hand.touch(site)
    hand.wait(lambda: hand.ready("freeze"), "the live view")
