"""A folder is held by one program at a time, and by nobody once that has ended."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from edge_app.system.file_lock import LOCK, file_lock


def test_it_is_held_until_the_block_ends_and_leaves_nothing(tmp_path: Path) -> None:
    with file_lock(tmp_path):
        with pytest.raises(TimeoutError), file_lock(tmp_path, timeout_s=0):
            pass
        assert [path.name for path in tmp_path.iterdir()] == [LOCK]
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_was_killed_holds_nothing_though_its_file_stays(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with file_lock(tmp_path):
            os.write(writing, b"x")
            signal.pause()
        os._exit(0)
    os.read(reading, 1)
    with pytest.raises(TimeoutError), file_lock(tmp_path, timeout_s=0):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o666  # root's must not shut out the kiosk's user
    with file_lock(tmp_path, timeout_s=0):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError), file_lock(tmp_path / "file"):
        pass
