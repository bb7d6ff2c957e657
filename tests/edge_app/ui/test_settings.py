"""The settings by touch: between two patients only, closed by the lock; what is wrong with the device is a mark before it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from edge_app.diagnostics.versions import Versions
from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.stop import Stop
from edge_app.exams.store.vault_document import Role
from edge_app.language_setting import LanguageSetting
from edge_app.system.board_health import BoardHealth, Concern
from edge_app.ui import node_controller
from tests.support.clinic import PIN, FastVault, unlock
from tests.support.exam_factories import filled
from tests.support.fake_system_bus import FakeBus, FakeRadio
from tests.support.kiosk_screen import item, said
from tests.support.kiosk_settings import OpenKiosk, said_value, section
from tests.support.stored_exams import shown

NODE = DicomNode("ARCHIVE", "192.0.2.10", 104)  # nobody's (RFC 5737)
PASSPHRASE = "six words drawn"
OTHER_PIN = "1379"


def test_they_are_opened_before_a_patient_and_closed_by_the_lock(open_kiosk: OpenKiosk) -> None:
    kiosk, hand, exam = open_kiosk()
    section(hand, "device")
    hand.touch("back")
    assert hand.can("section-health")
    hand.touch("back")
    hand.wait(lambda: hand.can("anonymous"), "the patient")
    section(hand, "power")
    exam.lock.lock()
    assert hand.find("powerOff") is None
    unlock(hand, exam)
    assert hand.can("anonymous") and hand.find("powerOff") is None
    hand.touch("anonymous")
    hand.wait(lambda: hand.can("next"), "the protocol")
    assert kiosk.settings is not None and hand.find("settings") is None
    kiosk.settings.open()
    assert not kiosk.settings.property("isOpen"), "not during an exam"


def test_an_operator_looks_and_tests_and_the_rest_is_for_a_supervisor(open_kiosk: OpenKiosk, folder: Path) -> None:
    bus = FakeBus()
    kiosk, hand, exam = open_kiosk(bus=bus, server=NODE)
    FastVault(folder).add("doctor", OTHER_PIN, Role.OPERATOR, FastVault(folder).unlock("nurse", PIN))
    exam.lock.lock()
    exam.lock.choose("doctor")
    exam.lock.enter(OTHER_PIN)
    hand.wait(lambda: hand.can("settings"), "the operator")
    hand.touch("settings")
    names = ("health", "node", "backup", "device", "people", "language", "pin", "clock", "network", "power")
    assert [name for name in names if hand.can(f"section-{name}")] == ["health", "node", "device", "language", "pin"]
    assert kiosk.settings is not None
    for name in ("backup", "restore", "power", "decommission"):
        kiosk.settings.show(name)
        assert kiosk.settings.property("section") == ""
    hand.touch("section-node")
    assert hand.can("echo")


def test_what_is_wrong_is_counted_and_each_has_one_piece_of_advice(open_kiosk: OpenKiosk, folder: Path) -> None:
    key = FastVault(folder).create("nurse", PIN)
    filled(folder, exams=1, images=1, key=bytes(key)).close()
    ahead = datetime.now(timezone.utc) + timedelta(days=300)
    health = BoardHealth(frozenset({Concern.HEAT}), temperature_c=86.0)
    kiosk, hand, _ = open_kiosk(health, built=ahead)
    hand.wait(lambda: hand.find("warningCount") is not None and said(kiosk, "warningCount") == "3", "the count")
    section(hand, "health")
    for kind in ("clock", "throttling", "backup"):
        assert hand.find(f"warning-{kind}") is not None
    assert hand.find("allWell") is None


def test_without_a_warning_there_is_no_mark(open_kiosk: OpenKiosk) -> None:
    _, hand, _ = open_kiosk()
    assert hand.can("settings") and hand.find("warningCount") is None
    section(hand, "health")
    assert hand.find("allWell") is not None


def test_a_node_is_tested_and_one_that_does_not_answer_is_a_warning(
    open_kiosk: OpenKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: str | None = None

    def verify(node: DicomNode, stop: Stop) -> None:
        if answer is not None:
            raise ExportError("an English sentence", ErrorCode(answer), node.title)

    monkeypatch.setattr(node_controller, "verify_in_subprocess", verify)
    kiosk, hand, _ = open_kiosk(server=NODE)
    section(hand, "node")
    assert kiosk.settings is not None
    for code in sorted(node_controller.UNREACHABLE):
        for answer in (code, None):
            before = shown(hand, "echoResult")
            hand.touch("echo")
            hand.wait(lambda before=before: shown(hand, "echoResult") not in ("", before), f"the result {answer}")  # type: ignore[misc]
            assert "ARCHIVE" in shown(hand, "echoResult")
            kinds = [one["kind"] for one in kiosk.settings.property("warnings")]
            assert kinds == ([] if answer is None else ["node"]), answer


def test_a_test_of_the_node_ends_with_the_lock(open_kiosk: OpenKiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def verify(node: DicomNode, stop: Stop) -> None:
        begun.set()
        while not stop.requested:
            assert not ended.wait(0.01)
        raise ExportError("stopped", ErrorCode.SENDING_STOPPED)

    monkeypatch.setattr(node_controller, "verify_in_subprocess", verify)
    kiosk, hand, exam = open_kiosk(server=NODE)
    section(hand, "node")
    hand.touch("echo")
    hand.wait(begun.is_set, "the test")
    exam.lock.lock()
    assert kiosk.settings is not None
    node = kiosk.settings.property("node")
    hand.wait(lambda: node.property("state") == "", "its end")
    assert kiosk.settings.property("warnings") == [], "nothing was learnt of the node"


def test_off_and_on_again_are_held_and_a_tap_does_nothing(open_kiosk: OpenKiosk) -> None:
    bus = FakeBus()
    kiosk, hand, _ = open_kiosk(bus=bus)
    section(hand, "power")
    hand.touch("powerOff")
    assert bus.asked == []
    hand.hold("powerOff")
    hand.wait(lambda: bus.asked == ["PowerOff"], "the system to be asked")
    assert kiosk.settings is not None and kiosk.settings.property("power").property("state") == "busy"


def test_a_system_that_refuses_is_one_sentence_and_the_button_stays(open_kiosk: OpenKiosk) -> None:
    kiosk, hand, _ = open_kiosk(bus=FakeBus(refuses=True))
    section(hand, "power")
    hand.hold("restart")
    hand.wait(lambda: hand.find("powerNote") is not None and "did not do" in said(kiosk, "powerNote"), "the sentence")
    assert hand.can("restart")


def test_nothing_is_switched_off_while_something_is_saved(open_kiosk: OpenKiosk) -> None:
    bus = FakeBus()
    kiosk, hand, exam = open_kiosk(bus=bus)
    section(hand, "power")
    going = threading.Event()
    exam.save_aside(lambda store: [going.wait(60)].clear())
    assert kiosk.settings is not None and not hand.can("powerOff")
    kiosk.settings.property("power").switchOff()
    going.set()
    hand.wait(lambda: hand.can("powerOff"), "the end of saving")
    assert bus.asked == []


def test_where_there_is_no_system_bus_the_section_says_so(open_kiosk: OpenKiosk) -> None:
    _, hand, _ = open_kiosk()
    section(hand, "power")
    assert not hand.can("powerOff") and hand.find("powerNote") is not None


def test_the_time_zone_is_chosen_by_region_and_place(open_kiosk: OpenKiosk) -> None:
    bus = FakeBus()
    kiosk, hand, _ = open_kiosk(bus=bus)
    section(hand, "clock")
    hand.touch("chooseZone")
    hand.touch("zone-America")
    hand.touch("allRegions")
    hand.touch("zone-Europe")
    hand.touch("zone-Europe/Madrid")
    hand.wait(lambda: bus.zone == "Europe/Madrid" and hand.can("chooseZone"), "the zone")
    assert kiosk.settings is not None and kiosk.settings.property("clock").property("zone") == "Europe/Madrid"


def test_date_and_time_are_typed_in_the_zone_that_is_set_and_no_server_sets_them_then(open_kiosk: OpenKiosk) -> None:
    bus = FakeBus(zone="Europe/Berlin")
    kiosk, hand, _ = open_kiosk(bus=bus)
    section(hand, "clock")
    hand.touch("setTime")
    hand.type("202611301745")
    hand.wait(lambda: bus.clock is not None and hand.can("setTime"), "the clock")
    assert bus.clock == datetime(2026, 11, 30, 16, 45, tzinfo=timezone.utc) and not bus.by_server
    hand.touch("setTime")
    hand.type("202602301745")  # the 30th of February
    hand.wait(lambda: "no such date" in said(kiosk, "clockNote"), "the sentence")
    hand.touch("timeServer")
    hand.wait(lambda: bus.by_server, "the server")


def test_the_network_is_shown_as_it_is(open_kiosk: OpenKiosk) -> None:
    kiosk, hand, _ = open_kiosk(bus=FakeBus())
    section(hand, "network")
    hand.wait(lambda: hand.find("link1") is not None, "two links")
    assert said_value(kiosk, "link0") == "connected · ward · 10.0.0.7/24"
    assert said_value(kiosk, "link1") == "no cable, or switched off"


def test_a_wireless_network_is_joined_by_its_password_and_forgotten(
    open_kiosk: OpenKiosk, caplog: pytest.LogCaptureFixture
) -> None:
    radio = FakeRadio(on=False)
    kiosk, hand, _ = open_kiosk(bus=FakeBus(radio=radio))
    section(hand, "network")
    hand.touch("radioOn")
    hand.wait(lambda: hand.can("wifi1"), "the networks")
    assert said(kiosk, "wifi1") == "ward" and not hand.can("wifi2"), "one with accounts is not joined here"
    assert radio.joined == b"" and radio.kept == {}, "nothing is joined unasked"
    hand.touch("wifi1")
    hand.type("sesam 1")
    hand.wait(lambda: "refused the password" in said(kiosk, "networkNote"), "why not")
    assert radio.kept == {}
    hand.touch("wifi1")
    for key in ("Mode", "S", "Mode", "Mode", "E", "S", "A", "M", "Space", "1", "Mode", "Mode", "!"):
        hand.touch(f"key{key}")
    hand.touch("entryOk")
    hand.wait(lambda: radio.joined == b"ward" and hand.can("wifi0"), "the network")
    assert said(kiosk, "wifi0") == "ward" and str(item(kiosk, "wifi0").property("detail")).startswith("connected")
    entry = item(kiosk, "entry")
    assert entry.property("value") == "" and "Sesam" not in caplog.text and "Sesam" not in repr(vars(kiosk.settings))
    hand.touch("wifi0")
    hand.hold_down("wifiForget0")
    hand.wait(lambda: radio.kept == {} and radio.joined == b"", "it to be forgotten")


def test_a_language_has_a_button_of_its_own_and_is_kept(open_kiosk: OpenKiosk, folder: Path) -> None:
    kiosk, hand, _ = open_kiosk()
    section(hand, "language")
    hand.touch("language-es")
    assert kiosk.translator.code == "es" and LanguageSetting(folder, "en").read() == "es"


def test_the_device_says_what_it_is_made_of(open_kiosk: OpenKiosk) -> None:
    kiosk, hand, _ = open_kiosk(versions=Versions(program="edge-app 9.9", release="9.9.1", model="a model"))
    section(hand, "device")
    texts, waiting = [], [kiosk.view.rootObject()]
    while waiting:
        thing = waiting.pop()
        if thing.isVisible():
            texts.append(str(thing.property("text") or ""))
            waiting.extend(thing.childItems())
    assert {"edge-app 9.9", "9.9.1", "a model", "test probe"} <= set(texts)
