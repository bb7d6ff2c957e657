"""What the appliance is for is asked once, changed only with the PIN, and decides what an unvalidated device shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edge_app.exams.summary import Assessment
from edge_app.exams.workflow import Step
from edge_app.purpose import FILE, Purpose, PurposeSetting
from edge_app.records import Finding, Label
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, clinic, exam_of, stored
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

FOREIGN = "1b71:3106:SN 00/42"  # a grabber that the tests' bundle was not validated on


def open_kiosk(start: StartKiosk, folder: Path, source: str = FOREIGN) -> tuple[Kiosk, Hand, PurposeSetting]:
    probe = Probe(pixels=textured(240, 320, mean=190))
    probe.identity = source
    setting = PurposeSetting(folder)
    kiosk = start(probe, services=clinic(folder, purpose=setting), research=lambda: setting.research)
    return kiosk, Hand(kiosk), setting


def unlock(kiosk: Kiosk, hand: Hand, first: bool = False) -> None:
    if first:
        film.choose_pin(hand)
    else:
        hand.pin(PIN)
    hand.wait(lambda: not exam_of(kiosk).lock.locked, "the lock")


def choose(kiosk: Kiosk, hand: Hand, purpose: Purpose) -> None:
    """After the first PIN."""
    unlock(kiosk, hand, first=True)
    hand.touch(f"purpose-{purpose.value}")
    hand.wait(lambda: hand.can("anonymous"), "the patient")


def live(hand: Hand) -> None:
    hand.touch("anonymous")
    hand.touch("next")
    hand.images(20)


def shown_for(purpose: Purpose, kiosk: Kiosk, hand: Hand) -> Finding:
    """The live finding, without a label, of an appliance of that purpose."""
    choose(kiosk, hand, purpose)
    live(hand)
    shown = kiosk.live.displayed
    assert isinstance(shown, Finding) and shown.label is Label.NOT_VALIDATED
    return shown


def texts(kiosk: Kiosk) -> str:
    """Everything that is written on the screen."""
    found, waiting = [], [kiosk.view.rootObject()]
    while waiting:
        thing = waiting.pop()
        if thing.isVisible():
            found.append(str(thing.property("text") or ""))
            waiting.extend(thing.childItems())
    return "\n".join(found).lower()


@pytest.mark.parametrize("purpose", Purpose)
def test_it_is_asked_once_and_stands_in_the_trail(start: StartKiosk, folder: Path, purpose: Purpose) -> None:
    kiosk, hand, setting = open_kiosk(start, folder)
    unlock(kiosk, hand, first=True)
    assert hand.can("purpose-research") and not hand.can("anonymous")
    hand.touch(f"purpose-{purpose.value}")
    hand.wait(lambda: hand.can("anonymous"), "the patient")
    assert setting.purpose is purpose
    with stored(folder) as store:
        entries = [sealed.entry for sealed in store.trail()]
    assert [entry.detail for entry in entries if entry.action == "purpose"] == [purpose.value]
    assert PurposeSetting(folder).purpose is purpose and not (folder / FILE).stat().st_mode & 0o077


def test_for_clinical_use_an_unvalidated_device_has_no_result(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = open_kiosk(start, folder)
    shown = shown_for(Purpose.CLINICAL, kiosk, hand)
    assert shown.probability is None and not shown.heat.any()
    assert hand.can("notValidated") and not hand.can("researchScore") and not hand.can("researchBanner")
    assert "normal" not in texts(kiosk)


def test_for_research_it_has_a_score_that_is_marked_and_no_label(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = open_kiosk(start, folder)
    shown = shown_for(Purpose.RESEARCH, kiosk, hand)
    assert shown.probability is not None and shown.heat.any()
    assert hand.can("researchBanner") and hand.can("researchScore") and not hand.can("probability")
    words = texts(kiosk)
    assert "research: not validated on this device" in words and "normal" not in words
    film.freeze(hand, exam_of(kiosk))
    assert hand.can("researchBanner")
    hand.touch("accept")
    hand.wait(lambda: exam_of(kiosk).property("images") == 1, "the image to be saved")
    hand.touch("back")
    hand.touch("sumUp")
    assert exam_of(kiosk).property("answer") == Assessment.NOT_VALIDATED.value
    words = texts(kiosk)
    assert "not validated on this device" in words and "abnormal" not in words and " %" not in words


def test_a_validated_device_keeps_its_labels(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = open_kiosk(start, folder, source="test probe")
    choose(kiosk, hand, Purpose.CLINICAL)
    live(hand)
    assert kiosk.live.readout.label is Label.ABNORMAL and not hand.can("researchBanner")


def test_a_change_waits_for_the_pin(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, setting = open_kiosk(start, folder)
    choose(kiosk, hand, Purpose.CLINICAL)
    hand.open_settings("purpose")
    hand.touch("purpose-research")
    hand.wait(lambda: exam_of(kiosk).lock.locked, "the lock")
    assert setting.purpose is Purpose.CLINICAL and hand.can("cancelPurpose")
    hand.pin("1111")
    hand.wait(lambda: hand.can("pinFault"), "the wrong PIN to be refused")
    assert setting.purpose is Purpose.CLINICAL
    unlock(kiosk, hand)
    assert PurposeSetting(folder).purpose is Purpose.RESEARCH and setting.research
    assert exam_of(kiosk).workflow.step is Step.PATIENT and hand.can("anonymous")


def test_a_change_that_is_cancelled_leaves_it(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, setting = open_kiosk(start, folder)
    choose(kiosk, hand, Purpose.CLINICAL)
    hand.open_settings("purpose")
    hand.touch("purpose-research")
    hand.touch("cancelPurpose")
    unlock(kiosk, hand)
    assert setting.purpose is Purpose.CLINICAL and not hand.can("purpose-research")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"purpose": "fun"}', b'{"purpose": "research", "purpose": "research"}'])
def test_a_damaged_setting_shows_less(tmp_path: Path, content: bytes, caplog: Any) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert PurposeSetting(tmp_path).purpose is Purpose.CLINICAL and not PurposeSetting(tmp_path).research
    assert FILE in caplog.text
