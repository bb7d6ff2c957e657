"""What was asked for and has not arrived is sent again while the screen is unlocked; what waits is said at unlock."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.report_context import NO_SOURCES
from edge_app.exams.store.delivery_log import Delivery, DeliveryState
from edge_app.exams.store.store import ExamStore
from edge_app.ui.outbox import LONGEST_PAUSE_S, Outbox
from tests.support.clinic import stored, unlock
from tests.support.dicom_archive import archive
from tests.support.dicom_peers import peer, silent
from tests.support.exam_factories import KEY
from tests.support.kiosk import StartKiosk
from tests.support.stored_exams import keep_exam, opened, shown, stored_exams

PAUSE_S = 0.02


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as kept:
        yield kept


@pytest.fixture
def nobody() -> DicomNode:
    """A server that does not answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return DicomNode("NOBODY", "127.0.0.1", probe.getsockname()[1])


def asked(store: ExamStore, server: DicomNode, exams: int = 1, identified: bool = False) -> list[str]:
    """Finished exams that somebody wants to be sent."""
    made = [keep_exam(store, f"CASE {number}", str(server)) for number in range(exams)]
    for exam in made:
        store.note_delivery(Delivery(exam, str(server), DeliveryState.WAITING, identified=identified))
    return made


def states(store: ExamStore, exams: list[str]) -> set[DeliveryState]:
    return {delivery.state for delivery in store.deliveries.of(exams)}


@pytest.mark.usefixtures("exports_here")
def test_all_that_was_asked_for_is_sent(qapp: Any, qtbot: Any, store: ExamStore) -> None:
    received: list[Dataset] = []
    with archive(received) as server:
        exams, due = asked(store, server, 2), keep_exam(store, "CASE 9", str(server))
        outbox = Outbox(server, "a test", NO_SOURCES, lambda: store, PAUSE_S)
        outbox.start()
        qtbot.waitUntil(lambda: outbox.property("undelivered") == 1 and not outbox.busy, timeout=60_000)
        outbox.close()
    assert states(store, exams) == {DeliveryState.DELIVERED}
    assert states(store, [due]) == {DeliveryState.DUE}  # nothing leaves the device that nobody has asked for
    assert len({one.StudyInstanceUID for one in received}) == 2
    assert {str(one.PatientID)[:1] for one in received} == {"P"}  # pseudonyms


@pytest.mark.usefixtures("exports_here")
def test_after_a_failure_it_waits_longer_each_time_and_says_why(
    qapp: Any, qtbot: Any, store: ExamStore, nobody: DicomNode
) -> None:
    exams = asked(store, nobody)
    outbox = Outbox(nobody, "a test", NO_SOURCES, lambda: store, PAUSE_S)
    outbox.start()
    qtbot.waitUntil(lambda: outbox.pause_s >= 4 * PAUSE_S, timeout=60_000)
    outbox.close()
    (waiting,) = store.deliveries.of(exams)
    assert (waiting.state, waiting.reason) == (DeliveryState.WAITING, "server silent")
    assert outbox.property("undelivered") == 1 and outbox.pause_s <= LONGEST_PAUSE_S
    outbox.start()
    assert outbox.pause_s == PAUSE_S


def test_an_identity_that_the_server_may_not_take_does_not_leave(qapp: Any, qtbot: Any, store: ExamStore) -> None:
    with archive([]) as server:
        exams = asked(store, server, identified=True)
        outbox = Outbox(server, "a test", NO_SOURCES, lambda: store, PAUSE_S)
        outbox.start()
        qtbot.waitUntil(lambda: bool(store.deliveries.of(exams)[0].reason), timeout=60_000)
        outbox.close()
    assert store.deliveries.of(exams)[0].reason == "server not secure"
    assert "export" not in [sealed.entry.action for sealed in store.trail()]


def test_nothing_is_sent_without_a_store_or_a_server(qapp: Any, qtbot: Any, store: ExamStore, nobody: DicomNode) -> None:
    asked(store, nobody)
    for server, open_store in ((nobody, lambda: None), (None, lambda: store)):
        outbox = Outbox(server, "a test", NO_SOURCES, open_store, PAUSE_S)
        outbox.start()
        qtbot.wait(round(5000 * PAUSE_S))
        assert not outbox.busy
        outbox.close()
    assert "export" not in [sealed.entry.action for sealed in store.trail()]


def test_what_waits_is_said_at_unlock_and_a_tap_leads_to_it(
    start: StartKiosk, folder: Path, exports_here: threading.Event
) -> None:
    received: list[Dataset] = []
    with archive(received) as server:
        with stored_exams(folder) as kept:
            keep_exam(kept, "CASE 1")  # from before there was a server
            keep_exam(kept, "CASE 2", str(server))
            keep_exam(kept, "CASE 3", str(server))
        _, hand, exam = opened(start, folder, server=server)
        button = hand.find("exams")
        assert button is not None and button.property("detail") == "2 not delivered"
        hand.touch("exams")
        hand.wait(lambda: shown(hand, "who1") == "CASE 2" and not exam.stored.reader.busy, "the list")
        assert hand.find("who2") is None and shown(hand, "delivery0") == "Not delivered"
        hand.touch("sendAll")
        hand.wait(lambda: exam.stored.outbox.property("undelivered") == 0, "both to be sent")
        hand.touch("undelivered")
        hand.wait(lambda: shown(hand, "who2") == "CASE 1", "all exams")
        assert shown(hand, "delivery0").startswith("Delivered to ARCHIVE, ")
        assert shown(hand, "delivery2") == "Only on this device"
        hand.touch("back")
        button = hand.find("exams")
        assert button is not None and button.property("detail") == ""
    assert len({one.StudyInstanceUID for one in received}) == 2


def test_stopped_it_waits_for_the_next_attempt_and_blames_nobody(qapp: Any, qtbot: Any, store: ExamStore) -> None:
    reached = threading.Event()

    def hangs(connection: socket.socket, over: threading.Event) -> None:
        reached.set()
        silent(connection, over)

    with peer(hangs) as server:
        exams = asked(store, server)
        outbox = Outbox(server, "a test", NO_SOURCES, lambda: store, PAUSE_S)
        outbox.send_now()
        qtbot.waitUntil(reached.is_set, timeout=120_000)
        outbox.close()
        assert not multiprocessing.active_children()
    (waiting,) = store.deliveries.of(exams)
    assert (waiting.state, waiting.reason) == (DeliveryState.WAITING, "")


def test_the_store_stays_open_until_the_sending_has_ended(start: StartKiosk, folder: Path, exports_here: threading.Event) -> None:
    with archive([]) as server:
        with stored_exams(folder) as kept:
            asked(kept, server)
        exports_here.clear()
        _, hand, exam = opened(start, folder, server=server)
        exam.stored.outbox.send_now()
        hand.wait(lambda: exam.stored.outbox.busy, "the sending")
        exam.lock.lock()
        assert not exam.is_closed  # in use
        exports_here.set()
        hand.wait(lambda: exam.is_closed, "the store to be closed")
        unlock(hand, exam)
        exam.stored.outbox.send_now()
        hand.wait(lambda: exam.stored.outbox.property("undelivered") == 0, "the exam to arrive")
    exam.lock.lock()
    with stored(folder) as after:
        assert after.faults() == []


@pytest.mark.usefixtures("exports_here")
def test_sent_from_the_list_with_identity_where_the_server_may_take_it(start: StartKiosk, folder: Path) -> None:
    received: list[Dataset] = []
    with archive(received) as node:
        server = replace(node, identified_without_tls=True)
        with stored_exams(folder) as kept:
            keep_exam(kept, "CASE 1", str(server))
            keep_exam(kept, None)
        _, hand, exam = opened(start, folder, server=server, media=list)
        hand.touch("exams")
        hand.wait(lambda: shown(hand, "who0") == "CASE 1" and not exam.stored.reader.busy, "the list")
        hand.touch("exam0")
        hand.touch("export")
        hand.touch("sendIdentified")
        hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the export")
        assert exam.exporter.state == "done" and {str(one.PatientID) for one in received} == {"CASE 1"}
        hand.touch("back")
        hand.wait(lambda: shown(hand, "storedDelivery").startswith("Delivered to ARCHIVE"), "the delivery")
        hand.touch("back")
        hand.touch("undelivered")
        hand.wait(lambda: shown(hand, "who0") == "Anonymous" and not exam.stored.reader.busy, "all exams")
        hand.touch("exam0")
        hand.touch("export")
        assert hand.can("send") and hand.find("sendIdentified") is None
    exam.lock.lock()
    with stored(folder) as after:
        trail = [(sealed.entry.action, sealed.entry.detail) for sealed in after.trail()]
        assert ("export", f"with identity, to {server}") in trail
        assert ("deliver", f"delivered, with identity, to {server}") in trail


def test_a_server_that_may_not_take_an_identity_is_not_offered_one(start: StartKiosk, folder: Path, nobody: DicomNode) -> None:
    with stored_exams(folder) as kept:
        keep_exam(kept, "CASE 1", str(nobody))
    _, hand, exam = opened(start, folder, server=nobody, media=list)
    hand.touch("exams")
    hand.wait(lambda: shown(hand, "who0") == "CASE 1" and not exam.stored.reader.busy, "the list")
    hand.touch("exam0")
    hand.touch("export")
    assert hand.can("send") and hand.find("sendIdentified") is None
