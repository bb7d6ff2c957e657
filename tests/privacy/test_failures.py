"""The whole appliance failing with a patient in hand: what it says, writes and leaves tells where, and not whom."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy.canaries import finds, planted
from tests.privacy.watched_run import environment


@pytest.mark.parametrize(
    ("fault", "ends_with", "reported"),
    [
        ("slot", 0, "edge-app failed: ValueError\n  edge_app/ui/exam_controller.py:"),
        pytest.param("store", 0, "saving failed unexpectedly: ValueError", marks=pytest.mark.slow),  # by `make test-privacy`
        pytest.param("crash", -signal.SIGSEGV, "Segmentation fault", marks=pytest.mark.slow),
    ],
)
def test_a_failure_with_a_patient_in_hand_tells_where_and_not_whom(
    tmp_path: Path, fault: str, ends_with: int, reported: str
) -> None:
    (home := tmp_path / "home").mkdir()
    (tmp_path / "stick").mkdir()
    done = subprocess.run(
        ["sh", "-c", 'ulimit -c unlimited 2>/dev/null; cd "$1"; shift; exec "$@"', "sh", home,
         sys.executable, "-m", "tests.privacy.appliance", "1", tmp_path / "stick", fault],
        env=environment(home), capture_output=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == ends_with and reported in done.stderr.decode(), done.stderr.decode()
    texts = [planted(1)[0].identifier]
    assert not finds(texts, done.stdout + done.stderr)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left and not [path for path in left if finds(texts, path.read_bytes() + os.fsencode(path))]
    assert not [path for path in left if path.name.startswith("core")]
