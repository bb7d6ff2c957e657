"""An exam store behind a kiosk, cheap to unlock and failing on demand, and a hand that begins an exam and takes images."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge_app.engine.protocol import Engine
from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Caliper, Clip, ExamImage, Patient, Site
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Step
from edge_app.records import Finding, GreyImage
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.exam_factories import CHEAP
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

PIN = "2580"
EXAM_RATE = 12.5  # images a second: an exam by touch lasts, and each image is analysed and painted meanwhile


class FastVault(KeyVault):
    """Costs no second at each PIN."""

    def create(self, user: str, pin: str, *_: Any) -> bytearray:
        return super().create(user, pin, CHEAP)


class FailingStore(ExamStore):
    """A store whose disk fails when a test says so."""

    ill = False

    def add(
        self, exam: str, site: Site, finding: Finding, engine: str, calipers: tuple[Caliper, ...] = (), note: str = ""
    ) -> ExamImage:
        if FailingStore.ill:
            raise StoreError("the disk of the test is full", ErrorCode.DISK_FULL)
        return super().add(exam, site, finding, engine, calipers, note)

    def set_calipers(self, exam: str, number: int, calipers: tuple[Caliper, ...]) -> None:
        if FailingStore.ill:
            raise StoreError("the disk of the test is full", ErrorCode.DISK_FULL)
        super().set_calipers(exam, number, calipers)

    def add_clip(self, *args: Any, **kwargs: Any) -> Clip:
        if FailingStore.ill:
            raise StoreError("the disk of the test is full", ErrorCode.DISK_FULL)
        return super().add_clip(*args, **kwargs)

    def set_patient(self, exam: str, patient: Patient) -> None:
        if FailingStore.ill:
            raise StoreError("the disk of the test is full", ErrorCode.DISK_FULL)
        super().set_patient(exam, patient)


def clinic(folder: Path, **options: Any) -> ExamServices:
    def open_store(user: str, key: bytearray) -> ExamStore:
        return FailingStore(folder, key, user)

    return ExamServices(FastVault(folder), "nurse", open_store, "a test", "not for clinical use", **options)


def exam_of(kiosk: Kiosk) -> ExamController:
    assert kiosk.exam is not None
    return kiosk.exam


def stored(folder: Path) -> ExamStore:
    return ExamStore(folder, KeyVault(folder).unlock("nurse", PIN), "nurse")


@contextmanager
def sick() -> Iterator[None]:
    FailingStore.ill = True
    try:
        yield
    finally:
        FailingStore.ill = False


def begun(
    start: StartKiosk,
    folder: Path,
    pedal: str = "",
    size: tuple[int, int] = (800, 480),
    engine: Engine | None = None,
    pixels: GreyImage | None = None,
    mm_per_pixel: float | None = None,
    **options: Any,
) -> tuple[Kiosk, Hand, ExamController]:
    """A kiosk with an anonymous exam, the probe at the first site. pixels: what the probe shows."""
    probe = Probe(EXAM_RATE, textured(240, 320, mean=60) if pixels is None else pixels, mm_per_pixel)
    kiosk = start(probe, services=clinic(folder, **options), pedal=pedal, size=size, engine=engine)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    if exam.workflow.step is Step.PATIENT:
        hand.touch("anonymous")
        hand.touch("next")
    return kiosk, hand, exam


def unlock(hand: Hand, exam: ExamController) -> None:
    """Enter the PIN, or choose it; not by touch: ten of them before every exam take longer than many a test."""
    for _ in range(2 if exam.lock.property("step") == "new" else 1):
        exam.lock.enter(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    if exam.people.property("step") == "key at set-up":
        exam.people.back()


def take(hand: Hand, exam: ExamController) -> None:
    hand.images(3)
    before = exam.property("images")
    film.freeze(hand, exam)
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") > before, "the image to be saved")


def finish(hand: Hand, exam: ExamController) -> None:
    """From the live image, the protocol or the summary to the end. The assessment is the network's: no reason has to be typed."""
    if exam.workflow.step is Step.LIVE:
        hand.touch("back")
    if exam.workflow.step is Step.PROTOCOL:
        hand.touch("sumUp")
    hand.touch("toVerdict")
    hand.touch(f"verdict-{next(label for label in ('normal', 'abnormal') if not exam.reasonNeeded(label))}")
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end of the exam")
