"""A kiosk that was killed in an exam asks for the PIN, and the exam is where it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from edge_app.exams.summary import PROTOCOL
from edge_app.exams.workflow import Step
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import PIN, clinic, exam_of
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk


def test_an_exam_is_where_it_was(start: StartKiosk, folder: Path, bundle_folder: Path, keys_folder: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_kiosk", str(bundle_folder), str(keys_folder), str(folder)],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, "")
    kiosk = start(Probe(), services=clinic(folder))
    hand, exam = Hand(kiosk), exam_of(kiosk)
    assert exam.lock.locked and exam.workflow.exam is None
    hand.pin(PIN)
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert (exam.workflow.step, exam.workflow.site) == (Step.LIVE, PROTOCOL[2])
    assert exam.workflow.exam is not None and [image.site for image in exam.workflow.exam.images] == [PROTOCOL[4]]
