"""Whole exams on the real screen, by touch: nothing is called that a finger could not do."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.exams.records import DeletionReason, Site
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.records import Finding, GreyImage
from edge_app.ui.export_controller import FOLDER
from edge_app.ui.removable_media import MediaFault, Stick
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, FailingStore, FastVault, begun, clinic, exam_of, finish, sick, stored, take
from tests.support.fakes import Probe
from tests.support.kiosk import Brightness, StartKiosk


@pytest.mark.slow
def test_a_screening_of_three_muscles_with_the_simulated_probe(
    start: StartKiosk, engine: OrtEngine, folder: Path, tmp_path: Path
) -> None:
    probe, stick, seen = SimulatedProbe(seed=3), tmp_path / "stick", list[str]()
    stick.mkdir()
    kiosk = start(
        probe,
        engine=engine,
        services=clinic(folder, media=lambda: [Stick(stick)], placed=lambda s: probe.move_to(s.muscle, s.side)),
    )
    film.screen_patient(kiosk, seen.append)
    assert exam_of(kiosk).exporter.state == ""
    with stored(folder) as store:
        (line,) = store.exams()
        exam = store.read(line.id)
        assert store.faults() == []
    assert exam.finished and exam.verdict and exam.patient.identifier == "CASE 17" and exam.patient.weight_kg == 66.5
    assert [len(exam.at(site)) for site in PROTOCOL] == [IMAGES_WANTED] * len(PROTOCOL)
    assert {image.engine for image in exam.images} == {"a test"}
    images = [image.finding.frame.pixels for image in exam.images]
    assert not any(np.array_equal(a, b) for i, a in enumerate(images) for b in images[:i])
    assert list((stick / FOLDER).glob("*/*.pdf")) and list((stick / FOLDER).glob("*/DICOMDIR"))
    assert "exported" in seen


def test_what_is_scrolled_back_to_is_what_is_saved(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(20)
    film.freeze(hand, exam)
    last = kiosk.live.displayed
    hand.slide("strip", 0.98, 0.05)
    hand.settle()
    chosen = kiosk.live.displayed
    assert isinstance(chosen, Finding) and isinstance(last, Finding)
    assert last.frame.captured_ns - chosen.frame.captured_ns > 0.7e9
    for language, separator in (("de", ","), ("es", ","), ("en", ".")):
        kiosk.translator.switch_to(language)
        ago = hand.find("ago")
        assert ago is not None and re.match(rf"\d+{re.escape(separator)}\d s ", ago.property("text") + " ")
    readout = kiosk.live.readout
    assert readout.spread is not None and readout.spread.low <= (chosen.probability or 0) <= readout.spread.high
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None and exam.workflow.exam.images[0].finding is chosen
    assert not kiosk.live.frozen and exam.workflow.step is Step.LIVE


class SlowEngine(Brightness):
    """What it has analysed is on the screen later than the screen that was touched meanwhile."""

    def run(self, image: GreyImage) -> Inference:
        time.sleep(0.15)
        return super().run(image)


def test_images_of_another_site_cannot_be_scrolled_back_to(start: StartKiosk, folder: Path, bundle: ModelBundle) -> None:
    placed: list[tuple[Site, int]] = []
    kiosk, hand, exam = begun(
        start, folder, engine=SlowEngine(bundle), placed=lambda site: placed.append((site, time.monotonic_ns()))
    )
    hand.images(10)
    hand.touch("back")
    hand.touch("site3")
    hand.images(10)
    film.freeze(hand, exam)
    hand.slide("strip", 0.98, 0.0)
    oldest = kiosk.live.displayed
    assert [site for site, _ in placed] == [PROTOCOL[0], PROTOCOL[3]] and exam.workflow.site == PROTOCOL[3]
    assert isinstance(oldest, Finding) and oldest.frame.captured_ns >= placed[-1][1]


def test_a_save_that_fails_is_said_and_the_image_stays_in_hand(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(3)
    film.freeze(hand, exam)
    kept = kiosk.live.displayed
    with sick():
        hand.touch("accept")
        hand.wait(lambda: hand.find("fault") is not None, "the failure to be said")
    fault = hand.find("fault")
    assert fault is not None and "disk is full" in fault.property("detail") and hand.find("saved") is None
    assert kiosk.live.displayed is kept and exam.workflow.step is Step.REVIEW
    hand.touch("accept")
    hand.wait(lambda: hand.find("saved") is not None, "saved to be said")
    assert exam.workflow.exam is not None and exam.workflow.exam.images[0].finding is kept


def test_saved_is_said_after_the_disk_has_it(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    take(hand, exam)
    hand.wait(lambda: hand.find("saved") is not None, "saved to be said")
    with stored(folder) as store:
        assert store.exams()[0].images == 1


def test_freeze_by_pedal(start: StartKiosk, folder: Path) -> None:
    kiosk = start(Probe(), services=None, pedal="PgDown")
    Hand(kiosk).images(2)
    QTest.keyClick(kiosk.view, Qt.Key.Key_PageDown)
    assert kiosk.live.frozen


def test_a_wrong_pin_is_said_and_opens_nothing(start: StartKiosk, folder: Path) -> None:
    FastVault(folder).create("nurse", PIN)
    kiosk = start(Probe(), services=clinic(folder))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    hand.pin("1111")
    hand.wait(lambda: hand.find("pinFault") is not None, "the fault")
    said = hand.find("pinFault")
    assert said is not None and "PIN is incorrect" in said.property("text") and exam.lock.locked
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")


def test_untouched_it_locks_and_comes_back_to_the_same_image(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder, lock_after_s=4.0)
    hand.images(3)
    film.freeze(hand, exam)
    kept = kiosk.live.displayed
    hand.wait(lambda: exam.lock.locked, "the lock")
    assert not hand.can("accept") and hand.find("image") is None
    QTest.keyClick(kiosk.view, Qt.Key.Key_Space)
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert kiosk.live.displayed is kept and exam.workflow.step is Step.REVIEW and hand.can("accept")


def test_a_verdict_that_differs_needs_a_reason(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    for _ in range(IMAGES_WANTED):
        take(hand, exam)
    hand.touch("back")
    hand.touch("sumUp")
    hand.touch("toVerdict")
    hand.touch("verdict-normal")
    assert hand.can("finish") and hand.find("reasonChoice0") is None
    hand.touch("verdict-abnormal")
    assert not hand.can("finish")
    hand.touch("reasonChoice1")
    assert hand.can("finish")
    hand.touch("reasonChoice1")
    assert not hand.can("finish")
    hand.touch("reason")
    hand.type("BIOPSY")
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end")
    assert exam.workflow.exam is not None and exam.workflow.exam.verdict is not None
    assert exam.workflow.exam.verdict.reason.upper() == "BIOPSY"


def test_the_summary_names_the_model_it_comes_from(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    take(hand, exam)
    hand.touch("back")
    hand.touch("sumUp")
    reported = hand.find("bundle")
    assert reported is not None and reported.property("text") == kiosk.live.property("bundleId")


def test_while_a_change_is_being_saved_no_other_step_is_taken(start: StartKiosk, folder: Path) -> None:
    """A slow disk has not yet discarded the exam when the next finger comes."""
    go_on = threading.Event()

    class Slow(FailingStore):
        def delete(self, exam: str, reason: DeletionReason | None = None) -> None:
            assert go_on.wait(60)
            super().delete(exam, reason)

    slow = replace(clinic(folder), open_store=lambda user, key: Slow(folder, key, user))
    hand = Hand(kiosk := start(Probe(), services=slow))
    exam = exam_of(kiosk)
    film.choose_pin(hand)
    hand.touch("anonymous")
    hand.touch("back")
    assert exam.busy
    for button in ("next", "site3", "patient"):
        hand.touch(button)
        assert exam.busy and exam.workflow.step is Step.PROTOCOL
    go_on.set()
    hand.wait(lambda: exam.workflow.step is Step.PATIENT, "the next patient")


def test_an_exam_begun_by_mistake_is_discarded(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    hand.touch("back")
    hand.touch("back")
    hand.wait(lambda: exam.workflow.step is Step.PATIENT, "the next patient")
    with stored(folder) as store:
        assert store.exams() == []


def test_the_language_changes_while_it_runs(start: StartKiosk, folder: Path) -> None:
    _, hand, _ = begun(start, folder)
    hand.touch("back")
    words = []
    for _ in range(3):
        summary = hand.find("sumUp")
        assert summary is not None
        words.append(summary.property("text"))
        hand.touch("language")
    assert words == ["Summary", "Übersicht", "Resumen"]


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (640, 480)])
def test_a_reason_is_typed_with_the_letters_of_the_language(start: StartKiosk, folder: Path, size: tuple[int, int]) -> None:
    kiosk, hand, exam = begun(start, folder, size=size)
    take(hand, exam)
    hand.touch("back")
    hand.touch("sumUp")
    hand.touch("toVerdict")
    written = ""
    for language, letters in (("en", ""), ("de", "ÄÖÜß"), ("es", "ÁÉÍÓÚÑ")):
        kiosk.translator.switch_to(language)
        hand.touch("reason")
        for key in ("Erase",) * len(written) + ("Z", "Space", *letters, "Space", "Z"):
            hand.touch(f"key{key}")
        for key in ("keySpace", "keyErase", *(f"key{letter}" for letter in letters)):
            thing = hand.find(key)
            assert thing is not None
            box = thing.mapRectToScene(thing.boundingRect())
            assert box.bottom() <= size[1] and box.right() <= size[0], key
        hand.touch("entryOk")
        reason, written = hand.find("reason"), f"Z {letters.lower()} z"
        assert reason is not None and reason.property("text") == written


KILLED = """
import sys
from pathlib import Path
from edge_app.bundle.loader import load_bundle
from edge_app.bundle.trusted_keys import read_keys
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from edge_app.ui.kiosk import Kiosk, application
from tests.support.fakes import Probe, textured
from tests.support.clinic import clinic, take
from tests.support.kiosk import SHORT_PAUSE_MS, Brightness, set_pause

app = application()
bundle = load_bundle(Path(sys.argv[1]), read_keys(Path(sys.argv[2])))
with Kiosk(Probe(pixels=textured(240, 320, mean=60)), bundle, Brightness(bundle), size=(800, 480),
           services=clinic(Path(sys.argv[3]))) as kiosk:
    kiosk.view.show()
    set_pause(kiosk, SHORT_PAUSE_MS)
    hand, exam = Hand(kiosk), kiosk.exam
    film.choose_pin(hand)
    hand.touch("anonymous"); hand.touch("next")
    while True:
        take(hand, exam)
        print(exam.property("images"), flush=True)
"""


@pytest.mark.parametrize("taken", [pytest.param(2, marks=pytest.mark.slow), 3, pytest.param(4, marks=pytest.mark.slow)])
def test_killed_in_the_middle_it_comes_back_where_it_was(
    start: StartKiosk, folder: Path, bundle_folder: Path, keys_folder: Path, taken: int
) -> None:
    kiosk = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(bundle_folder), str(keys_folder), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert kiosk.stdout is not None
    said = 0
    while said < taken:
        said = int(kiosk.stdout.readline())
    time.sleep(0.005 * taken)
    kiosk.kill()
    rest = [int(line) for line in kiosk.stdout if line.strip().isdigit()]
    kiosk.wait()
    said = max([said, *rest])
    _, _, exam = begun(start, folder)
    assert exam.property("images") in (said, said + 1)  # one may be on the disk before the screen could say so
    kept = exam.property("images")
    assert exam.workflow.site == PROTOCOL[kept // IMAGES_WANTED]
    assert exam.workflow.step is Step.LIVE


def test_a_stick_that_cannot_be_written_to_is_said_and_not_offered(start: StartKiosk, folder: Path, tmp_path: Path) -> None:
    there: list[Stick] = []
    _, hand, exam = begun(start, folder, media=lambda: list(there))
    take(hand, exam)
    finish(hand, exam)
    assert hand.find("place0") is None
    there.append(Stick(tmp_path / "LOCKED", MediaFault.READ_ONLY))
    hand.wait(lambda: hand.find("place0") is not None, "the stick to be seen")
    place = hand.find("place0")
    assert place is not None and not hand.can("place0") and "Write-protected" in place.property("detail")
    there[0] = Stick(tmp_path / "LOCKED")
    hand.wait(lambda: hand.can("place0"), "the stick to be writable")


def test_a_frozen_image_that_is_not_live_is_said_to_be_none_to_keep(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, _ = begun(start, folder)
    hand.images(3)
    assert hand.find("notKept") is None
    probe = kiosk.worker._source
    assert isinstance(probe, Probe)
    probe.unplug()
    hand.wait(lambda: not kiosk.live.state.current, "the loss")
    hand.touch("freeze")
    assert hand.find("notKept") is not None and not hand.can("accept")
    probe.plug_in()
    hand.touch("freeze")
    hand.wait(lambda: kiosk.live.state.current, "the probe")
    hand.images(2)
    hand.touch("freeze")
    hand.settle()
    assert hand.find("notKept") is None and hand.can("accept")
