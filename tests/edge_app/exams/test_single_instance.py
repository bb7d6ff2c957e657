"""Two kiosks never examine in the same folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.single_instance import single_instance_lock


def test_a_second_kiosk_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made yet"
    with single_instance_lock(folder):
        with pytest.raises(StoreError, match="another kiosk"), single_instance_lock(folder):
            pass
        with single_instance_lock(tmp_path / "other"):
            pass
    with single_instance_lock(folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_kiosk_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with single_instance_lock(tmp_path):
            os.write(writing, b"x")
            signal.pause()
        os._exit(0)
    os.read(reading, 1)
    with pytest.raises(StoreError), single_instance_lock(tmp_path):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with single_instance_lock(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_the_screens_to_tell(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with single_instance_lock(tmp_path / "file" / "exams"):
        pass
