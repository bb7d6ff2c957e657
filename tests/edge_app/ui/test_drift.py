"""An open drift alarm: a mark for everyone, a screen behind the PIN, and nothing in it changes a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.drift.advice import Advice
from edge_app.drift.detector import Direction
from edge_app.drift.monitor import MonitorState, accept
from edge_app.drift.quantities import Quantity
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.translator import LANGUAGES
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, FastVault, begun, clinic, exam_of, finish, stored, take
from tests.support.drift_patients import DARK, almost_alarmed, images, keep_state
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

PROBE, BUNDLE = "test probe", "a bundle"


def keep(folder: Path, state: MonitorState) -> None:
    """A store with the state of one monitor."""
    key = FastVault(folder).create("nurse", PIN)
    ExamStore(folder, key, "nurse").close()
    keep_state(folder, bytes(key), state)


@pytest.fixture
def alarmed(start: StartKiosk, folder: Path) -> tuple[Kiosk, Hand, ExamController]:
    """Before a patient, with an open alarm."""
    keep(folder, accept(almost_alarmed(PROBE, BUNDLE), "a hash", images(), DARK))
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    enter_pin(hand, exam)
    hand.wait(lambda: hand.can("deviceCheck"), "the mark")
    return kiosk, hand, exam


def enter_pin(hand: Hand, exam: ExamController) -> None:
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")


def test_the_exam_that_gives_rise_to_an_alarm_ends_with_a_mark(start: StartKiosk, folder: Path, bundle: ModelBundle) -> None:
    keep(folder, almost_alarmed(PROBE, bundle.id))
    _, hand, exam = begun(start, folder, drift_reference=lambda device, bundle: DARK)
    assert not exam.drift.property("isDue")
    take(hand, exam)
    finish(hand, exam)
    assert hand.can("deviceCheck") and hand.can("nextPatient")
    assert exam.workflow.exam is not None and exam.workflow.exam.finished


def test_an_alarm_is_shown_behind_the_pin_and_dealt_with(alarmed: tuple[Kiosk, Hand, ExamController], folder: Path) -> None:
    _, hand, exam = alarmed
    assert not hand.can("driftDone")
    hand.touch("deviceCheck")
    assert exam.lock.locked and hand.can("cancelDrift")
    enter_pin(hand, exam)
    shown = {name: hand.find(name) for name in ("driftQuantity", "driftSince", "driftAdvice")}
    words = {name: str(thing.property("text")) for name, thing in shown.items() if thing is not None}
    assert words["driftQuantity"] == "Brightness of the images (echo intensity): above the reference"
    assert words["driftSince"] == "Since patient 1 of those counted, over 25 patients (66 images)."
    assert words["driftAdvice"].startswith("Compare gain")
    hand.touch("driftDone")
    hand.wait(lambda: hand.can("anonymous"), "the alarm to be closed")
    assert exam.workflow.step is Step.PATIENT and not hand.can("deviceCheck")
    with stored(folder) as store:
        assert store.drift.open_alarms() == () and "drift" in [sealed.entry.action for sealed in store.trail()]


def test_an_operator_reads_the_check_and_a_supervisor_deals_with_it(
    alarmed: tuple[Kiosk, Hand, ExamController], folder: Path
) -> None:
    _, hand, exam = alarmed
    FastVault(folder).add("doctor", "1379", Role.OPERATOR, FastVault(folder).unlock("nurse", PIN))
    hand.touch("deviceCheck")
    hand.touch("anotherUser")
    hand.touch("user-doctor")
    hand.pin("1379")
    hand.wait(lambda: hand.find("driftForSupervisor") is not None, "the reason why not")
    assert not hand.can("driftDone") and hand.find("driftAdvice") is not None
    exam.drift.acknowledge()
    assert not exam.busy, "not by another way either"
    hand.touch("driftClose")
    hand.touch("deviceCheck")
    hand.touch("anotherUser")
    hand.touch("user-nurse")
    enter_pin(hand, exam)
    hand.touch("driftDone")
    hand.wait(lambda: hand.can("anonymous") and not hand.can("deviceCheck"), "the alarm to be closed")
    with stored(folder) as store:
        assert [sealed.entry.who for sealed in store.trail() if sealed.entry.action == "drift"] == ["nurse"]


def test_closing_cancelling_and_leaving_leave_the_alarm(alarmed: tuple[Kiosk, Hand, ExamController]) -> None:
    _, hand, exam = alarmed
    hand.touch("deviceCheck")
    hand.touch("cancelDrift")
    enter_pin(hand, exam)
    assert hand.find("driftDone") is None and hand.can("deviceCheck")
    hand.touch("deviceCheck")
    enter_pin(hand, exam)
    hand.touch("driftClose")
    assert hand.find("driftDone") is None and hand.can("deviceCheck")
    hand.touch("deviceCheck")
    enter_pin(hand, exam)
    exam.lock.lock()  # left untouched
    enter_pin(hand, exam)
    assert hand.find("driftDone") is None and hand.can("deviceCheck")


def test_every_quantity_direction_and_advice_has_words_in_every_language(alarmed: tuple[Kiosk, Hand, ExamController]) -> None:
    kiosk, hand, exam = alarmed
    hand.touch("deviceCheck")
    enter_pin(hand, exam)
    hand.wait(lambda: hand.can("driftDone"), "the screen")
    here = hand.find("driftQuantity")
    while here is not None and here.property("quantities") is None:
        here = here.parentItem()
    assert here is not None
    seen = set()
    for language in LANGUAGES:
        kiosk.translator.switch_to(language)
        for name, values in (("quantities", Quantity), ("directions", Direction), ("advices", Advice)):
            words = here.property(name).toVariant()
            assert words.keys() == {value.value for value in values} and all(words.values())
            seen |= set(words.values())
    assert len(seen) == len(LANGUAGES) * (len(Quantity) + len(Direction) + len(Advice))
