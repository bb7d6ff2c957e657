"""What goes wrong is said in the language of the screen, whatever goes wrong."""

from __future__ import annotations

import ast
import errno
import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UltrasoundImageStorage
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent, QQmlEngine, QQmlExpression

import edge_app
from edge_app.errors import EdgeError, ErrorCode, ExportError, StoreError, disk_error_code, stick_error_code
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.store_scu import send
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT, KeyVault
from edge_app.exams.store.quota import SPARE, StorageStatus
from edge_app.exams.store.store import ExamStore
from edge_app.scanner_screen.scale.calibration import mm_per_pixel_of_taps
from edge_app.ui.error_text import encode_error, encode_warning
from edge_app.ui.removable_media import Stick
from edge_app.ui.translator import LANGUAGES, Translator
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, FastVault, clinic, exam_of, finish, take, unlock
from tests.support.exam_factories import CHEAP, ENGINE, KEY, PATIENT, SITE, filled, found
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

CODE = Path(edge_app.__file__).parent
ENGLISH = "an English sentence that a terminal shows"
WITH_A_VALUE = {
    ErrorCode.PIN_WAIT,
    ErrorCode.LITTLE_ROOM,
    ErrorCode.SERVER_SILENT,
    ErrorCode.TITLE_REFUSED,
    ErrorCode.SERVER_REFUSED,
    ErrorCode.SERVER_LOST,
    ErrorCode.SERVER_NOT_SECURE,
    ErrorCode.UNEXPECTED,
}
Say = Callable[[str, str], str]


@pytest.fixture(scope="module")
def say(qapp: Any) -> Iterator[Say]:
    """say(code, language): what the screen makes of a coded error."""
    engine = QQmlEngine()
    component = QQmlComponent(engine, QUrl.fromLocalFile(str(CODE / "ui" / "qml" / "ErrorMessages.qml")))
    sentences = component.create()
    assert sentences is not None, component.errorString()
    language = Translator(engine.retranslate)

    def said(code: str, code_of_language: str) -> str:
        language.switch_to(code_of_language)
        answer = QQmlExpression(engine.rootContext(), sentences, f"of({json.dumps(code)})").evaluate()
        language.switch_to("en")  # a translation holds for the whole process
        return str(answer[0] if isinstance(answer, tuple) else answer)

    yield said
    language.close()
    sentences.deleteLater()


@pytest.mark.parametrize("kind", ErrorCode)
def test_every_kind_has_a_sentence_of_its_own_in_every_language(say: Say, kind: ErrorCode) -> None:
    for value in ("0", "47"):
        reported = {language: say(encode_error(EdgeError(ENGLISH, kind, value)), language) for language in LANGUAGES}
        assert len(set(reported.values())) == len(LANGUAGES), reported
        for sentence in reported.values():
            assert ENGLISH not in sentence and "%" not in sentence and sentence.endswith(".") and len(sentence) > 15
            assert kind not in WITH_A_VALUE or value in sentence


def test_what_has_no_kind_is_said_as_it_is(say: Say) -> None:
    assert say(encode_error(EdgeError(ENGLISH)), "de") == say(ENGLISH, "de") == ENGLISH


# What is raised where, so that nothing the kiosk can meet goes without a kind.

TERMINAL = {  # functions that only a command of the terminal calls, and checks of what only it can give
    "exams/store/backup.py": "*",
    "exams/store/key_vault.py": "check_new",
    "exams/decommission.py": "decommission",
    "exams/export/dicom/study.py": "_long_string",
    "device_profiles.py": "__post_init__ forget reference",
    "scanner_screen/field_size.py": "find_field_size",
}
BY_KIOSK = (
    "exams/**/*.py",
    "device_profiles.py",
    "scanner_screen/scale/calibration.py",
    "scanner_screen/setting_text.py",
    "ui/*.py",
)
ERRORS = {"StoreError", "WrongPinError", "ExportError", "CaptureError"}


def without_a_kind(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    exempt = TERMINAL.get(str(file.relative_to(CODE)), "").split()
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef) and scope.name not in exempt:
            for call in ast.walk(scope):
                named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS
                if named and isinstance(call, ast.Call) and len(call.args) < 2:
                    yield f"{file.relative_to(CODE)}:{call.lineno}"


def test_every_error_the_kiosk_can_meet_has_a_kind() -> None:
    files = {file for pattern in BY_KIOSK for file in CODE.glob(pattern)}
    files -= {file for file in files if TERMINAL.get(str(file.relative_to(CODE))) == "*"}
    assert len(files) > 30
    assert sorted(where for file in files for where in without_a_kind(file)) == []


# The faults themselves


def wrong_pin(folder: Path) -> None:
    KeyVault(folder).create("nurse", PIN, CHEAP)
    KeyVault(folder).unlock("nurse", "0000")


def too_many_pins(folder: Path) -> None:
    KeyVault(folder).create("nurse", PIN, CHEAP)
    for _ in range(4):
        with pytest.raises(StoreError):
            KeyVault(folder).unlock("nurse", "0000")
    KeyVault(folder).unlock("nurse", PIN)


def damaged_vault(folder: Path) -> None:
    (folder / VAULT).write_text("{")
    KeyVault(folder).unlock("nurse", PIN)


def no_vault(folder: Path) -> None:
    KeyVault(folder).unlock("nurse", PIN)


def damaged_store(folder: Path) -> None:
    (folder / STORE).write_bytes(b"no database" * 1000)
    ExamStore(folder, KEY, "nurse")


def full(folder: Path) -> None:
    with ExamStore(folder, KEY, "nurse", quota=1) as store:
        store.add(store.start(PATIENT).id, SITE, found(), ENGINE)


def finished(folder: Path) -> None:
    with filled(folder, exams=1) as store:
        store.set_patient(store.exams()[0].id, PATIENT)


def no_such_exam(folder: Path) -> None:
    with ExamStore(folder, KEY, "nurse") as store:
        store.read("0" * 32)


def closed(folder: Path) -> None:
    store = ExamStore(folder, KEY, "nurse")
    store.close()
    store.exams()


def stick_pulled(folder: Path) -> None:
    (folder / "stick").write_text("no folder any more")
    write_medium(folder / "stick" / "exams", "exam", [], {})


def taps_too_near(folder: Path) -> None:
    mm_per_pixel_of_taps((0, 0), (1, 1), 10)


def no_such_scale(folder: Path) -> None:
    mm_per_pixel_of_taps((0, 0), (500, 0), 1)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (wrong_pin, ErrorCode.WRONG_PIN),
        (too_many_pins, ErrorCode.PIN_WAIT),
        (damaged_vault, ErrorCode.DAMAGED),
        (no_vault, ErrorCode.DISK_CLOSED),
        (damaged_store, ErrorCode.DAMAGED),
        (full, ErrorCode.NO_ROOM),
        (finished, ErrorCode.FINISHED),
        (no_such_exam, ErrorCode.GONE),
        (closed, ErrorCode.LOCKED),
        (stick_pulled, ErrorCode.STICK_GONE),
        (taps_too_near, ErrorCode.TAPS_TOO_NEAR),
        (no_such_scale, ErrorCode.NO_SUCH_SCALE),
    ],
)
def test_a_fault_is_reported_by_its_kind(fault: Callable[[Path], None], kind: ErrorCode, folder: Path) -> None:
    with pytest.raises(EdgeError) as raised:
        fault(folder)
    assert raised.value.code is kind
    other = pickle.loads(pickle.dumps(raised.value))  # an export is another process
    assert (other.code, other.value, str(other)) == (kind, raised.value.value, str(raised.value))


@pytest.mark.parametrize(
    ("number", "disk", "stick"),
    [
        (errno.ENOSPC, ErrorCode.DISK_FULL, ErrorCode.STICK_FULL),
        (errno.EDQUOT, ErrorCode.DISK_FULL, ErrorCode.STICK_FULL),
        (errno.EIO, ErrorCode.DISK_FAILING, ErrorCode.STICK_FAILING),
        (errno.EROFS, ErrorCode.DISK_CLOSED, ErrorCode.STICK_CLOSED),
        (errno.EACCES, ErrorCode.DISK_CLOSED, ErrorCode.STICK_CLOSED),
        (errno.ENOENT, ErrorCode.DISK_CLOSED, ErrorCode.STICK_GONE),
    ],
)
def test_what_a_disk_and_a_stick_have(number: int, disk: ErrorCode, stick: ErrorCode) -> None:
    assert (disk_error_code(OSError(number, "")), stick_error_code(OSError(number, ""))) == (disk, stick)


def test_little_room_is_reported_with_how_much(say: Say) -> None:
    assert encode_warning(StorageStatus(0, 1 << 40, 1 << 40, 1000)) == ""
    assert "12" in say(encode_warning(StorageStatus(0, 12_000, 1 << 40, 1000)), "de")
    assert "Kein Platz" in say(encode_warning(StorageStatus(0, 1 << 40, SPARE, 1000)), "de")


# On the screen


def text(hand: Hand, name: str, of: str = "text") -> str:
    thing = hand.find(name)
    assert thing is not None, f"{name} is not to be seen"
    return str(thing.property(of))


def test_a_wrong_pin_on_a_german_and_a_spanish_screen(start: StartKiosk, folder: Path) -> None:
    FastVault(folder).create("nurse", PIN)
    kiosk = start(Probe(), services=clinic(folder), language="de")
    hand = Hand(kiosk)
    hand.pin("1111")
    hand.wait(lambda: hand.find("pinFault") is not None, "the fault")
    assert text(hand, "pinFault") == "Nicht entsperrt. Die PIN ist falsch."
    hand.touch("language")  # and the other one at once
    assert "El PIN es incorrecto." in text(hand, "pinFault")
    for _ in range(2):
        hand.pin("1111")
        hand.wait(lambda: exam_of(kiosk).lock.property("fault") != "", "the fault")
    assert "Inténtelo de nuevo en 5 s." in text(hand, "pinFault")


def test_a_stick_that_is_gone_on_a_german_screen(start: StartKiosk, folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), services=clinic(folder, media=lambda: [Stick(stick)]), language="de")
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    hand.touch("anonymous")
    hand.touch("next")
    take(hand, exam)
    finish(hand, exam)
    hand.wait(lambda: hand.find("place0") is not None, "the stick")
    shutil.rmtree(stick)
    stick.write_text("")  # where a stick was mounted there is no folder to write into
    hand.touch("place0")
    hand.wait(lambda: exam.exporter.state not in ("", "busy"), "the answer")
    assert text(hand, "exported", "detail") == "Der Stick wurde entfernt. Wieder einstecken und noch einmal versuchen."


def test_a_silent_server_has_a_kind_and_its_name() -> None:
    one = Dataset()
    one.SOPClassUID = UltrasoundImageStorage
    with pytest.raises(ExportError) as raised:
        send(DicomNode("ARCHIVE", "127.0.0.1", 1), [one])
    assert raised.value.code is ErrorCode.SERVER_SILENT and raised.value.value == "ARCHIVE"
