"""Killed at any moment, on a full or failing disk: what was said to be saved is there, and nothing is half there.

`crash_writer` saves images and clips and finishes exams; `exam_changes` does all else that is a transaction: calipers and notes,
what is discarded, reassigned and deleted. A thousand kills of each, and of restoring a backup: `make test-slow`.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edge_app.exams.store.key_vault import KeyVault
from edge_app.exams.store.restore import put_in_place, read_beside
from edge_app.exams.store.store import ExamStore
from tests.support.crash_writer import save
from tests.support.exam_changes import CHANGES as EXAM_CHANGES
from tests.support.exam_changes import Kept, change, check_changed
from tests.support.exam_factories import CHEAP, filled
from tests.support.killed import killed, say
from tests.support.saved_exams import check_saved

HERE = Path(__file__).parent
WRITER, CHANGES = "tests.support.crash_writer", "tests.support.exam_changes"
LINES = 5 * len(EXAM_CHANGES)  # of two exams and a half: the second of which has the first one deleted
PASSPHRASE, PIN = "six words drawn", "2580"


def kill_often(folder: Path, kills: int) -> int:
    chance = random.Random(2026)
    said_in_all = 0
    for kill in range(kills):
        if kill % 25 == 0:  # else every check reads more than the one before
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        said = killed(lambda report: save(folder, 10**6, report), chance)
        said_in_all += len(said)
        check_saved(folder, said)
    return said_in_all


def kill_changes(folder: Path, kills: int, seed: int = 2026) -> int:
    """How many changes were said to be done."""
    chance, done, before = random.Random(seed), 0, dict[int, Kept]()
    for kill in range(kills):
        if kill % 10 == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            before = {}
        first = kill * 10_000  # the numbers of the exams
        said = killed(lambda report, first=first: change(folder, range(first, first + 10_000), report), chance, 0.03, LINES)  # type: ignore[misc]
        done += sum(line.startswith("done") for line in said)
        before = check_changed(folder, said, before)
    return done


def kill_restores(place: Path, kills: int) -> int:
    """How often a restore was killed before its end: then the device is empty, or has everything."""
    with filled(place / "elsewhere", exams=2, images=2) as store:
        store.back_up(place / "backup", PASSPHRASE)
    new = KeyVault(place / "new", place / "keys" / "device.key")
    ExamStore(new.folder, new.create("nurse", PIN, CHEAP), "nurse", device_key=new.device_key).close()
    vault, chance, unfinished, within_s = KeyVault(place / "device", new.device_key), random.Random(2026), 0, 0.0

    def restore(report: int) -> None:
        say(report, "begun")
        key = read_beside(place / "backup", PASSPHRASE, vault.folder, lambda done, size: True)
        put_in_place(vault, "nurse", PIN, key)
        say(report, "restored")

    def prepare() -> None:
        shutil.rmtree(vault.folder, ignore_errors=True)
        for note in new.device_key.parent.glob("last-entry-*.json"):  # of the round before: its store would be newer
            note.unlink()
        shutil.copytree(new.folder, vault.folder)

    def whole_s() -> float:
        """How long a whole one takes, s, as busy as this machine is now."""
        prepare()
        began = time.monotonic()
        with Path(os.devnull).open("wb") as nobody:
            restore(nobody.fileno())
        return time.monotonic() - began

    for kill in range(kills):
        within_s = 1.5 * whole_s() if kill % 25 == 0 else within_s
        prepare()
        said = killed(restore, chance, within_s)
        with ExamStore(vault.folder, vault.unlock("nurse", PIN), "nurse", device_key=vault.device_key) as store:
            exams = [store.read(line.id) for line in store.exams()]
            assert store.faults() == [] and [len(exam.images) for exam in exams] in ([], [2, 2])
            assert exams or "restored" not in said
        unfinished += not exams
    return unfinished


def test_killed_at_random_moments(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "store", 12) >= 6  # otherwise nothing was being saved


def test_killed_while_exams_are_changed(tmp_path: Path) -> None:
    assert kill_changes(tmp_path / "store", 12) >= 6


@pytest.mark.usefixtures("cheap_keys")
def test_killed_while_a_backup_is_restored(tmp_path: Path) -> None:
    kill_restores(tmp_path, 4)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_a_thousand_times_while_exams_are_changed(tmp_path: Path, short: bool) -> None:
    kills = 100 if short else 1000
    done = kill_changes(tmp_path / "store", kills)
    print(f"{kills} kills, {done} changes were said to be done")
    assert done > kills


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("cheap_keys")
def test_killed_a_thousand_times_while_a_backup_is_restored(tmp_path: Path, short: bool) -> None:
    kills = 100 if short else 1000
    unfinished = kill_restores(tmp_path, kills)
    print(f"{kills} kills, {unfinished} before the end")
    assert kills / 50 < unfinished < kills * 0.98


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_a_thousand_times(tmp_path: Path, short: bool) -> None:
    kills = 100 if short else 1000
    assert kill_often(tmp_path / "store", kills) > kills / 2


@pytest.fixture(scope="module")
def faulty_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes a disk fail."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to build the failing disk with")
    library = tmp_path_factory.mktemp("faulty") / "faulty_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, HERE / "faulty_disk.c", "-ldl"], check=True)
    return library


def fail(folder: Path, library: Path, after: int, count: int, number: int, program: str = WRITER) -> list[str]:
    """What a program said that saves three exams while `count` writes fail after the first `after`."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAULT_AFTER": str(after), "FAULT_COUNT": str(count)}
    command = [sys.executable, "-m", program, str(folder), "3"]
    done = subprocess.run(
        command, env={**environment, "FAULT_ERRNO": str(number)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "is full"), (errno.EIO, "reports an error")])
@pytest.mark.parametrize("after", [0, 21, 66, 107])  # writes; where a flush fails, SQLite does not say that the disk is full
def test_a_disk_that_fails_is_reported_and_loses_nothing(
    tmp_path: Path, faulty_disk: Path, number: int, words: str, after: int
) -> None:
    said = fail(tmp_path, faulty_disk, after, 4, number)
    refused = [line for line in said if line.startswith("refused")]
    assert refused and all("nothing was saved" in line for line in refused), said
    assert any(words in line for line in refused), said
    check_saved(tmp_path, said)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_every_write(tmp_path: Path, faulty_disk: Path, number: int, short: bool) -> None:
    """Each write of the first exams in turn, for a moment and for good."""
    refused, step = 0, 10 if short else 1
    for after in range(0, 150, step):
        for count in (1, 10**6):
            folder = tmp_path / f"{after}-{count}"
            folder.mkdir()
            said = fail(folder, faulty_disk, after, count, number)
            refused += any(line.startswith("refused") for line in said)
            check_saved(folder, said)
            shutil.rmtree(folder)
    assert refused > 250 / step  # some writes can fail without harm: those that only move the log's end


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "is full"), (errno.EIO, "reports an error")])
@pytest.mark.parametrize("after", [40, 90])
def test_a_disk_that_fails_while_exams_are_changed(
    tmp_path: Path, faulty_disk: Path, number: int, words: str, after: int
) -> None:
    said = fail(tmp_path, faulty_disk, after, 4, number, CHANGES)
    refused = [line for line in said if line.startswith("refused")]
    assert any(words in line for line in refused), said
    check_changed(tmp_path, said, {})


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_every_write_while_exams_are_changed(
    tmp_path: Path, faulty_disk: Path, number: int, short: bool
) -> None:
    refused, step = 0, 10 if short else 1
    for after in range(0, 300, step):
        for count in (1, 10**6):
            folder = tmp_path / f"{after}-{count}"
            folder.mkdir()
            said = fail(folder, faulty_disk, after, count, number, CHANGES)
            refused += any(line.startswith("refused") for line in said)
            check_changed(folder, said, {})
            shutil.rmtree(folder)
    assert refused > 300 / step
