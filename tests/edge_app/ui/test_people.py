"""Several people with their own PINs: who is here is named in every exam and every entry of the trail."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from edge_app.exams.store.audit_chain import Entry
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key, read_recovery_key
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step
from edge_app.purpose import Purpose, PurposeSetting
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import EXAM_RATE, PIN, FastVault, clinic, exam_of, finish, stored, take
from tests.support.exam_factories import KEY
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.older_vaults import keep_first_vault

OTHER_PIN, NEW_PIN = "1379", "8520"
LOCKED_AFTER_S = 120.0


def open_kiosk(start: StartKiosk, folder: Path, **options: object) -> tuple[Kiosk, Hand, ExamController]:
    kiosk = start(Probe(EXAM_RATE, textured(240, 320, mean=60)), services=clinic(folder, **options))
    return kiosk, Hand(kiosk), exam_of(kiosk)


def keep_people(folder: Path, **roles: Role) -> KeyVault:
    """A store with the supervisor "nurse", and others, all with `OTHER_PIN`."""
    vault = FastVault(folder)
    key = vault.create("nurse", PIN)
    ExamStore(folder, key, "nurse").close()
    for name, role in roles.items():
        vault.add(name, OTHER_PIN, role, key)
    return vault


def come_in(hand: Hand, exam: ExamController, name: str, pin: str) -> None:
    if hand.can("anotherUser"):
        hand.touch("anotherUser")
    hand.touch(f"user-{name}")
    hand.pin(pin)
    hand.wait(lambda: not exam.lock.locked, f"{name} to come in")


def trail(folder: Path) -> list[Entry]:
    with stored(folder) as store:
        return [sealed.entry for sealed in store.trail()]


def people_entries(folder: Path) -> list[tuple[str, str]]:
    return [(entry.who, entry.detail) for entry in trail(folder) if entry.action == "people"]


def text(hand: Hand, name: str) -> str:
    thing = hand.find(name)
    return "" if thing is None else str(thing.property("text"))


def test_one_person_is_asked_for_nothing_but_the_pin(start: StartKiosk, folder: Path) -> None:
    keep_people(folder)
    _, hand, exam = open_kiosk(start, folder)
    assert hand.find("anotherUser") is None and hand.find("forgot") is None
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    lock = hand.find("lock")
    assert lock is not None and lock.property("detail") == "nurse"


def test_a_second_persons_pin_from_the_terminal_opens_the_kiosk(start: StartKiosk, folder: Path) -> None:
    """`edge-app exams pin NAME` said that the PIN was set, and the kiosk refused it."""
    ExamStore(folder, KEY, "nurse").close()
    keep_first_vault(folder, {"nurse": PIN, "doctor": OTHER_PIN})
    _, hand, exam = open_kiosk(start, folder)
    come_in(hand, exam, "doctor", OTHER_PIN)
    hand.touch("anonymous")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the exam")
    assert exam.workflow.exam is not None and exam.workflow.exam.by == "doctor"


def test_an_exam_goes_on_with_whoever_comes_next_and_each_is_named(start: StartKiosk, folder: Path) -> None:
    keep_people(folder, doctor=Role.OPERATOR)
    _, hand, exam = open_kiosk(start, folder)
    come_in(hand, exam, "nurse", PIN)
    hand.touch("anonymous")
    hand.touch("next")
    take(hand, exam)
    hand.touch("back")
    hand.touch("lock")
    hand.wait(lambda: text(hand, "anotherUser") == "nurse", "the last one to be asked")
    come_in(hand, exam, "doctor", OTHER_PIN)
    assert exam.workflow.step is Step.PROTOCOL and exam.property("images") == 1
    finish(hand, exam)
    exam.close()
    with stored(folder) as store:
        done = store.read(store.exams()[0].id)
        entries = [(one.entry.who, one.entry.action) for one in store.trail() if one.entry.exam == done.id]
    assert done.by == "nurse" and done.verdict is not None and done.verdict.by == "doctor"
    assert entries == [("nurse", "start"), ("nurse", "change"), ("doctor", "change"), ("doctor", "finish")]


def test_a_supervisor_adds_somebody_who_then_comes_in(start: StartKiosk, folder: Path) -> None:
    keep_people(folder)
    _, hand, exam = open_kiosk(start, folder)
    hand.pin(PIN)
    hand.open_settings("people")
    hand.touch("addPerson")
    hand.touch("keyN")
    for key in "urse":
        hand.touch(f"key{key.upper()}")
    hand.touch("entryOk")
    hand.wait(lambda: "already" in text(hand, "peopleFault"), "the name to be refused")
    hand.touch("giveName")
    hand.type("DR K")
    hand.touch("operator")
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN[::-1])
    hand.wait(lambda: "do not match" in text(hand, "peopleFault"), "the PINs to be refused")
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN)
    hand.wait(lambda: hand.can("pinOf-Dr K"), "the list")
    hand.touch("back")
    hand.touch("back")
    hand.touch("lock")
    come_in(hand, exam, "Dr K", NEW_PIN)
    hand.touch("settings")
    assert hand.find("section-people") is not None and not hand.can("section-people")
    exam.close()
    assert people_entries(folder) == [("nurse", "Dr K added as operator")]
    assert NEW_PIN not in str(trail(folder))


def test_a_supervisor_withdraws_somebody_and_changes_the_own_pin(start: StartKiosk, folder: Path) -> None:
    vault = keep_people(folder, doctor=Role.OPERATOR)
    _, hand, exam = open_kiosk(start, folder)
    come_in(hand, exam, "nurse", PIN)
    hand.open_settings("people")
    assert hand.find("withdraw-nurse") is None, "nobody is shut out by a slip"
    hand.touch("withdraw-doctor")
    hand.touch("back")
    assert vault.users == ["nurse", "doctor"]
    hand.touch("withdraw-doctor")
    hand.touch("withdraw")
    hand.wait(lambda: hand.can("addPerson") and hand.find("pinOf-doctor") is None, "the list")
    assert vault.users == ["nurse"]
    hand.touch("pinOf-nurse")
    hand.pin("12")
    hand.wait(lambda: "at least 4" in text(hand, "peopleFault"), "the PIN to be refused")
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN)
    hand.wait(lambda: hand.can("addPerson"), "the list")
    exam.close()
    with ExamStore(folder, vault.unlock("nurse", NEW_PIN), "nurse") as store:
        said = [one.entry.detail for one in store.trail() if one.entry.action == "people"]
    assert said == ["doctor withdrawn", "new PIN of nurse"]


def test_an_operator_changes_the_own_pin_and_nothing_else(start: StartKiosk, folder: Path) -> None:
    vault = keep_people(folder, doctor=Role.OPERATOR)
    _, hand, exam = open_kiosk(start, folder)
    come_in(hand, exam, "doctor", OTHER_PIN)
    exam.people.ask()
    assert exam.people.property("step") == "", "the others are a supervisor's"
    hand.touch("settings")
    hand.touch("section-pin")
    hand.touch("back")
    hand.touch("section-pin")
    hand.pin(PIN)  # another's
    hand.wait(lambda: hand.can("fault"), "the wrong PIN to be refused")
    assert vault.refused == 1, "counted as at the lock"
    hand.pin(OTHER_PIN)
    hand.wait(lambda: exam.people.property("step") == "new", "a new PIN to be asked for")
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN[::-1])
    hand.wait(lambda: "do not match" in text(hand, "peopleFault"), "the PINs to be refused")
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN)
    hand.touch("pinChanged")
    assert hand.can("section-health"), "back to where it was asked for"
    exam.close()
    assert vault.sign_in("doctor", NEW_PIN).role is Role.OPERATOR
    assert [(entry.who, entry.detail) for entry in trail(folder) if entry.action in ("people", "refuse")] == [
        ("doctor", "1 wrong PINs before"), ("doctor", "new PIN of doctor"),
    ]  # fmt: skip
    assert NEW_PIN not in str(trail(folder))


def test_what_is_not_finished_when_the_lock_closes_is_dropped(start: StartKiosk, folder: Path) -> None:
    vault = keep_people(folder)
    _, hand, exam = open_kiosk(start, folder)
    hand.pin(PIN)
    hand.open_settings("people")
    hand.touch("pinOf-nurse")
    hand.pin(NEW_PIN)
    exam.lock.lock()
    hand.pin(PIN)
    hand.wait(lambda: hand.can("anonymous"), "the patient")
    assert vault.unlock("nurse", PIN)


def test_the_recovery_key_of_set_up_gives_a_new_pin_when_all_are_forgotten(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = open_kiosk(start, folder)
    hand.pin(PIN)
    hand.pin(PIN)
    hand.wait(lambda: hand.can("keyNoted"), "the recovery key")
    key = text(hand, "recoveryKey").replace("\u200b", "")
    assert read_recovery_key(key) and not KeyVault(folder).has_recovery_key
    hand.touch("keyNoted")
    hand.wait(lambda: hand.can("anonymous"), "the patient")
    hand.touch("lock")
    hand.touch("forgot")
    hand.touch("enterKey")
    hand.type(new_recovery_key())
    hand.wait(lambda: "incorrect" in text(hand, "pinFault"), "the wrong key to be refused")
    hand.touch("enterKey")
    for _ in range(41):
        hand.touch("keyErase")
    hand.type(key)
    hand.wait(lambda: exam.lock.property("step") == "new", "a new PIN to be asked for")
    assert exam.lock.locked
    hand.pin(NEW_PIN)
    hand.pin(NEW_PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    hand.touch("settings")
    assert hand.can("section-people"), "still a supervisor"
    exam.close()
    vault = KeyVault(folder)
    with ExamStore(folder, vault.unlock("nurse", NEW_PIN), "nurse") as store:
        entries = [one.entry for one in store.trail() if one.entry.action in ("people", "refuse")]
    assert [entry.detail for entry in entries] == [
        "new recovery key", "1 wrong PINs before", "new PIN of nurse, by the recovery key",
    ]  # fmt: skip
    assert vault.recover(key) and key not in (folder / "vault.json").read_text()


def test_a_recovered_device_that_is_left_asks_for_the_pin_again(start: StartKiosk, folder: Path) -> None:
    vault, key = keep_people(folder), new_recovery_key()
    vault.set_recovery_key(key, vault.unlock("nurse", PIN))
    _, hand, exam = open_kiosk(start, folder, lock_after_s=LOCKED_AFTER_S)
    hand.touch("forgot")
    exam.lock.enterRecoveryKey(key)
    hand.wait(lambda: exam.lock.property("step") == "new", "a new PIN to be asked for")
    (idle,) = exam.lock.findChildren(QTimer)
    assert idle.isActive()
    idle.setInterval(1)
    hand.wait(lambda: exam.lock.property("step") == "ask", "the PIN to be asked for")
    hand.pin(NEW_PIN)
    hand.wait(lambda: hand.find("pinFault") is not None, "the fault")
    assert exam.lock.locked


def test_without_a_recovery_key_and_for_an_operator_there_is_none_to_enter(start: StartKiosk, folder: Path) -> None:
    vault = keep_people(folder, doctor=Role.OPERATOR)
    _, hand, exam = open_kiosk(start, folder)
    hand.touch("user-nurse")
    assert hand.find("forgot") is None
    vault.set_recovery_key(new_recovery_key(), vault.unlock("nurse", PIN))
    exam.lock.lock()
    hand.wait(lambda: hand.can("forgot"), "the way to the recovery key")
    exam.lock.choose("doctor")
    assert hand.find("forgot") is None
    exam.lock.forgot()
    assert exam.lock.property("step") == "ask"


def test_a_new_recovery_key_needs_the_pin_and_takes_the_place_of_the_old_one(start: StartKiosk, folder: Path) -> None:
    vault, old = keep_people(folder), new_recovery_key()
    vault.set_recovery_key(old, vault.unlock("nurse", PIN))
    _, hand, exam = open_kiosk(start, folder)
    hand.pin(PIN)
    hand.open_settings("people")
    hand.touch("newKey")
    hand.pin(OTHER_PIN)
    hand.wait(lambda: hand.can("fault"), "the wrong PIN to be refused")
    assert hand.find("recoveryKey") is None
    hand.pin(PIN)
    hand.wait(lambda: hand.can("keyLater"), "the key")
    hand.touch("keyLater")
    assert vault.recover(old), "a key that was not written down takes no other's place"
    hand.touch("newKey")
    hand.pin(PIN)
    hand.wait(lambda: hand.can("keyNoted"), "the key")
    key = text(hand, "recoveryKey").replace("\u200b", "")
    hand.touch("keyNoted")
    hand.wait(lambda: hand.can("addPerson"), "the list")
    hand.touch("back")
    assert hand.find("fault") is None, "the wrong PIN is no fault of the exam"
    exam.close()
    assert vault.recover(key)
    assert people_entries(folder) == [("nurse", "new recovery key")]


@pytest.mark.parametrize("chosen", [None, Purpose.CLINICAL])
def test_an_operator_reads_why_the_purpose_is_not_changed(start: StartKiosk, folder: Path, chosen: Purpose | None) -> None:
    keep_people(folder, doctor=Role.OPERATOR)
    setting = PurposeSetting(folder)
    if chosen:
        setting.choose(chosen)
    _, hand, exam = open_kiosk(start, folder, purpose=setting)
    come_in(hand, exam, "doctor", OTHER_PIN)
    hand.open_settings("purpose")
    hand.wait(lambda: hand.find("purpose-research") is not None, "the question")
    assert not hand.can("purpose-research")
    assert exam.purpose is not None
    exam.purpose.choose("research")
    assert setting.purpose is chosen
    hand.touch("back")
    hand.wait(lambda: hand.can("section-purpose"), "the settings")


def test_a_change_of_the_purpose_does_not_happen_by_an_operators_pin(start: StartKiosk, folder: Path) -> None:
    keep_people(folder, doctor=Role.OPERATOR)
    setting = PurposeSetting(folder)
    setting.choose(Purpose.CLINICAL)
    _, hand, exam = open_kiosk(start, folder, purpose=setting)
    come_in(hand, exam, "nurse", PIN)
    hand.open_settings("purpose")
    hand.touch("purpose-research")
    hand.wait(lambda: hand.can("cancelPurpose"), "the lock")
    come_in(hand, exam, "doctor", OTHER_PIN)
    assert setting.purpose is Purpose.CLINICAL
    hand.touch("lock")
    come_in(hand, exam, "nurse", PIN)
    assert setting.purpose is Purpose.CLINICAL and hand.can("anonymous")
