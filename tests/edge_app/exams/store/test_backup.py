"""A backup is one encrypted file that any device can read with its passphrase, and nobody without."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.backup import restore
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT, KeyVault
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import CHEAP, KEY, filled

PASSPHRASE = 'it\'s six words; drawn "at" random'

pytestmark = pytest.mark.usefixtures("cheap_keys")


def test_a_backup_restored_on_another_device_is_the_same_store(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with filled(here) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
        exams = [store.read(line.id) for line in store.exams()]
        trail = store.trail()[:-1]  # that the backup is complete is known once it is written
    key = restore(tmp_path / "backup", PASSPHRASE, there / STORE)
    vault = KeyVault(there)
    vault.create("doctor", "another PIN", CHEAP, key)
    with ExamStore(there, vault.unlock("doctor", "another PIN"), "doctor") as store:
        assert store.faults() == []
        restored = [store.read(line.id) for line in store.exams()]
        assert [(e.id, e.patient, e.verdict, e.finished) for e in restored] == [
            (e.id, e.patient, e.verdict, e.finished) for e in exams
        ]
        images = [(image.finding.frame.pixels.tobytes(), image.finding.heat.tobytes()) for e in restored for image in e.images]
        assert images == [
            (image.finding.frame.pixels.tobytes(), image.finding.heat.tobytes()) for e in exams for image in e.images
        ]
        assert store.trail()[: len(trail)] == trail and store.trail()[-2].entry.action == "backup"


@pytest.mark.parametrize("passphrase", ["", "it's six words", PASSPHRASE + " "])
def test_another_passphrase_does_not_open_it(tmp_path: Path, passphrase: str) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
    with pytest.raises(StoreError, match="backup cannot be opened: the passphrase"):
        restore(tmp_path / "backup", passphrase, tmp_path / "new" / STORE)
    assert not (tmp_path / "new" / STORE).exists()


def test_a_short_passphrase_and_an_existing_store_are_refused(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        with pytest.raises(StoreError, match="at least"):
            store.back_up(tmp_path / "backup", "too short")
        assert not (tmp_path / "backup").exists()
        store.back_up(tmp_path / "backup", PASSPHRASE)
    with pytest.raises(StoreError, match="already exists"):
        restore(tmp_path / "backup", PASSPHRASE, tmp_path / "here" / STORE)
    with pytest.raises(StoreError, match="does not exist"):
        restore(tmp_path / "no backup", PASSPHRASE, tmp_path / "new" / STORE)


def test_an_earlier_backup_is_never_replaced(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
        before = (tmp_path / "backup").read_bytes()
        with pytest.raises(StoreError):
            store.back_up(tmp_path / "no folder" / "backup", PASSPHRASE)
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        for name in ("backup", "link"):
            with pytest.raises(StoreError, match="already exists and is not replaced; choose another name"):
                store.back_up(tmp_path / name, PASSPHRASE)
        assert (tmp_path / "backup").read_bytes() == before and not (tmp_path / "elsewhere").exists()
    assert restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new" / STORE) == KEY


@pytest.mark.parametrize("cut", [0, 100, 5000])
def test_a_truncated_backup_is_one_sentence(tmp_path: Path, cut: int) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
    (tmp_path / "backup").write_bytes((tmp_path / "backup").read_bytes()[:cut])
    with pytest.raises(StoreError, match=r"/backup (is not a backup|is damaged|cannot be opened)"):
        restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new" / STORE)
    assert not (tmp_path / "new" / STORE).exists()


@pytest.mark.parametrize("seed", range(12))
def test_a_backup_that_was_altered_anywhere_is_said_to_be_damaged_and_nothing_is_restored(tmp_path: Path, seed: int) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
    data = bytearray((tmp_path / "backup").read_bytes())
    data[random.Random(seed).randrange(4096, len(data))] ^= 0xFF  # the first page tells of the passphrase as well
    (tmp_path / "backup").write_bytes(data)
    with pytest.raises(StoreError, match="/backup is damaged; restore another backup"):
        restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new" / STORE)
    assert not list((tmp_path / "new").glob("*"))


def test_a_backup_can_be_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    """From a write-protected card."""
    (tmp_path / "card").mkdir()
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "card" / "backup", PASSPHRASE)
    before = {path.name: path.read_bytes() for path in (tmp_path / "card").iterdir()}
    (tmp_path / "card" / "backup").chmod(0o400)
    (tmp_path / "card").chmod(0o500)
    assert restore(tmp_path / "card" / "backup", PASSPHRASE, tmp_path / "new" / STORE) == KEY
    (tmp_path / "card").chmod(0o700)
    assert {path.name: path.read_bytes() for path in (tmp_path / "card").iterdir()} == before


@pytest.mark.parametrize("name", [STORE, VAULT, "backup"])
def test_a_backup_never_replaces_the_store_or_its_key(tmp_path: Path, name: str) -> None:
    with filled(tmp_path / "here", exams=1) as store:
        KeyVault(tmp_path / "here").create("nurse", "4711", CHEAP, KEY)
        for file in (tmp_path / "here" / name, tmp_path / "here" / ".." / "here" / name):
            with pytest.raises(StoreError, match="choose a file elsewhere"):
                store.back_up(file, PASSPHRASE)
    with ExamStore(tmp_path / "here", KeyVault(tmp_path / "here").unlock("nurse", "4711"), "nurse") as store:
        assert len(store.exams()) == 1 and store.faults() == []


def test_names_that_are_no_text_are_one_sentence(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=1) as store, pytest.raises(StoreError, match="not UTF-8"):
        store.back_up(tmp_path / os.fsdecode(b"b\xff"), PASSPHRASE)


def test_what_is_left_of_another_store_is_not_taken_for_a_part_of_the_restored_one(tmp_path: Path) -> None:
    """A write-ahead log beside the database is read into it, whichever it was of."""
    with filled(tmp_path / "here", exams=1) as store:
        store.back_up(tmp_path / "backup", PASSPHRASE)
        for end in ("-wal", "-shm"):  # as after a power cut; then the database alone was taken away
            (tmp_path / f"{STORE}{end}").write_bytes((tmp_path / "here" / f"{STORE}{end}").read_bytes())
    with pytest.raises(StoreError, match=r"exams.db-(wal|shm) already exists"):
        restore(tmp_path / "backup", PASSPHRASE, tmp_path / STORE)
    assert not (tmp_path / STORE).exists()


def test_a_backup_that_is_stopped_leaves_no_file_and_the_store_goes_on(tmp_path: Path) -> None:
    (stick := tmp_path / "stick").mkdir()
    with filled(tmp_path / "here", exams=3) as store:
        with pytest.raises(StoreError) as stopped:
            store.back_up(stick / "backup", PASSPHRASE, lambda done, size: False)
        assert stopped.value.code is ErrorCode.STOPPED and list(stick.iterdir()) == []
        seen: list[int] = []

        def advance(done: int, size: int) -> bool:
            seen.append(done)
            return True

        store.back_up(stick / "backup", PASSPHRASE, advance)
        assert seen == sorted(seen) and len(seen) > 1
    assert restore(stick / "backup", PASSPHRASE, tmp_path / "new" / STORE) == KEY


def test_a_stick_pulled_out_in_the_middle_is_one_sentence_and_no_backup(tmp_path: Path) -> None:
    (stick := tmp_path / "stick").mkdir()

    def pull(done: int, size: int) -> bool:
        shutil.rmtree(stick, ignore_errors=True)
        return True

    with filled(tmp_path / "here", exams=3) as store:
        with pytest.raises(StoreError) as failed:
            store.back_up(stick / "backup", PASSPHRASE, pull)
        assert failed.value.code in (ErrorCode.STICK_GONE, ErrorCode.STICK_FAILING) and "\n" not in str(failed.value)
        assert not stick.exists() and store.backup_status().last is None
        stick.mkdir()
        store.back_up(stick / "backup", PASSPHRASE)
        assert store.backup_status().last is not None
