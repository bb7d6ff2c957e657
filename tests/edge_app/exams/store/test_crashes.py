"""Killed at any moment, on a full or failing disk: what was said to be saved is there, and nothing is half there."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.crash_writer import save
from tests.support.killed import killed
from tests.support.saved_exams import check_saved

HERE = Path(__file__).parent


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


def test_killed_at_random_moments(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "store", 12) >= 6  # otherwise nothing was being saved


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


def fail(folder: Path, library: Path, after: int, count: int, number: int) -> list[str]:
    """What a process said that saves three exams while `count` writes fail after the first `after`."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAULT_AFTER": str(after), "FAULT_COUNT": str(count)}
    command = [sys.executable, "-m", "tests.support.crash_writer", str(folder), "3"]
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
