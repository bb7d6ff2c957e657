"""`edge-app exams` as somebody at a terminal uses it."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from edge_app import config
from edge_app.__main__ import main
from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.loading import engine_fingerprint, load_model
from edge_app.exams.records import Patient
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.pipeline import analyse
from edge_app.records import Frame, Label, Muscle, Permission, Roi, Side
from edge_app.scanner_screen import central_region
from tests.support.dicom_archive import archive
from tests.support.exam_commands import call
from tests.support.exam_factories import CHEAP, SITE, unvalidated
from tests.support.fakes import textured

pytestmark = [
    pytest.mark.skipif(not DEFAULT_BUNDLE.is_dir(), reason="the shipped bundle is not in this checkout"),
    pytest.mark.usefixtures("cheap_keys"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one exam, made with the shipped bundle."""
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = config.load("generic").settings
    store_folder = tmp_path / "exams"
    key = KeyVault(store_folder, settings.exams.device_key_path).create("operator", "4711", CHEAP)
    bundle, engine = load_model(None, None, settings.engine)
    with ExamStore(store_folder, key, "operator") as store:
        exam = store.start(Patient("Clinic 17", 44)).id
        for seed in range(2):
            finding = analyse(
                Frame(textured(200, 240, seed), seed, 0, 0.1, "test probe"),
                Roi(20, 30, 180, 150),
                bundle,
                engine,
                Permission.LABEL,
            )
            store.add(exam, SITE, finding, engine_fingerprint(engine))
        store.give_verdict(exam, Label.NORMAL, "seen by hand")
        store.finish(exam)
    return store_folder


def test_wrong_pins_at_the_terminal_are_reported_in_the_trail(folder: Path) -> None:
    for _ in range(2):
        assert call(folder, "list", EDGE_APP_PIN="0000").exit_code == 1
    reported = [line for line in call(folder, "trail").stdout.splitlines() if "refuse" in line]
    assert len(reported) == 1 and reported[0].endswith("2 wrong PINs before")
    assert call(folder, "trail").stdout.count("refuse") == 1, "once"


def test_a_pin_that_could_not_be_set_is_reported_all_the_same_and_one_that_cannot_be_is_not(folder: Path) -> None:
    """Told first: nobody gets a PIN behind the trail's back."""
    assert call(folder, "pin", "night shift", EDGE_APP_NEW_PIN="12").exit_code == 1
    assert "night shift" not in call(folder, "trail").stdout
    (folder / ".vault.json.edge-app-part").mkdir()  # so that it cannot be written
    failed = call(folder, "pin", "night shift")
    assert failed.exit_code == 1 and "cannot be written" in failed.output
    assert "night shift added as operator" in call(folder, "trail").stdout


def test_an_older_store_put_back_lacks_the_seal_that_was_noted(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / STORE, tmp_path / "older")
    verified = call(folder, "verify", "--no-replay")
    seal = verified.stdout.split("the last seal ")[1].split()[0]
    assert call(folder, "verify", "--no-replay", "--seal", seal.upper()).exit_code == 0
    assert call(folder, "delete", "--yes", exam_id(folder)).exit_code == 0
    assert call(folder, "verify", "--no-replay", "--seal", seal).exit_code == 0, "what went on since is no fault"
    shutil.copy(tmp_path / "older", folder / STORE)
    unaided = call(folder, "verify", "--no-replay")
    assert unaided.exit_code == 1 and "FAIL  an older store was put in place of this one" in unaided.stdout
    assert "Note: an older store" in call(folder, "list").stderr
    for note in tmp_path.rglob("last-entry*.json"):  # beside the store, and beside the device key
        note.unlink()  # the whole disk put back: then only the noted seal helps
    shutil.copy(tmp_path / "older", folder / STORE)
    assert call(folder, "verify", "--no-replay").exit_code == 0, "whole as it is, it cannot be reported by itself"
    older = call(folder, "verify", "--no-replay", "--seal", seal)
    assert older.exit_code == 1 and "older store" in older.stdout


def test_a_restore_that_gets_no_pin_leaves_nothing_that_bars_the_next(folder: Path, tmp_path: Path) -> None:
    assert call(folder, "backup", str(tmp_path / "backup")).exit_code == 0
    new = tmp_path / "new"
    (new / ".vault.json.edge-app-part").mkdir(parents=True)  # so that no vault can be written
    failed = call(new, "restore", str(tmp_path / "backup"))
    assert failed.exit_code == 1 and "vault.json cannot be written" in failed.output
    (new / ".vault.json.edge-app-part").rmdir()
    restored = call(new, "restore", str(tmp_path / "backup"))
    assert restored.exit_code == 0 and "1 exams restored" in restored.stdout, restored.output


def test_an_export_says_what_its_bundle_is_for(folder: Path, tmp_path: Path, bundle_folder: Path, keys_folder: Path) -> None:
    stick, theirs = tmp_path / "stick", ("--bundle", str(bundle_folder), "--keys", str(keys_folder))
    assert call(folder, "export", "all", "--to", str(stick), *theirs).exit_code == 0
    (reported,) = stick.glob("*/*.json")
    assert json.loads(reported.read_text(encoding="utf-8"))["notice"] == "Tests only: random weights. Not for clinical use."


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_an_identified_report_has_the_head_of_the_clinic(folder: Path, tmp_path: Path) -> None:
    override = tmp_path / "override.toml"
    override.write_text('[clinic]\nname = "Neurology of the test"\n')
    shown = []
    for kind in ([], ["--identified"]):
        stick = tmp_path / f"stick {len(kind)}"
        result = call(folder, "export", "all", "--to", str(stick), *kind, EDGE_APP_OVERRIDE=str(override))
        assert result.exit_code == 0, result.output
        (pdf,) = stick.glob("*/*.pdf")
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout
        shown.append("Neurology of the test" in text)
    assert shown == [False, True]


def exam_id(folder: Path) -> str:
    return call(folder, "list").stdout.splitlines()[1].split()[0]


def test_listed_shown_verified(folder: Path, tmp_path: Path) -> None:
    listed = call(folder, "list")
    assert listed.exit_code == 0 and "Clinic 17" in listed.stdout and "room for about" in listed.stdout
    shown = call(folder, "show", exam_id(folder), "--images", str(tmp_path / "out"))
    document = json.loads(shown.stdout)
    assert document["patient"]["age_years"] == 44 and document["verdict"]["label"] == "normal"
    images = sorted((tmp_path / "out").iterdir())
    assert len(images) == 2
    for seed, path in enumerate(images):
        np.testing.assert_array_equal(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), textured(200, 240, seed))
    verified = call(folder, "verify")
    assert verified.exit_code == 0, verified.output
    assert "replay: 2 the same, 0 DIFFERENT, 0 the same but for the guard, 0 not comparable" in verified.stdout
    reported = call(folder, "trail").stdout
    assert "view" in reported and "2 images as PNG" in reported and "Clinic" not in reported


def test_the_beginning_of_an_id_is_enough_where_only_one_exam_has_it(folder: Path, tmp_path: Path) -> None:
    whole = exam_id(folder)
    assert json.loads(call(folder, "show", whole[:6].upper()).stdout)["exam"] == whole
    assert call(folder, "export", whole[:6], "--to", str(tmp_path / "stick")).exit_code == 0
    for words in (["show", ""], ["show", "nobody"], ["delete", whole[:6], "--yes"]):
        done = call(folder, *words)
        assert done.exit_code == 1 and "there is no exam" in done.stderr
    key = KeyVault(folder, config.load("generic").settings.exams.device_key_path).unlock("operator", "4711")
    with ExamStore(folder, key, "operator") as store:
        ids = [whole, *(store.start(Patient(f"Clinic {n}", 44)).id for n in range(16))]  # of 17, two begin alike
    (letter, _), *_ = Counter(each[0] for each in ids).most_common()
    done = call(folder, "show", letter)
    assert done.exit_code == 1 and f"exams have ids that begin with '{letter}'; give more of it" in done.stderr


def test_another_runtime_is_not_comparable_and_no_fault(folder: Path) -> None:
    verified = call(folder, "verify", "--precision", "fp32")
    assert (
        verified.exit_code == 0 and "0 the same, 0 DIFFERENT, 0 the same but for the guard, 2 not comparable" in verified.stdout
    )


def exam_by(folder: Path, engine: config.Engine, frame: Frame) -> None:
    """One more exam, of three images, as the kiosk makes it with these settings."""
    settings = dataclasses.replace(config.load("generic").settings, engine=engine)
    bundle, running = load_model(None, None, settings.engine)
    key = KeyVault(folder, settings.exams.device_key_path).unlock("operator", "4711")
    with ExamStore(folder, key, "operator") as store:
        exam = store.start(Patient("Clinic 18", 50)).id
        for seed in range(3):
            roi = central_region(Roi(seed, 0, frame.width - seed, frame.height))
            finding = analyse(frame, roi, bundle, running, Permission.LABEL)
            assert finding.probability is not None and finding.heat.shape == ((14, 14) if engine.heatmap == "fine" else (7, 7))
            store.add(exam, SITE, finding, engine_fingerprint(running))
        store.finish(exam)


def test_each_image_is_analysed_again_by_the_runtime_that_made_it(folder: Path) -> None:
    with SimulatedProbe(0, Muscle.BICEPS_BRACHII, Side.LEFT, 1, 30.0) as probe:
        frame = probe.read()
    assert frame is not None
    for made_by in (
        config.Engine("onnxruntime", "int8", 1, "coarse"),
        config.Engine("onnxruntime", "fp32", 2, "coarse"),
        config.Engine("litert", "int8", 1, "coarse"),
        config.Engine("litert", "int8", 2, "coarse"),
        config.Engine("onnxruntime", "int8", 1, "fine"),
        config.Engine("onnxruntime", "fp32", 2, "fine"),
    ):
        exam_by(folder, made_by, frame)
    verified = call(folder, "verify")
    assert verified.exit_code == 0, verified.output
    assert "replay: 20 the same, 0 DIFFERENT, 0 the same but for the guard, 0 not comparable" in verified.stdout
    alone = call(folder, "verify", "--runtime", "litert", "--threads", "1")
    assert (
        alone.exit_code == 0
        and "replay: 3 the same, 0 DIFFERENT, 0 the same but for the guard, 17 not comparable" in alone.stdout
    )


def test_a_wrong_pin_is_one_sentence(folder: Path) -> None:
    refused = call(folder, "list", EDGE_APP_PIN="0000")
    assert refused.exit_code == 1 and "not the PIN of 'operator'" in refused.stderr and refused.stderr.count("\n") == 1
    assert call(folder.parent / "nothing", "list").exit_code == 1


def test_backed_up_and_restored(folder: Path, tmp_path: Path) -> None:
    saved = call(folder, "backup", str(tmp_path / "backup"))
    assert saved.exit_code == 0 and "1 exams" in saved.stdout
    assert call(folder, "restore", str(tmp_path / "backup")).exit_code == 1  # never over exams that are there
    restored = call(tmp_path / "new", "restore", str(tmp_path / "backup"), EDGE_APP_PIN="new PIN")
    assert restored.exit_code == 0, restored.output
    assert call(tmp_path / "new", "verify", EDGE_APP_PIN="new PIN").exit_code == 0
    assert call(tmp_path / "other", "restore", str(tmp_path / "backup"), EDGE_APP_PASSPHRASE="not those words").exit_code == 1


def test_altered_exams_are_reported_of(folder: Path) -> None:
    data = bytearray((folder / STORE).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / STORE).write_bytes(data)
    verified = call(folder, "verify")
    assert verified.exit_code == 1 and "exams --folder" in verified.stderr and "restore BACKUP`" in verified.stderr


def test_a_new_user_and_a_deleted_exam(folder: Path) -> None:
    exam = exam_id(folder)
    assert call(folder, "pin", "doctor").exit_code == 0
    as_doctor = CliRunner().invoke(
        main, ["exams", "--folder", str(folder), "--user", "doctor", "delete", exam, "--yes"], env={"EDGE_APP_PIN": "0815"}
    )
    assert as_doctor.exit_code == 0, as_doctor.output
    assert "0 exams" in call(folder, "list").stdout and exam in call(folder, "trail").stdout
    assert call(folder, "show", exam).exit_code == 1


def test_a_restore_refused_for_its_pin_leaves_nothing_in_the_way(folder: Path, tmp_path: Path) -> None:
    assert call(folder, "backup", str(tmp_path / "backup")).exit_code == 0
    short = call(tmp_path / "new", "restore", str(tmp_path / "backup"), EDGE_APP_PIN="12")
    assert short.exit_code == 1 and "at least 4" in short.stderr
    assert call(tmp_path / "new", "restore", str(tmp_path / "backup"), EDGE_APP_PIN="1234").exit_code == 0


@pytest.mark.parametrize("words", [["show", os.fsdecode(b"\xff")], ["export", os.fsdecode(b"\xff"), "--to", "stick"]])
def test_an_exam_that_is_no_text_is_one_sentence(folder: Path, words: list[str]) -> None:
    refused = call(folder, *words)
    assert refused.exit_code == 1 and "not UTF-8" in refused.stderr and refused.stderr.count("\n") == 1


@pytest.mark.parametrize("variable", ["EDGE_APP_PIN", "EDGE_APP_PASSPHRASE"])
def test_a_secret_that_is_no_text_is_one_sentence(folder: Path, tmp_path: Path, variable: str) -> None:
    refused = call(folder, "backup", str(tmp_path / "backup"), **{variable: os.fsdecode(b"\xff" * 20)})
    assert refused.exit_code == 2 and "not UTF-8" in refused.stderr and refused.stderr.count("\n") == 1


def test_an_identifier_writes_no_control_characters_on_the_terminal(folder: Path) -> None:
    key = KeyVault(folder, config.load("generic").settings.exams.device_key_path).unlock("operator", "4711")
    with ExamStore(folder, key, "operator") as store:
        store.start(Patient("two\nlines\x1b[2J"))
    listed = call(folder, "list").stdout
    assert "two\\nlines\\x1b[2J" in listed and len(listed.splitlines()) == 1 + 2 + 1


def test_an_exam_without_a_label_lists_no_count_of_abnormal_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 0 would read as normal."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "exams"
    key = KeyVault(folder, config.load("generic").settings.exams.device_key_path).create("operator", "4711", CHEAP)
    with ExamStore(folder, key, "operator") as store:
        store.add(store.start(Patient("Clinic 18")).id, SITE, unvalidated(), "a test, 1 thread")
    (row,) = (line for line in call(folder, "list").stdout.splitlines() if "Clinic 18" in line)
    assert row.split()[-7:] == ["unfinished", "1", "0", "-", "-", "Clinic", "18"]


def test_a_dicom_server_is_tested_without_a_pin(folder: Path) -> None:
    with archive([]) as node:
        answered = call(folder, "echo", "--server", str(node), EDGE_APP_PIN="")
        assert answered.exit_code == 0 and answered.stdout == f"{node} answers\n"
    gone = call(folder, "echo", "--server", str(node))
    assert gone.exit_code == 1 and "does not respond" in gone.stderr and gone.stderr.count("\n") == 1
