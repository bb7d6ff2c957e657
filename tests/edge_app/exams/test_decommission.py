"""After a device is decommissioned nobody reads its exams, not even whoever kept a copy of the database and knows the PIN."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams import decommission as module
from edge_app.exams.decommission import decommission
from edge_app.exams.step_note import NOTE
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT, KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.language_setting import LanguageSetting
from edge_app.purpose import Purpose, PurposeSetting
from tests.support.exam_factories import CHEAP, filled

PIN = "2580"
RECOVERY_KEY = new_recovery_key()


@pytest.fixture
def device(tmp_path: Path) -> tuple[Path, Path]:
    """The folder of two exams, and the device key on another partition."""
    folder, key_file = tmp_path / "exams", tmp_path / "keys" / "device.key"
    vault = KeyVault(folder, key_file)
    key = vault.create("nurse", PIN, CHEAP)
    vault.add("doctor", "1379", Role.OPERATOR, key)
    vault.set_recovery_key(RECOVERY_KEY, key)
    filled(folder, key=bytes(key)).close()
    ExamStore(folder, key, "nurse", device_key=key_file).close()  # notes its last entry beside the device key
    PurposeSetting(folder).choose(Purpose.RESEARCH)
    LanguageSetting(folder, "en").keep("es")
    (folder / NOTE).write_text("{}")
    return folder, key_file


def test_keys_and_exams_are_gone_and_the_proof_says_how_it_was_checked(device: tuple[Path, Path], tmp_path: Path) -> None:
    folder, key_file = device
    digest = hashlib.sha256((folder / STORE).read_bytes()).hexdigest()
    shutil.copytree(folder, tmp_path / "copy")
    proof = decommission(folder, key_file)
    assert proof.holds and proof.database_sha256 == digest
    assert list(folder.iterdir()) == [] and list(key_file.parent.iterdir()) == []
    keys = {Path(one.file).name for one in proof.destroyed if one.is_key}
    assert {VAULT, "device.key", "last-entry.json"} <= keys
    assert "does not open with another key" in "\n".join(proof.lines()) and json.loads(proof.as_json())["holds"] is True
    with pytest.raises(StoreError, match=r"device\.key cannot be read"):  # with the PIN, a copy of vault and database
        KeyVault(tmp_path / "copy", key_file).unlock("nurse", PIN)
    with pytest.raises(StoreError, match=r"device\.key cannot be read"):
        KeyVault(tmp_path / "copy", key_file).recover(RECOVERY_KEY)


def test_afterwards_the_device_is_a_new_one(device: tuple[Path, Path]) -> None:
    folder, key_file = device
    decommission(folder, key_file)
    vault = KeyVault(folder, key_file)
    assert not vault.is_set_up
    assert PurposeSetting(folder).purpose is None and LanguageSetting(folder, "en").read() == "en"
    with ExamStore(folder, vault.create("nurse", PIN, CHEAP), "nurse", device_key=key_file) as store:
        assert store.exams() == [] and store.notices == []


def test_bytes_are_overwritten_before_a_file_is_removed(device: tuple[Path, Path], tmp_path: Path) -> None:
    folder, key_file = device
    before = key_file.read_bytes()
    os.link(key_file, tmp_path / "same file")
    decommission(folder, key_file)
    assert (tmp_path / "same file").stat().st_size == len(before) and (tmp_path / "same file").read_bytes() != before


def test_one_that_was_interrupted_after_the_keys_goes_on(device: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, key_file = device
    with monkeypatch.context() as patch:
        patch.setattr(module, "_try_to_read", lambda store: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            decommission(folder, key_file)
    assert not (folder / VAULT).exists() and not key_file.exists() and (folder / STORE).exists(), "keys first"
    assert decommission(folder, key_file).holds and not (folder / STORE).exists()


def test_a_database_that_is_readable_without_its_key_is_no_proof(tmp_path: Path) -> None:
    (tmp_path / STORE).write_bytes(b"SQLite format 3\0" + b"a patient's name" * 1023)
    proof = decommission(tmp_path)
    assert not proof.holds and [check.passed for check in proof.checks if "header" in check.what or "noise" in check.what] == [
        False,
        False,
    ]


def test_where_nothing_is_kept_there_is_nothing_to_destroy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no exams are kept"):
        decommission(tmp_path)
