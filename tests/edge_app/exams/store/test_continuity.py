"""A store that vanished is not silently begun anew, and an older one in its place is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import NEW_STORE, VAULT, KeyVault
from edge_app.exams.store.last_entry import NOTE, LastEntryNotes
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import CHEAP, KEY, PATIENT


def begin(folder: Path, device_key: Path | None = None) -> bytearray:
    """A vault, and a store with an exam."""
    key = KeyVault(folder, device_key).create("nurse", "4711", CHEAP)
    with ExamStore(folder, key, "nurse", device_key=device_key) as store:
        store.start(PATIENT)
    return key


@pytest.mark.parametrize("left", [None, b""], ids=["missing", "empty"])
def test_a_database_that_is_missing_or_empty_is_refused_and_not_made_anew(tmp_path: Path, left: bytes | None) -> None:
    key = begin(tmp_path)
    (tmp_path / STORE).unlink()
    if left is not None:
        (tmp_path / STORE).write_bytes(left)
    with pytest.raises(StoreError, match=r"missing or empty.*put it back, or move .* away and run") as refused:
        ExamStore(tmp_path, key, "nurse")
    assert refused.value.code is ErrorCode.DAMAGED
    assert not (tmp_path / STORE).exists() or (tmp_path / STORE).stat().st_size == 0


def test_a_vault_that_is_missing_is_refused_and_not_made_anew(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / VAULT).unlink()
    vault = KeyVault(tmp_path)
    assert vault.is_set_up, "the screen asks for a PIN, not for a new one"
    missing = r"holds its key, is missing; put it back, or move .* away and run"
    with pytest.raises(StoreError, match=missing):
        vault.unlock("nurse", "4711")
    with pytest.raises(StoreError, match=missing):
        vault.create("nurse", "4711", CHEAP)
    assert not (tmp_path / VAULT).exists()


def test_a_first_start_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    key = KeyVault(tmp_path).create("nurse", "4711", CHEAP)  # ended before the database was made
    with ExamStore(tmp_path, KeyVault(tmp_path).unlock("nurse", "4711"), "nurse") as store:
        assert store.faults() == [] and store.key == key
    assert not (tmp_path / NEW_STORE).exists()


def older_in_place(folder: Path, key: bytearray, device_key: Path | None) -> None:
    shutil.copytree(folder, folder.with_name("older"))
    with ExamStore(folder, key, "nurse", device_key=device_key) as store:
        store.start(PATIENT)


def reopened(folder: Path, key: bytearray, device_key: Path | None = None) -> list[str]:
    with ExamStore(folder, key, "nurse", device_key=device_key) as store:
        assert [str(notice) for notice in store.notices] == store.faults()
        return store.faults()


def test_an_older_database_in_its_place_is_noticed_and_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "exams"
    key = begin(folder)
    older_in_place(folder, key, None)
    assert reopened(folder, key) == []
    shutil.copy(tmp_path / "older" / STORE, folder / STORE)
    for _ in range(2):
        (fault,) = reopened(folder, key)
        assert "an older store was put in place of this one" in fault


def test_an_older_folder_in_its_place_is_noticed_where_the_device_key_lies_elsewhere(tmp_path: Path) -> None:
    folder, device_key = tmp_path / "exams", tmp_path / "protected" / "device.key"
    key = begin(folder, device_key)
    older_in_place(folder, key, device_key)
    shutil.rmtree(folder)
    shutil.move(tmp_path / "older", folder)
    (fault,) = reopened(folder, key, device_key)
    assert "an older store" in fault
    LastEntryNotes(folder, key, device_key).forget()
    assert list(device_key.parent.iterdir()) == [device_key]


@pytest.mark.parametrize("note", [None, b"", b"{}", b'{"number": 1, "seal": "00", "mac": "00"}'])
def test_a_note_that_is_missing_or_forged_is_in_the_trail_and_no_alarm(tmp_path: Path, note: bytes | None) -> None:
    key = begin(tmp_path)
    (tmp_path / NOTE).unlink()
    if note is not None:
        (tmp_path / NOTE).write_bytes(note)
    with ExamStore(tmp_path, key, "nurse") as store:
        assert store.faults() == [] and store.trail()[-1].entry.detail == "no note of the last entry"


def test_another_stores_note_is_no_alarm(tmp_path: Path) -> None:
    begin(tmp_path / "one")
    with ExamStore(tmp_path / "one", KeyVault(tmp_path / "one").unlock("nurse", "4711"), "nurse") as store:
        for _ in range(5):
            store.start(PATIENT)
    (tmp_path / "two").mkdir()
    ExamStore(tmp_path / "two", KEY, "nurse").close()
    shutil.copy(tmp_path / "one" / NOTE, tmp_path / "two" / NOTE)
    assert reopened(tmp_path / "two", bytearray(KEY)) == []
