"""The lock on the real screen: the store is closed behind it, what is under way ends well, and the exam goes on where it was."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.records import Caliper, ExamImage, Site
from edge_app.exams.store.database import STORE
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.store.wrapped_key import wipe
from edge_app.exams.workflow import Step
from edge_app.records import Finding
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.export_controller import FOLDER
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.removable_media import Stick
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.burned_in_text import tissue
from tests.support.clinic import EXAM_RATE, PIN, FastVault, exam_of, finish, stored, take
from tests.support.clinic import unlock as choose_pin
from tests.support.dicom_peers import peer, silent
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk

PATIENCE_S = 120.0


class SlowStore(ExamStore):
    """A store that waits with an image until a test lets it go on."""

    go_on = threading.Event()

    def add(
        self, exam: str, site: Site, finding: Finding, engine: str, calipers: tuple[Caliper, ...] = (), note: str = ""
    ) -> ExamImage:
        assert SlowStore.go_on.wait(PATIENCE_S)
        return super().add(exam, site, finding, engine, calipers, note)


class Bench:
    """A kiosk whose stores, and the keys they were opened with, a test can look at."""

    def __init__(self, start: StartKiosk, folder: Path) -> None:
        self.stores: list[ExamStore] = []
        self.keys: list[bytearray] = []
        self.folder, self._start = folder, start

    def begin(
        self, media: Callable[[], list[Stick]] = list, server: DicomNode | None = None
    ) -> tuple[Kiosk, Hand, ExamController]:
        """With an anonymous exam, the probe at the first site."""

        def open_store(user: str, key: bytearray) -> ExamStore:
            self.keys.append(key)
            self.stores.append(SlowStore(self.folder, key, user))
            return self.stores[-1]

        vault, notice = FastVault(self.folder), "not for clinical use"
        clinic = ExamServices(vault, "nurse", open_store, "a test", notice, media=media, server=server)
        kiosk = self._start(Probe(EXAM_RATE, tissue()), services=clinic)
        hand, exam = Hand(kiosk), exam_of(kiosk)
        choose_pin(hand, exam)
        hand.touch("anonymous")
        hand.touch("next")
        return kiosk, hand, exam

    def shut(self) -> bool:
        """Whether nothing can be read through the last store, and its log lies in the file."""
        try:
            self.stores[-1].exams()
        except StoreError:
            return not (self.folder / f"{STORE}-wal").exists()
        return False


@pytest.fixture
def bench(start: StartKiosk, tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "exams").mkdir()
    SlowStore.go_on.set()
    yield Bench(start, tmp_path / "exams")
    SlowStore.go_on.set()


def unlock(hand: Hand, exam: ExamController) -> None:
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")


def leave_alone(hand: Hand, exam: ExamController) -> None:
    """Until it locks, in no time: in test_screening_by_touch.py that takes as long as it was set to."""
    (idle,) = exam.lock.findChildren(QTimer)
    set_to = idle.interval()
    assert idle.isActive() and set_to == 120_000
    idle.setInterval(1)
    hand.wait(lambda: exam.lock.locked, "the lock")
    idle.setInterval(set_to)


def test_locked_the_store_is_closed_and_its_keys_are_gone(bench: Bench) -> None:
    _, hand, exam = bench.begin()
    take(hand, exam)
    hand.touch("back")
    assert not bench.shut()
    hand.touch("lock")
    hand.wait(bench.shut, "the store to close")
    assert bench.keys == [bytearray(32)]
    for ask in (bench.stores[0].exams, bench.stores[0].trail, lambda: bench.stores[0].key):
        with pytest.raises(StoreError, match="closed; unlock it with the PIN"):
            ask()
    unlock(hand, exam)
    assert exam.workflow.step is Step.PROTOCOL and exam.property("images") == 1 and len(bench.stores) == 2
    hand.touch("next")
    take(hand, exam)
    assert [sealed.entry.action for sealed in bench.stores[1].trail()] == (
        ["create", "unlock", "start", "change", "unlock", "change"]
    )


def test_a_review_goes_on_with_the_same_image(bench: Bench) -> None:
    kiosk, hand, exam = bench.begin()
    hand.images(3)
    film.freeze(hand, exam)
    kept = kiosk.live.displayed
    leave_alone(hand, exam)
    hand.wait(bench.shut, "the store to close")
    assert hand.find("accept") is None and hand.find("image") is None
    unlock(hand, exam)
    assert kiosk.live.displayed is kept and exam.workflow.step is Step.REVIEW
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    with stored(bench.folder) as store:
        assert (store.read(store.exams()[0].id).images[0].finding.frame.pixels == kept.frame.pixels).all()  # type: ignore[union-attr]


def test_a_save_under_way_ends_before_the_store_is_closed(bench: Bench) -> None:
    _, hand, exam = bench.begin()
    hand.images(3)
    SlowStore.go_on.clear()
    film.freeze(hand, exam)
    hand.touch("accept")
    leave_alone(hand, exam)
    QTest.qWait(200)
    assert not bench.shut()
    SlowStore.go_on.set()
    hand.wait(bench.shut, "the store to close")
    with stored(bench.folder) as store:
        assert store.exams()[0].images == 1
    unlock(hand, exam)
    assert exam.property("images") == 1 and exam.workflow.step is Step.LIVE


def test_unlocked_again_while_a_save_is_under_way_nothing_is_closed(bench: Bench) -> None:
    _, hand, exam = bench.begin()
    hand.images(3)
    SlowStore.go_on.clear()
    film.freeze(hand, exam)
    hand.touch("accept")
    leave_alone(hand, exam)
    unlock(hand, exam)
    SlowStore.go_on.set()
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert len(bench.stores) == 1 and not bench.shut() and bench.keys == [bytearray(32)]


def test_what_is_being_saved_is_the_work_of_whoever_was_here_before(bench: Bench) -> None:
    """Another one who comes in meanwhile waits for it."""
    _, hand, exam = bench.begin()
    hand.images(3)
    FastVault(bench.folder).add("doctor", "1379", Role.OPERATOR, bench.stores[-1].key)
    SlowStore.go_on.clear()
    film.freeze(hand, exam)
    hand.touch("accept")
    leave_alone(hand, exam)
    exam.lock.choose("doctor")
    exam.lock.enter("1379")
    QTest.qWait(200)
    assert exam.lock.locked and exam.lock.busy
    SlowStore.go_on.set()
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert len(bench.stores) == 1
    entries = [(sealed.entry.who, sealed.entry.action) for sealed in bench.stores[0].trail()]
    assert entries[-2:] == [("nurse", "change"), ("doctor", "unlock")]


def test_an_export_under_way_ends_before_the_store_is_closed(bench: Bench, tmp_path: Path) -> None:
    (stick := tmp_path / "stick").mkdir()
    _, hand, exam = bench.begin(media=lambda: [Stick(stick)])
    take(hand, exam)
    finish(hand, exam)
    hand.touch("place0")
    hand.touch("lock")
    assert exam.exporter.state == "busy" and not bench.shut()
    hand.wait(bench.shut, "the export to end and the store to close")
    assert list((stick / FOLDER).glob("*/*.pdf"))
    unlock(hand, exam)
    assert exam.exporter.state == "done" and exam.workflow.step is Step.DONE
    assert "export" in [sealed.entry.action for sealed in bench.stores[-1].trail()]


def test_sending_ends_at_the_lock_whatever_the_server_does(bench: Bench) -> None:
    reached = threading.Event()

    def hangs(connection: socket.socket, over: threading.Event) -> None:
        reached.set()
        silent(connection, over)

    with peer(hangs) as server:
        _, hand, exam = bench.begin(server=server)
        take(hand, exam)
        finish(hand, exam)
        hand.touch("send")
        hand.wait(reached.is_set, "the connection")
        hand.touch("lock")
        hand.wait(bench.shut, "the store to close")
    assert exam.exporter.state.startswith(ErrorCode.SENDING_STOPPED.value) and not multiprocessing.active_children()
    assert bench.keys == [bytearray(32)]
    unlock(hand, exam)
    assert exam.workflow.step is Step.DONE and hand.can("send")


def test_wrong_pins_are_reported_once_the_right_one_opens_the_trail(bench: Bench) -> None:
    _, hand, exam = bench.begin()
    hand.touch("back")
    hand.touch("lock")
    for _ in range(2):
        hand.pin("1111")
        hand.wait(lambda: not exam.lock.busy and exam.property("step") == "protocol", "the wrong PIN to be tried")
        assert exam.lock.locked
    unlock(hand, exam)
    reported = [sealed.entry for sealed in bench.stores[-1].trail() if sealed.entry.action == "refuse"]
    assert [entry.detail for entry in reported] == ["2 wrong PINs before"]


def test_a_store_that_cannot_be_opened_again_is_said_and_the_exam_waits(bench: Bench) -> None:
    _, hand, exam = bench.begin()
    take(hand, exam)
    hand.touch("back")
    hand.touch("lock")
    hand.wait(bench.shut, "the store to close")
    kept = (bench.folder / STORE).read_bytes()
    (bench.folder / STORE).write_bytes(b"junk" * 2000)
    hand.pin(PIN)
    hand.wait(lambda: hand.find("pinFault") is not None, "the fault")
    assert exam.lock.locked
    (bench.folder / STORE).write_bytes(kept)
    unlock(hand, exam)
    assert exam.property("images") == 1 and exam.workflow.step is Step.PROTOCOL


def test_a_wiped_key_is_zeros() -> None:
    key = bytearray(b"\x01" * 32)
    wipe(key)
    assert key == bytes(32)


def test_ctrl_q_quits_when_unlocked_and_only_then(bench: Bench) -> None:
    kiosk, hand, exam = bench.begin()
    asked: list[bool] = []
    hand.touch("back")
    kiosk.view.engine().quit.connect(lambda: asked.append(exam.lock.locked))
    hand.touch("lock")
    hand.wait(lambda: exam.lock.locked, "the lock")
    QTest.keyClick(kiosk.view, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    unlock(hand, exam)
    QTest.keyClick(kiosk.view, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: bool(asked), "the kiosk to quit")
    assert asked == [False]
