"""The patient was entered wrongly: corrected on the screen, by touch, as long as the exam goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.exams.workflow import Step
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, clinic, exam_of, sick, stored, take
from tests.support.corrections import RIGHT, WRONG, corrected, erase_and_type, opened
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk


def shown(hand: Hand, name: str) -> str:
    thing = hand.find(name)
    assert thing is not None
    return str(thing.property("text"))


def test_from_the_protocol(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = opened(start, folder)
    hand.touch("patient")
    assert [shown(hand, name) for name in ("identifier", "age", "stature", "weight")] == (
        ["CASE 17", "14 years", "171 cm", "66.5 kg"]
    )
    hand.touch("back")
    assert exam.workflow.step is Step.PROTOCOL
    corrected(hand, exam)
    assert shown(hand, "title") == "CASE 71" and exam.workflow.exam is not None and exam.workflow.exam.patient == RIGHT
    with stored(folder) as store:
        (line,) = store.exams()
        assert store.read(line.id).patient == RIGHT and store.faults() == []
        entries = [one.entry for one in store.trail() if one.entry.exam == line.id]
    assert [(entry.who, entry.action) for entry in entries] == [("nurse", "start"), ("nurse", "change")]
    assert entries[1].detail.endswith("identifier, age, sex")


def test_from_the_summary_and_the_exam_is_finished_with_it(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = opened(start, folder)
    hand.touch("next")
    take(hand, exam)
    hand.touch("back")
    hand.touch("sumUp")
    corrected(hand, exam)
    assert exam.workflow.step is Step.SUMMARY and shown(hand, "title") == "CASE 71"
    hand.touch("toVerdict")
    hand.touch("verdict-normal")
    hand.hold_down("finish")
    hand.wait(lambda: exam.workflow.step is Step.DONE, "the end")
    with stored(folder) as store:
        kept = store.read(store.exams()[0].id)
        assert kept.patient == RIGHT and len(kept.images) == 1 and kept.finished and store.faults() == []


def test_made_anonymous(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = opened(start, folder)
    hand.touch("patient")
    hand.touch("age")
    for _ in range(6):
        hand.touch("keyErase")
    hand.touch("key1")
    hand.touch("key7")
    assert not hand.can("entryOk"), "the model knows no children"
    assert not hand.can("key."), "1.5 years must not become 1"
    hand.touch("keyErase")
    hand.touch("key8")
    hand.touch("entryOk")
    assert shown(hand, "age") == "18 years"
    erase_and_type(hand, "identifier", "")
    assert shown(hand, "correct") == "Save as anonymous"
    hand.touch("correct")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the correction to be saved")
    assert shown(hand, "title") == "Anonymous patient"
    with stored(folder) as store:
        assert store.exams()[0].identifier is None


def test_the_z_score_is_that_of_the_corrected_patient(start: StartKiosk, folder: Path, tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path / "profiles")
    profiles.keep(DeviceProfile("test probe", echo_reference=PHANTOM_REFERENCE.name))
    _, hand, exam = opened(start, folder, profiles=profiles)
    hand.touch("next")
    hand.wait(lambda: exam.z_score is not None, "the z-score")
    of_the_wrong_one = exam.z_score
    hand.touch("back")
    corrected(hand, exam)
    hand.touch("next")
    hand.wait(lambda: exam.z_score is not None, "the z-score")
    assert exam.z_score is not None and of_the_wrong_one is not None
    # The probe's image is the same to a grey level: what differs is what is healthy at that age and sex.
    assert abs(exam.z_score - of_the_wrong_one) > 0.3


def test_a_correction_that_cannot_be_saved_is_reported_and_kept_in_hand(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = opened(start, folder)
    hand.touch("patient")
    erase_and_type(hand, "age", "44")
    with sick():
        hand.touch("correct")
        hand.wait(lambda: hand.find("fault") is not None, "the failure to be said")
    assert exam.workflow.step is Step.CORRECTION and shown(hand, "age") == "44 years"
    with stored(folder) as store:
        assert store.read(store.exams()[0].id).patient == WRONG
    hand.touch("correct")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the correction to be saved")
    with stored(folder) as store:
        assert store.read(store.exams()[0].id).patient.age == 44


KILLED = """
import os, sys
from pathlib import Path
from edge_app.bundle.loader import load_bundle
from edge_app.bundle.trusted_keys import read_keys
from edge_app.ui.kiosk import Kiosk, application
from tests.support.fakes import Probe, textured
from tests.support.clinic import clinic
from tests.support.corrections import corrected, opened
from tests.support.kiosk import SHORT_PAUSE_MS, Brightness, set_pause

app = application()
bundle = load_bundle(Path(sys.argv[1]), read_keys(Path(sys.argv[2])))

def start(probe, **options):
    kiosk = Kiosk(probe, bundle, Brightness(bundle), size=(800, 480), **options).__enter__()
    kiosk.view.show()
    set_pause(kiosk, SHORT_PAUSE_MS)
    return kiosk

_, hand, exam = opened(start, Path(sys.argv[3]))
corrected(hand, exam)
os.kill(os.getpid(), 9)
"""


def test_killed_right_after_it_the_correction_is_there(
    start: StartKiosk, folder: Path, bundle_folder: Path, keys_folder: Path
) -> None:  # fmt: skip
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(bundle_folder), str(keys_folder), str(folder)], check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert exam.workflow.step is Step.PROTOCOL and shown(hand, "title") == "CASE 71"
    assert exam.workflow.exam is not None and exam.workflow.exam.patient == RIGHT
