"""A program that fails tells the place and no value: each fault once with the precaution, and once without, as the control."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

PATIENT = "Wilhelmine Quast 1951-03-07"
QUIET = "from edge_app.system.redaction import install_redaction; install_redaction()\n"
EXPORT = (
    "import os; from edge_app.exams.export.stop import Stop; from edge_app.exams.export.child_process import _begin\n"
    "stop = Stop(); _begin(0, os.getppid(), stop.listener)\n"
)
FAULTS = {
    "an exception": "patient = sys.argv[1]\ndef begin(identifier): return int(identifier)\nbegin(patient)",
    "one because of another": "try: int(sys.argv[1])\nexcept ValueError as exc: raise RuntimeError(sys.argv[1]) from exc",
    "in a thread": "import threading\nthread = threading.Thread(target=int, args=(sys.argv[1],)); thread.start(); thread.join()",
    "in a finaliser": "class Exam:\n def __del__(self): int(sys.argv[1])\nexam = Exam(); del exam",
    "in a slot": (
        "from PySide6.QtCore import QCoreApplication, QTimer\napp = QCoreApplication([])\n"
        "def begin(): int(sys.argv[1])\n"
        "QTimer.singleShot(0, begin); QTimer.singleShot(50, app.quit); app.exec()"
    ),
    "in the log of a library": "import logging; logging.getLogger('pydicom').warning('bad value %r', sys.argv[1])",
    "in a logged exception": (
        "import logging\ntry: int(sys.argv[1])\nexcept ValueError: logging.getLogger('edge_app.worker').exception('it failed')"
    ),
    "in a warning": "import warnings; warnings.warn(f'value {sys.argv[1]!r} is too long')",
}


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import sys\n{script}", PATIENT], capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_no_value_is_reported_of_a_fault(fault: str) -> None:
    assert PATIENT in run(FAULTS[fault]).stderr, "the control: without the precaution the patient is named"
    reported = run(QUIET + FAULTS[fault]).stderr
    assert reported and not any(part in reported for part in PATIENT.split())


@pytest.mark.parametrize("fault", ["an exception", "in the log of a library"])
def test_no_value_is_reported_of_a_fault_in_an_exports_own_process(fault: str) -> None:
    """Which takes the same precaution first of all."""
    reported = run(EXPORT + FAULTS[fault]).stderr
    assert reported and not any(part in reported for part in PATIENT.split())


def test_the_place_of_a_fault_and_its_causes_are_reported() -> None:
    reported = run(QUIET + FAULTS["one because of another"]).stderr
    assert "edge-app failed: RuntimeError\n  <string>:" in reported and "because of ValueError\n  <string>:" in reported


def test_our_own_sentences_are_reported_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import logging; log = logging.getLogger('edge_app.worker'); log.warning('still running'); log.info('probe live')"
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    at = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    reported = run(QUIET + script).stderr
    assert re.fullmatch(f"{at} WARNING edge_app.worker: still running\n{at} INFO edge_app.worker: probe live\n", reported)
    monkeypatch.setenv("JOURNAL_STREAM", "8:12345")  # the journal notes the time by itself
    assert run(QUIET + script).stderr == "WARNING edge_app.worker: still running\nINFO edge_app.worker: probe live\n"


def crash(folder: Path, first: str) -> tuple[bool, str]:
    """Whether a core was dumped by a crash in machine code, where cores are allowed; and what was said."""
    script = f"import os, signal, sys\n{first}\npatient = sys.argv[1]\nos.kill(os.getpid(), signal.SIGSEGV)"
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    with subprocess.Popen(
        [sys.executable, "-c", script, PATIENT], cwd=folder, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)),
    ) as process:  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _, status = os.waitpid(process.pid, 0)
        process.returncode = 1
    return os.WCOREDUMP(status), said


@pytest.mark.parametrize("first", [QUIET, EXPORT], ids=["the kiosk", "an export"])
def test_a_crash_in_machine_code_tells_the_place_and_dumps_no_core(tmp_path: Path, first: str) -> None:
    dumped, said = crash(tmp_path, first)
    assert not dumped and list(tmp_path.iterdir()) == []
    assert "Segmentation fault" in said and 'File "<string>"' in said and "Quast" not in said


def test_without_the_precaution_a_core_is_dumped(tmp_path: Path) -> None:
    dumped, _ = crash(tmp_path, "")
    if not dumped:
        pytest.skip("this machine dumps no core of anything (ulimit -c, /proc/sys/kernel/core_pattern)")
    assert all(PATIENT.encode() in core.read_bytes() for core in tmp_path.iterdir())


def test_a_core_that_would_go_to_a_program_is_not_dumped_either() -> None:
    """RLIMIT_CORE does not hold where core_pattern is a pipe: see core(5)."""
    ask = "import ctypes, resource; print(ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE)[0])"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.startswith("1 ")
    assert run(QUIET + ask).stdout == "0 0\n"
