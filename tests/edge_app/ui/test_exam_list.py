"""Finished exams by touch: found, opened, looked at, compared, deleted; and what the trail says of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.store.audit_chain import Entry
from edge_app.exams.store.delivery_log import Delivery, DeliveryState
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step
from edge_app.purpose import Purpose, PurposeSetting
from edge_app.records import Label
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, FailingStore, FastVault, clinic, exam_of, stored, take, unlock
from tests.support.exam_factories import ENGINE, PATIENT, SITE, unvalidated
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.made_once import folder_made_once
from tests.support.stored_exams import keep_exam, opened, shown, stored_exams

Opened = tuple[Kiosk, Hand, ExamController]
NODE = DicomNode("ARCHIVE", "192.0.2.10", 104)  # nobody's (RFC 5737)


@pytest.fixture
def filled(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six exams: of two patients, and an anonymous one."""

    def fill(made: Path) -> None:
        with stored_exams(made) as store:
            keep_exam(store, "CASE 17", label=Label.NORMAL, images=7)
            keep_exam(store, "CASE 17", images=6)
            keep_exam(store, "OTHER 1")
            keep_exam(store, None)
            keep_exam(store, "CASE 170", label=Label.NOT_JUDGED)
            keep_exam(store, "CASE 17", images=2)

    shutil.copytree(folder_made_once(tmp_path_factory, "six-exams", fill), folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def listed(start: StartKiosk, filled: Path) -> Opened:
    """The list is open."""
    kiosk, hand, exam = opened(start, filled)
    hand.touch("exams")
    read(hand, exam)
    return kiosk, hand, exam


def read(hand: Hand, exam: ExamController) -> None:
    """Wait until the screen shows all that it asked for."""
    hand.wait(lambda: hand.find("tapGuard") is None and not exam.stored.reader.busy, "the store to be read")


def names(hand: Hand) -> list[str]:
    return [name for name in (shown(hand, f"who{row}") for row in range(20)) if name]


def since_unlock(store: ExamStore) -> list[Entry]:
    entries = [sealed.entry for sealed in store.trail()]
    last = [number for number, entry in enumerate(entries) if entry.action == "unlock"]
    return entries[last[-2] + 1 : last[-1]]  # the last one is the test's own


def test_the_newest_come_first_page_by_page_and_each_shows_its_answer(listed: Opened) -> None:
    _, hand, exam = listed
    assert names(hand) == ["CASE 17", "CASE 170", "Anonymous", "OTHER 1"]
    assert shown(hand, "page") == "1 of 2"
    assert shown(hand, "answer1") == "Not judged" and shown(hand, "delivery0") == "Only on this device"
    hand.touch("older")
    read(hand, exam)
    assert names(hand) == ["CASE 17", "CASE 17"] and not hand.can("older")
    assert shown(hand, "answer0") == "Indeterminate"  # one image of each site only
    hand.touch("newer")
    read(hand, exam)
    assert names(hand)[0] == "CASE 17" and not hand.can("newer")


def test_found_by_identifier_and_by_date(listed: Opened) -> None:
    _, hand, exam = listed
    for typed, expected in (
        ("170", ["CASE 170"]),
        ("2001-01", []),
        (time.strftime("%Y-%m"), ["CASE 17", "CASE 170", "Anonymous", "OTHER 1"]),
    ):
        hand.touch("search")
        for _ in exam.stored.property("text"):
            hand.touch("keyErase")
        hand.type(typed)
        read(hand, exam)
        assert names(hand) == expected, typed
    hand.touch("back")
    assert hand.can("anonymous") and exam.workflow.step is Step.PATIENT


def test_an_exam_is_opened_to_be_looked_at_and_that_is_recorded(listed: Opened, filled: Path) -> None:
    kiosk, hand, exam = listed
    hand.touch("older")
    read(hand, exam)
    hand.touch("exam1")
    read(hand, exam)
    opened_exam = exam.stored.opened.exam
    assert opened_exam is not None and shown(hand, "title") == "CASE 17"
    assert len([number for number in range(1, 9) if hand.find(f"image{number}")]) == 7
    assert "Normal" in shown(hand, "site0") and shown(hand, "storedVerdict") == "Assessment: Normal (seen by hand)"
    hand.touch("image7")  # the second of the first site
    read(hand, exam)
    assert "Normal" in shown(hand, "label") and not hand.can("compare")  # there is no earlier exam
    hand.touch("storedHeat")
    assert not kiosk.live.heat_on
    for _ in range(3):
        hand.touch("back")
    assert hand.can("anonymous")
    exam.lock.lock()
    with stored(filled) as store:
        assert [(entry.action, entry.exam, entry.detail) for entry in since_unlock(store)] == [
            ("view", "", "list of exams"),
            ("view", opened_exam.id, ""),
        ]
        assert store.faults() == []


def test_the_same_site_in_earlier_exams_of_this_patient(listed: Opened, filled: Path) -> None:
    _, hand, exam = listed
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("image1")
    read(hand, exam)
    assert exam.stored.opened.property("earlierImages") == 3  # one of six, and two of seven
    hand.touch("compare")
    read(hand, exam)
    seen = []
    for _ in range(3):
        seen.append(exam.stored.opened.property("earlier")["label"])
        if hand.can("earlierImage"):
            hand.touch("earlierImage")
            read(hand, exam)
    assert seen == ["abnormal", "normal", "normal"] and not hand.can("earlierImage")
    hand.touch("laterImage")
    read(hand, exam)
    hand.touch("back")
    assert hand.can("compare")
    viewed = exam.stored.opened.exam
    exam.lock.lock()
    with stored(filled) as store:
        earlier = [line.id for line in store.exams() if line.identifier == "CASE 17"][1:]
        details = [(entry.exam, entry.detail) for entry in since_unlock(store)][2:]
        assert viewed is not None and {exam for exam, _ in details} == set(earlier)
        assert details[0] == (earlier[0], f"image 1, beside {viewed.id}") and len(details) == 4


def test_an_anonymous_patient_has_no_earlier_exams(listed: Opened) -> None:
    _, hand, exam = listed
    hand.touch("exam2")
    read(hand, exam)
    hand.touch("image1")
    read(hand, exam)
    assert not hand.can("compare")


@pytest.mark.parametrize("purpose", Purpose)
def test_without_a_validation_a_score_is_shown_for_research_only(start: StartKiosk, folder: Path, purpose: Purpose) -> None:
    with stored_exams(folder) as store:
        exam_id = store.start(PATIENT).id
        store.add(exam_id, SITE, unvalidated(), ENGINE)
        store.finish(exam_id)
    PurposeSetting(folder).choose(purpose)
    _, hand, exam = opened(start, folder, purpose=PurposeSetting(folder))
    hand.touch("exams")
    read(hand, exam)
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("image1")
    read(hand, exam)
    frame, image = exam.stored.stored_frames.of("opened"), exam.stored.opened.property("image")
    assert frame is not None and bool(frame.heat.any()) is (purpose is Purpose.RESEARCH)  # type: ignore[union-attr]
    assert (image["probability"] >= 0, image["isScore"]) == ((True, True) if purpose is Purpose.RESEARCH else (False, False))


def test_the_lock_closes_the_list_and_nothing_stays_in_memory(listed: Opened) -> None:
    _, hand, exam = listed
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("image1")
    read(hand, exam)
    hand.touch("lock")
    assert exam.stored.opened.exam is None and not exam.stored.stored_frames._frames and exam.stored.property("rows") == []
    hand.wait(lambda: exam.is_closed, "the store to be closed")
    unlock(hand, exam)
    assert hand.can("anonymous") and not exam.stored.is_open


def test_locked_while_reading_the_store_is_closed_all_the_same(listed: Opened) -> None:
    _, hand, exam = listed
    exam.stored.openExam(exam.stored.property("rows")[0]["exam"])
    exam.lock.lock()
    hand.wait(lambda: exam.is_closed, "the store to be closed")
    assert exam.stored.opened.exam is None


def test_an_exam_is_deleted_by_holding_with_a_reason(listed: Opened, filled: Path) -> None:
    kiosk, hand, exam = listed
    gone = exam.stored.property("rows")[0]["exam"]
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("delete")
    assert not hand.can("holdToDelete")  # not without a reason
    hand.touch("deletion1")
    hand.touch("holdToDelete")  # let go of at once
    QTest.qWait(50)
    assert exam.stored.opened.exam is not None and not exam.busy
    here = hand.hold("holdToDelete")
    hand.wait(lambda: exam.stored.opened.exam is None, "the exam to be deleted")
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()
    read(hand, exam)
    assert names(hand) == ["CASE 170", "Anonymous", "OTHER 1", "CASE 17"]
    exam.lock.lock()
    with stored(filled) as store:
        deletion = [(entry.exam, entry.detail) for entry in since_unlock(store) if entry.action in ("delete", "reason")]
        assert deletion == [(gone, ""), (gone, "duplicate")]
        assert store.faults() == []


def test_a_deletion_that_fails_is_said_and_the_exam_stays(listed: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: FailingStore, *_: object) -> None:
        raise StoreError("the disk of the test reports an error", ErrorCode.DISK_FAILING)

    monkeypatch.setattr(FailingStore, "delete", fails)
    kiosk, hand, exam = listed
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("delete")
    hand.touch("deletion0")
    here = hand.hold("holdToDelete")
    hand.wait(lambda: hand.find("fault") is not None, "the failure")
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()
    assert exam.stored.opened.exam is not None


def test_only_a_patient_to_come_leads_to_the_list(start: StartKiosk, filled: Path) -> None:
    _, hand, exam = opened(start, filled)
    hand.touch("anonymous")
    hand.touch("next")
    assert hand.find("exams") is None
    take(hand, exam)
    hand.touch("back")
    assert hand.find("exams") is None


def test_an_exam_of_the_wrong_patient_is_given_to_the_right_one(start: StartKiosk, folder: Path) -> None:
    """By who examined; another operator reads it only. The server has it under the earlier patient, and the screen says so."""
    with stored_exams(folder) as store:
        exam_id = keep_exam(store, "CASE 17", server=str(NODE))
        store.note_delivery(Delivery(exam_id, str(NODE), DeliveryState.DELIVERED))
        vault = FastVault(folder)
        for name in ("doctor", "head"):
            vault.add(name, "1379", Role.SUPERVISOR if name == "head" else Role.OPERATOR, store.key)
        vault.set_pin("nurse", PIN, store.key, Role.OPERATOR)
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder, server=NODE))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    exam.lock.choose("doctor")
    exam.lock.enter("1379")
    hand.wait(lambda: not exam.lock.locked, "the doctor")
    hand.touch("exams")
    read(hand, exam)
    hand.touch("exam0")
    read(hand, exam)
    assert hand.find("reassign") is None
    exam.stored.opened.reassign("other", "CASE 18", "", "", "", "")
    assert not exam.busy
    exam.lock.lock()
    exam.lock.choose("nurse")
    unlock(hand, exam)
    hand.touch("exams")
    read(hand, exam)
    hand.touch("exam0")
    read(hand, exam)
    hand.touch("reassign")
    assert shown(hand, "identifier") == "CASE 17" and shown(hand, "age").startswith("44") and not hand.can("toReason")
    hand.touch("identifier")
    hand.touch("keyErase")
    hand.type("8")
    assert not shown(hand, "age").startswith("44"), "the rest was of another patient"
    hand.touch("toReason")
    hand.wait(lambda: "From CASE 17 to CASE 18" in shown(hand, "deletionMeans"), "the question")
    assert "ARCHIVE keeps it under the earlier patient" in shown(hand, "deletionMeans") and not hand.can("holdToDelete")
    hand.touch("deletion1")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: shown(hand, "title") == "CASE 18", "the other patient")
    assert "ARCHIVE keeps it" in shown(hand, "storedDelivery")
    hand.touch("back")
    read(hand, exam)
    assert exam.stored.outbox.property("undelivered") == 1
    exam.close()
    with stored(folder) as store:
        reasons = [(one.entry.who, one.entry.detail) for one in store.trail() if one.entry.action == "reason"]
        assert reasons == [("nurse", "mistyped")] and store.faults() == []
