"""Every example in the help is run as it stands there, in a folder that holds what it names.

Settings that an example leaves open are the quickest that are allowed; the capture device, the DICOM server and the moment at
which somebody closes the kiosk are made up.
"""

from __future__ import annotations

import secrets
import shlex
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from pydicom.dataset import Dataset

from edge_app import config
from edge_app.__main__ import main
from edge_app.bundle.loader import load_bundle
from edge_app.bundle.trusted_keys import validation_keys
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.device_profiles import DeviceProfiles
from edge_app.emg.logistic import model_text
from edge_app.engine.loading import engine_fingerprint, load_model
from edge_app.exams.records import Patient
from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.pipeline import analyse
from edge_app.records import Control, Frame, Label
from edge_app.scanner_screen import central_region, image_field
from edge_app.ui import kiosk
from edge_app.validation.installed import FOLDER, install
from tests.support.any_muscle import TEXT
from tests.support.burned_in_text import SEEDS, clean
from tests.support.commands import every_command
from tests.support.dicom_archive import archive
from tests.support.dicom_files import dicom
from tests.support.dicom_worklist import scheduled, worklist
from tests.support.emg_recordings import drawn_page, made_trace, with_hiss, write_edf, write_text, write_wav
from tests.support.exam_factories import CHEAP, SITE
from tests.support.fake_video import FakeVideo
from tests.support.fakes import textured
from tests.support.logistic_models import MODEL as LOGISTIC_MODEL
from tests.support.made_once import folder_made_once
from tests.support.setting_screens import ScannerCamera
from tests.support.signing import KEYS as BUNDLE_KEYS
from tests.support.site_validations import record_for, signed, write_public_key

EXAM = "9f86d081884c7d659a2feaa0c55ad015"
DEVICE = DeviceId("534d", "2109", "-", "1-1.2", "USB Video")
SECRETS = {"EDGE_APP_PIN": "4711", "EDGE_APP_NEW_PIN": "0815", "EDGE_APP_PASSPHRASE": "six words drawn at random",
           "EDGE_APP_RECOVERY_KEY": "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-1"}  # fmt: skip
SHOWN_S = 0.5  # how long the kiosk is on the screen

EXAMPLES = [(words, line) for words, command in every_command(main) for line in command.examples]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, bundle_folder: Path, keys_folder: Path) -> Path:
    """A home, and the working folder: recordings, a bundle with its keys, an exam that is kept, its backup, a known device."""

    def fill(folder: Path) -> None:
        place = folder / "place"
        (place / "images").mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(folder / "home"))
            patch.chdir(place)
            make_recordings()
            keep_an_exam(bundle_folder, keys_folder, patch)
            install_a_validation(bundle_folder)

    return folder_made_once(tmp_path_factory, "examples", fill)


@pytest.fixture
def place(
    filled: Path,
    tmp_path: Path,
    bundle_folder: Path,
    keys_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    received: tuple[str, list[Dataset]],
    ris: str,
) -> Path:
    """The working folder for one example."""
    shutil.copytree(filled, tmp_path / "example")
    home, place = tmp_path / "example" / "home", tmp_path / "example" / "place"
    monkeypatch.setenv("HOME", str(home))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    exams = f'server = "{received[0]}"\nworklist = "{ris}"\nserver_identified_without_tls = true\n'
    (tmp_path / "override.toml").write_text(f"[engine]\nthreads = 1\n[exams]\n{exams}")
    monkeypatch.setenv("EDGE_APP_OVERRIDE", str(tmp_path / "override.toml"))
    monkeypatch.chdir(place)
    Path("my-bundle").symlink_to(bundle_folder)
    Path("my-keys").symlink_to(keys_folder)
    Path("thigh.toml").write_bytes(TEXT)
    return place


def make_recordings() -> None:
    """Images, a video, a DICOM file and needle EMG, in the working folder."""
    for seed in range(2):
        cv2.imwrite(f"images/{seed}.png", textured(200, 240, seed))
    clip = cv2.VideoWriter("sweep.mp4", cv2.VideoWriter.fourcc(*"mp4v"), 25.0, (240, 200))
    for seed in range(6):
        clip.write(cv2.cvtColor(textured(200, 240, seed), cv2.COLOR_GRAY2BGR))
    clip.release()
    dicom(Path("scan.dcm"), textured(200, 240))
    trace = with_hiss(made_trace(5000, 2.0, noise=1.0))
    write_wav(Path("recording.wav"), np.round(trace.samples * 10).astype(np.int64), 5000)
    write_edf(Path("recording.edf"), trace)
    write_text(Path("export.txt"), trace)
    Path("logistic.json").write_bytes(model_text(LOGISTIC_MODEL))
    cv2.imwrite("page.png", drawn_page([trace.samples[2000:3000]]))


def keep_an_exam(bundle_folder: Path, keys_folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A finished exam with the id of the examples, its backup, and a profile of their device."""
    settings = config.load("generic").settings
    bundle, engine = load_model(bundle_folder, keys_folder, settings.engine)
    vault = KeyVault(settings.exams.path, settings.exams.device_key_path)
    key = vault.create("operator", SECRETS["EDGE_APP_PIN"], CHEAP)
    vault.add("night-shift", SECRETS["EDGE_APP_PIN"], Role.OPERATOR, key)
    vault.add("head", SECRETS["EDGE_APP_PIN"], Role.SUPERVISOR, key)
    vault.set_recovery_key(SECRETS["EDGE_APP_RECOVERY_KEY"], key)
    patch.setattr(secrets, "token_hex", lambda size: EXAM)
    with ExamStore(settings.exams.path, key, "operator") as store:
        exam = store.start(Patient("Clinic 17", 44)).id
        screen = clean(SEEDS[0])
        finding = analyse(Frame(screen, 0, 0, 0.1, "test probe"), central_region(image_field(screen)), bundle, engine)
        store.add(exam, SITE, finding, engine_fingerprint(engine))
        store.give_verdict(exam, Label.NORMAL, "seen by hand")
        store.finish(exam)
        store.back_up(Path("exams.backup"), SECRETS["EDGE_APP_PASSPHRASE"])
    DeviceProfiles(settings.capture.device_profiles_path).change(
        DEVICE.unique_id, lambda profile: replace(profile, controls=(Control("brightness", "128"),))
    )


def install_a_validation(bundle_folder: Path) -> None:
    """A site validation that is installed, another that is not yet, and the folder of its key."""
    keys = validation_keys(write_public_key(Path("my-validation-keys")))
    content = signed(record_for(load_bundle(bundle_folder, BUNDLE_KEYS)))
    for name in ("ward-7", "clinic"):
        Path(f"{name}.validation").write_bytes(content)
    install(Path("ward-7.validation"), config.load("generic").settings.capture.device_profiles_path / FOLDER, keys)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[Dataset]]]:
    """A DICOM server, and what it has got."""
    datasets: list[Dataset] = []
    with archive(datasets) as node:
        yield str(node), datasets


@pytest.fixture(scope="module")
def ris() -> Iterator[str]:
    """A DICOM server with a worklist."""
    with worklist([scheduled()]) as node:
        yield str(node)


@pytest.fixture
def received(server: tuple[str, list[Dataset]]) -> tuple[str, list[Dataset]]:
    """The server before it has got anything."""
    server[1].clear()
    return server


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one capture device of this machine."""
    video = FakeVideo(ScannerCamera(identity=DEVICE, controls={"brightness": 140}))
    monkeypatch.setattr("edge_app.capture.devices.images.APART_S", 0.01)
    for module in ("source", "kernel"):
        monkeypatch.setattr(f"edge_app.capture.v4l2.{module}.KernelVideo", lambda request=None: video)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A screen, and somebody who closes the kiosk; returns what was looked at, s."""
    monkeypatch.setattr("edge_app.cli.run.display_fault", lambda: None)
    monkeypatch.setattr("edge_app.system.redaction.install_redaction", lambda: None)  # it is for the whole process
    show, seen = kiosk.run, list[float]()

    def closed_soon(*given: Any, **named: Any) -> int:
        began = time.monotonic()
        named["over"] = lambda: time.monotonic() > began + SHOWN_S
        code = show(*given, **named)
        seen.append(time.monotonic() - began)
        return code

    monkeypatch.setattr(kiosk, "run", closed_soon)
    return seen


def quickest() -> dict[str, Any]:
    """Defaults in place of those of the commands: the small bundle, a recording to watch, one muscle, one frame, one round."""
    model = {"bundle": "my-bundle", "keys": "my-keys"}
    validation = {**model, "validation_keys": "my-validation-keys"}
    return {
        **dict.fromkeys(("run", "analyse", "doctor"), model),
        "examine": {**model, "muscle": "biceps brachii", "frames": 1},
        "watch": {"source": "sweep.mp4", "seconds": 1.0},
        "tune": {**model, "rounds": 1, "max_threads": 1, "screen": False},
        "exams": {"verify": model, "export": model},
        "drift": {"summary": model},
        "validation": {"install": validation, "list": validation},
    }


@pytest.mark.usefixtures("devices")
@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=[line.split("#")[0].strip() for _, line in EXAMPLES])
def test_an_example_does_what_it_says(
    command: str, line: str, place: Path, screen: list[float], received: tuple[str, list[Dataset]]
) -> None:
    program, *words = shlex.split(line, comments=True)
    assert program == main.name
    done = CliRunner().invoke(main, words, default_map=quickest(), catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert bool(screen) == (words[0] == "run")
    for option, value in pairwise(words):
        if option in ("--out", "--to", "--images", "--folder", "--sheet"):
            assert Path(value).read_bytes() if Path(value).is_file() else list(Path(value).iterdir()), (
                f"{option} {value} is empty"
            )
    assert bool(received[1]) == ("--server" in words)
    assert words[0] != "analyse" or done.stdout.startswith('{"' if "--format" not in words else "file,")


@pytest.mark.parametrize(("command", "found"), list(every_command(main)))
def test_every_command_has_an_example_of_itself(command: str, found: Any) -> None:
    assert found.examples
    assert all(line.split()[: 1 + (command != main.name)] == command.split()[:2] for line in found.examples)
    assert all(line in CliRunner().invoke(main, [*command.split()[1:], "--help"]).stdout for line in found.examples)
