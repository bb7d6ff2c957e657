"""On every screen and at every step, in every language: each word can be read at arm's length, and whole; each button is large
enough for a finger in a glove.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from edge_app.diagnostics.versions import versions
from edge_app.drift.monitor import accept
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.store.delivery_log import Delivery, DeliveryState
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.summary import PROTOCOL
from edge_app.exams.worklist.entry import Worklist
from edge_app.purpose import Purpose, PurposeSetting
from edge_app.records import Label
from edge_app.system.board_health import BoardHealth, Concern
from edge_app.ui.removable_media import MediaFault, Stick
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import EXAM_RATE, PIN, FastVault, clinic, exam_of, unlock
from tests.support.drift_patients import DARK, almost_alarmed, images, keep_state
from tests.support.fake_system_bus import FakeBus, FakeRadio
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.legibility import SLIDERS, complaints, hard_to_touch
from tests.support.stored_exams import keep_exam, opened, stored_exams

PORTRAIT = pytest.param((480, 800), marks=pytest.mark.slow)
WIDER = [pytest.param(size, marks=pytest.mark.slow) for size in ((1024, 600), (1280, 800))]


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT, *WIDER])
def test_every_word_and_every_button_is_large_enough_and_whole(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    stick = folder / "STICK"
    stick.mkdir()
    bright = Probe(EXAM_RATE, textured(240, 320, mean=190), mm_per_pixel=0.2)
    kiosk = start(bright, services=clinic(folder, media=lambda: [Stick(stick)]), size=size)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    found: list[tuple[str, ...]] = []

    def look(step: str) -> None:
        found.extend(complaints(kiosk, step, size))
        QGuiApplication.processEvents()
        found.extend(hard_to_touch(kiosk, step, size))

    film.unlock(hand, exam, look)
    film.enter_patient(hand, exam, look)
    hand.touch("patient")
    look("correction")
    hand.touch("back")
    look("protocol")
    for site in (0, 4):  # the longest name among them
        hand.touch(f"site{site}")
        hand.wait(lambda: kiosk.live.property("probability") >= 0, "a finding")
        hand.images(8)  # to be scrolled back to
        look("live")
        hand.touch("validation")
        look("validation")
        hand.touch("back")
        if site == 4:  # one that is not judged
            bright.pixels = np.zeros((240, 320), np.uint8)
            hand.wait(lambda: kiosk.live.property("label") == "not judged", "no contact")
            look("not judged")
        hand.touch("freeze")
        hand.settle()
        while not hand.can("accept"):  # a busy machine's image may be too old to be kept
            look("not kept")
            hand.touch("freeze")
            hand.images(3)
            hand.touch("freeze")
            hand.settle()
        assert site != 0 or all(hand.find(name) is not None for name in SLIDERS)
        look("review")
        before = exam.property("images")
        hand.touch("accept")
        hand.wait(lambda before=before: exam.property("images") > before, "the image to be saved")  # type: ignore[misc]
        hand.touch("back")
    hand.touch("sumUp")
    look("summary")
    hand.touch("toVerdict")
    look("verdict")
    hand.touch("verdict-abnormal")
    hand.hold_down("finish")
    hand.wait(lambda: hand.can("place0"), "the stick")
    look("done")
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_the_device_check_is_large_enough_and_whole(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    key = FastVault(folder).create("nurse", PIN)
    ExamStore(folder, key, "nurse").close()
    keep_state(folder, bytes(key), accept(almost_alarmed("1b71:3106:SN 00/42", "a bundle"), "a hash", images(), DARK))
    PurposeSetting(folder).choose(Purpose.RESEARCH)
    probe = Probe(pixels=textured(240, 320, mean=60))
    kiosk = start(probe, services=clinic(folder, purpose=PurposeSetting(folder)), size=size)
    hand, found = Hand(kiosk), list[tuple[str, ...]]()
    for control, step in (("deviceCheck", "patient"), ("cancelDrift", "PIN"), ("driftDone", "device check")):
        if control != "cancelDrift":
            hand.pin(PIN)
        hand.wait(lambda name=control: hand.ready(name), step)  # type: ignore[misc]
        found.extend(complaints(kiosk, step, size))
        if control == "deviceCheck":
            hand.touch(control)
    assert found == []


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_why_frames_are_analysed_less_often_is_large_enough_and_whole(
    start: StartKiosk, folder: Path, size: tuple[int, int]
) -> None:
    reported: set[Concern] = set()
    probe = Probe(pixels=textured(240, 320, mean=60))
    kiosk = start(probe, services=clinic(folder), size=size, health=lambda: BoardHealth(frozenset(reported)))
    hand, found = Hand(kiosk), list[tuple[str, ...]]()
    unlock(hand, exam_of(kiosk))
    hand.touch("anonymous")
    hand.touch("next")
    for concern in Concern:
        reported.clear()
        reported.add(concern)
        hand.wait(lambda concern=concern: kiosk.live.property("slowedBy") == concern.value, concern.value)  # type: ignore[misc]
        found.extend(complaints(kiosk, concern.value, size))
    assert hand.find("boardNote") is not None and found == []


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_stored_exams_are_large_enough_and_whole(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    server = DicomNode("ARCHIVE", "192.0.2.10", 104, identified_without_tls=True)
    with stored_exams(folder) as store:
        for label in (Label.NORMAL, Label.NOT_JUDGED, Label.ABNORMAL):
            exam = keep_exam(store, "CASE 17", str(server), label, images=4 * len(PROTOCOL), clips=2)
        store.note_delivery(Delivery(exam, str(server), DeliveryState.WAITING, reason="server not secure"))
    (stick := folder / "STICK").mkdir()
    sticks = [Stick(stick), Stick(stick, MediaFault.READ_ONLY)]
    kiosk, hand, controller = opened(start, folder, size, server=server, media=lambda: sticks)
    found: list[tuple[str, ...]] = []
    for control, step in (
        ("exams", "not delivered"), ("undelivered", "list"), ("exam0", "exam"), ("delete", "deletion"), ("back", "exam"),
        ("export", "export"), ("back", "exam"), ("image1", "image"), ("compare", "comparison"),
    ):  # fmt: skip
        hand.touch(control)
        hand.wait(lambda: hand.find("tapGuard") is None and not controller.stored.reader.busy, step)
        found.extend(complaints(kiosk, step, size))
        hand.wait(lambda: not controller.stored.reader.busy, step)
        found.extend(hard_to_touch(kiosk, step, size))
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_every_button_of_the_patients_form_has_its_room(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    server = DicomNode("ARCHIVE", "192.0.2.10", 104, identified_without_tls=True)
    with stored_exams(folder) as store:
        exam = keep_exam(store, "CASE 17", str(server), Label.NORMAL)
        store.note_delivery(Delivery(exam, str(server), DeliveryState.WAITING, reason="server not secure"))
    key = FastVault(folder).unlock("nurse", PIN)
    keep_state(folder, bytes(key), accept(almost_alarmed("1b71:3106:SN 00/42", "a bundle"), "a hash", images(), DARK))
    PurposeSetting(folder).choose(Purpose.CLINICAL)
    warm = BoardHealth(frozenset({Concern.HEAT}), temperature_c=86.0)
    services = clinic(folder, server=server, purpose=PurposeSetting(folder), worklist=lambda stop: Worklist())
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=services, size=size, health=lambda: warm)
    hand = Hand(kiosk)
    unlock(hand, exam_of(kiosk))
    names = ("deviceCheck", "exams", "settings", "lock", "worklist", "earlier", "anonymous")
    hand.wait(lambda: all(hand.can(name) for name in names), "every button")
    hand.wait(lambda: hand.find("warningCount") is not None, "the warning")
    found = [*complaints(kiosk, "patient", size), *hard_to_touch(kiosk, "patient", size)]
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_the_people_and_the_recovery_key_are_large_enough_and_whole(
    start: StartKiosk, folder: Path, size: tuple[int, int]
) -> None:
    setting = PurposeSetting(folder)
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder, purpose=setting), size=size)
    hand, exam, found = Hand(kiosk), exam_of(kiosk), list[tuple[str, ...]]()
    lock, people = exam.lock, exam.people

    def look(step: str) -> None:
        found.extend(complaints(kiosk, step, size))
        found.extend(hard_to_touch(kiosk, step, size))

    for _ in range(2):
        lock.enter(PIN)
    hand.wait(lambda: hand.can("keyNoted"), "the recovery key")
    look("recovery key")
    hand.touch("keyNoted")
    hand.touch(f"purpose-{Purpose.RESEARCH.value}")
    hand.wait(lambda: hand.can("settings"), "the patient")
    look("patient")
    FastVault(folder).add("Dr Katharina Meier-Lange", "1379", Role.OPERATOR, FastVault(folder).unlock("nurse", PIN))
    hand.open_settings("people")
    look("list")
    people.add()
    people.giveName("Nurse")
    look("name")
    people.giveName("Dr Wilhelmina von Albers")
    look("role")
    people.giveRole(True)
    people.enter("12")
    look("new PIN")
    people.askToWithdraw("Dr Katharina Meier-Lange")
    look("withdraw")
    people.askForKey()
    look("own PIN")
    lock.lock()
    look("PIN of a supervisor")
    lock.forgot()
    lock.enterRecoveryKey("7Q2K")
    hand.wait(lambda: lock.property("fault") != "", "the key to be refused")
    look("recovery")
    lock.choose("")
    look("names")
    lock.choose("Dr Katharina Meier-Lange")
    lock.enter("0000")
    hand.wait(lambda: lock.property("fault") != "", "the PIN to be refused")
    look("PIN of an operator")
    lock.enter("1379")
    hand.open_settings("purpose")
    look("purpose")
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize("size", [(800, 480), PORTRAIT])
def test_the_settings_are_large_enough_and_whole(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    (stick := folder / "STICK").mkdir()
    PurposeSetting(folder).choose(Purpose.CLINICAL)
    services = clinic(
        folder, media=lambda: [Stick(stick)], server=DicomNode("ARCHIVE", "192.0.2.10", 104), bus=FakeBus(radio=FakeRadio()),
        purpose=PurposeSetting(folder), versions=versions("nmd-assistnet-phantom 821c402f", "ONNX Runtime 1.23 INT8, 4 threads"),
    )  # fmt: skip
    warm = BoardHealth(frozenset({Concern.HEAT}), temperature_c=86.0)
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=services, size=size, health=lambda: warm)
    hand, found = Hand(kiosk), list[tuple[str, ...]]()
    unlock(hand, exam_of(kiosk))
    found.extend(complaints(kiosk, "patient", size))
    hand.touch("settings")
    found.extend([*complaints(kiosk, "settings", size), *hard_to_touch(kiosk, "settings", size)])
    further = {"backup": "toRestore", "power": "toDecommission"}  # buttons that lead on
    for section in ("health", "node", "backup", "device", "language", "pin", "clock", "network", "power"):
        hand.touch(f"section-{section}")
        if section == "network":
            hand.wait(lambda: hand.can("wifi1"), "the networks")
        found.extend([*complaints(kiosk, section, size), *hard_to_touch(kiosk, section, size)])
        if section in further:
            hand.touch(further[section])
            found.extend([*complaints(kiosk, further[section], size), *hard_to_touch(kiosk, further[section], size)])
            hand.touch("back")
        hand.touch("back")
    assert found == [], "\n".join(map(str, found))
