"""What takes all exams to a stick, back from one, or away: backup, restore and decommissioning by touch."""

from __future__ import annotations

import platform
import threading
from pathlib import Path

import pytest

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.store.backup import restore
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT
from edge_app.exams.store.vault_document import Role
from edge_app.ui.copy_watch import CopyWatch
from edge_app.ui.removable_media import Stick
from tests.support.clinic import PIN, FastVault, stored
from tests.support.exam_factories import filled
from tests.support.kiosk_screen import said
from tests.support.kiosk_settings import OpenKiosk, said_value, section

NODE = DicomNode("ARCHIVE", "192.0.2.10", 104)  # nobody's (RFC 5737)
PASSPHRASE = "six words drawn"
OTHER_PIN = "1379"


def test_a_backup_goes_to_a_stick_by_a_passphrase_typed_twice(open_kiosk: OpenKiosk, folder: Path, tmp_path: Path) -> None:
    key = FastVault(folder).create("nurse", PIN)
    filled(folder, exams=1, images=1, key=bytes(key)).close()
    (stick := tmp_path / "STICK").mkdir()
    kiosk, hand, _ = open_kiosk(media=lambda: [Stick(stick)])
    settings = kiosk.settings
    assert settings is not None
    hand.wait(lambda: [one["kind"] for one in settings.property("warnings")] == ["backup"], "the reminder")
    section(hand, "backup")
    for first, second, fault in (("short", "short", "at least 12"), (PASSPHRASE, "six words draw", "do not match")):
        hand.touch("backupTo0")
        hand.type(first)
        hand.type(second)
        hand.wait(lambda fault=fault: hand.find("backupFault") is not None and fault in said(kiosk, "backupFault"), fault)  # type: ignore[misc]
        assert list(stick.iterdir()) == []
    hand.touch("backupTo0")
    for _ in range(2):
        hand.type(PASSPHRASE)
    hand.wait(lambda: hand.find("backupDone") is not None, "the backup")
    (file,) = (stick / "edge-app-backups").iterdir()
    assert restore(file, PASSPHRASE, tmp_path / "new" / STORE) == bytes(key), "as typed: small letters"
    assert settings.property("warnings") == [] and settings.property("finishedSince") == 0


def test_a_stick_that_fails_leaves_no_backup_and_says_so(open_kiosk: OpenKiosk, tmp_path: Path) -> None:
    kiosk, hand, _ = open_kiosk(media=lambda: [Stick(tmp_path / "gone")])
    section(hand, "backup")
    hand.touch("backupTo0")
    for _ in range(2):
        hand.type(PASSPHRASE)
    hand.wait(lambda: hand.find("backupFault") is not None, "the fault")
    assert "stick was removed" in said(kiosk, "backupFault") and hand.find("backupDone") is None
    assert kiosk.settings is not None and kiosk.settings.property("lastBackup") == ""
    for _ in range(2):
        hand.touch("back")
    hand.wait(lambda: hand.can("anonymous"), "the patient")
    assert hand.find("fault") is None, "no exam failed to start"


def test_a_backup_that_is_stopped_leaves_nothing_on_the_stick(
    open_kiosk: OpenKiosk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stick := tmp_path / "STICK").mkdir()
    kiosk, hand, _ = open_kiosk(media=lambda: [Stick(stick)])
    assert kiosk.settings is not None
    backup = kiosk.settings.property("backup")
    going, advance = threading.Event(), CopyWatch.advance

    def slowly(watch: CopyWatch, done: int, size: int) -> bool:
        assert going.wait(60)
        return advance(watch, done, size)

    monkeypatch.setattr(CopyWatch, "advance", slowly)
    section(hand, "backup")
    hand.touch("backupTo0")
    for _ in range(2):
        hand.type(PASSPHRASE)
    hand.touch("stopCopy")
    hand.wait(lambda: "Stopping" in said(kiosk, "copyState"), "the wish to be seen")
    going.set()
    hand.wait(lambda: hand.find("backupFault") is not None, "the end")
    assert said(kiosk, "backupFault") == "Stopped. Nothing of it is left." and hand.can("backupTo0")
    assert [file for file in stick.rglob("*") if file.is_file()] == [] and backup.property("file") == ""


def test_a_backup_is_restored_by_a_supervisor_where_there_is_no_exam(open_kiosk: OpenKiosk, folder: Path, tmp_path: Path) -> None:
    (stick := tmp_path / "STICK" / "edge-app-backups").mkdir(parents=True)
    with filled(tmp_path / "elsewhere", exams=2, images=1) as store:
        store.back_up(stick / "exams-2026-11-30-101500.backup", PASSPHRASE)
    (stick / "exams-2026-01-01-101500.backup").write_bytes(b"holiday photographs" * 999)
    kiosk, hand, exam = open_kiosk(media=lambda: [Stick(tmp_path / "STICK")])
    FastVault(folder).add("doctor", OTHER_PIN, Role.OPERATOR, FastVault(folder).unlock("nurse", PIN))
    section(hand, "backup")
    hand.touch("toRestore")
    for file, passphrase, fault in ((1, PASSPHRASE, "is no backup"), (0, "another one", "passphrase is incorrect")):
        hand.touch(f"backupFile{file}")
        hand.type(passphrase)
        hand.wait(lambda fault=fault: hand.find("restoreFault") is not None and fault in said(kiosk, "restoreFault"), fault)  # type: ignore[misc]
    hand.touch("backupFile0")
    hand.type(PASSPHRASE)
    hand.wait(lambda: hand.can("startRestore"), "what it holds")
    assert said_value(kiosk, "backupExams") == "2" and said_value(kiosk, "backupDevice") == platform.node()
    for pin in (OTHER_PIN, PIN):
        hand.touch("startRestore")
        hand.type(pin)
        if pin == OTHER_PIN:
            hand.wait(lambda: hand.find("restoreFault") is not None and "PIN is incorrect" in said(kiosk, "restoreFault"), "no")
    hand.wait(lambda: hand.can("restoreRead"), "the end")
    assert said(kiosk, "restoreResult") == "Exams restored: 2. Nothing in them was altered."
    hand.touch("restoreRead")
    hand.pin(PIN)
    hand.wait(lambda: hand.can("anonymous"), "the restored device")
    assert FastVault(folder).users == ["nurse"] and kiosk.settings is not None
    section(hand, "backup")
    hand.touch("toRestore")
    hand.wait(lambda: hand.find("restoreRefused") is not None, "why not again")
    assert "2 exams" in said(kiosk, "restoreRefused") and not hand.can("backupFile0")
    exam.close()
    with stored(folder) as store:
        assert [one.entry.who for one in store.trail() if one.entry.action == "restore"] == ["nurse"] and store.faults() == []


def test_a_device_is_decommissioned_by_a_word_and_a_held_button(open_kiosk: OpenKiosk, folder: Path, tmp_path: Path) -> None:
    key = FastVault(folder).create("nurse", PIN)
    filled(folder, exams=1, images=1, key=bytes(key)).close()
    (stick := tmp_path / "STICK").mkdir()
    kiosk, hand, _ = open_kiosk(media=lambda: [Stick(stick)])
    section(hand, "power")
    hand.touch("toDecommission")
    assert not hand.can("erase")
    hand.touch("typeWord")
    hand.type("yes")
    assert not hand.can("erase")
    hand.touch("typeWord")
    hand.type("erase")
    hand.hold("erase")
    hand.wait(lambda: hand.find("erasureProof") is not None, "the proof")
    assert not (folder / STORE).exists() and not (folder / VAULT).exists()
    assert "cannot be read any longer" in said(kiosk, "erasureResult")
    hand.touch("saveProof")
    assert '"holds": true' in (stick / "edge-app-decommissioned.json").read_text()


def test_nothing_is_destroyed_before_what_reads_the_store_has_ended(open_kiosk: OpenKiosk, folder: Path) -> None:
    kiosk, hand, exam = open_kiosk()
    section(hand, "power")
    hand.touch("toDecommission")
    hand.touch("typeWord")
    hand.type("erase")
    going = threading.Event()
    exam.stored.reader.do(lambda store: going.wait(60), lambda _: None)
    hand.hold("erase")
    assert kiosk.settings is not None
    erasure = kiosk.settings.property("erasure")
    hand.wait(lambda: erasure.property("isBusy"), "the lock")
    assert (folder / VAULT).exists() and not exam.is_closed
    going.set()
    hand.wait(lambda: hand.find("erasureProof") is not None, "the proof")
    assert not (folder / VAULT).exists()
