"""Runs the workload under valgrind's callgrind and reads what it counted. x86-64 and arm64 Linux, one thread."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instruction_counts.baseline import Conditions

ROOT = Path(__file__).resolve().parents[2]
MARKS = Path(__file__).with_name("marks.c")
TIMEOUT_S = 1800
_DUMP = re.compile(r"^desc: Trigger: Client Request: (?P<label>.+)$[\s\S]*?^summary: (?P<count>\d+)", re.MULTILINE)


class CannotCountError(Exception):
    """This machine cannot count instructions; the message says why, in one sentence."""


@dataclass(frozen=True)
class Counted:
    """What was counted here."""

    conditions: Conditions
    counts: dict[str, int]  # stage -> instructions of one pass


def conditions_before_counting() -> Conditions:
    """Those that are known without running valgrind; no processor features. Raises CannotCountError."""
    for program, package in (("valgrind", "valgrind"), ("cc", "gcc")):
        if shutil.which(program) is None:
            raise CannotCountError(f"instructions are counted with {program}, which is not here: apt install {package}")
    version = _run(["valgrind", "--version"]).removeprefix("valgrind-").strip()
    lock = lock_sha256(".".join(platform.python_version_tuple()[:2]))
    python = f"{platform.python_version()}, {platform.python_compiler()}"
    return Conditions(platform.machine(), (), python, version, lock)


def lock_sha256(python: str) -> str:
    """Of the appliance's packages for a Python, such as "3.11". Raises CannotCountError where there is no lock for it."""
    lock = ROOT / "locks" / python / "appliance.txt"
    if not lock.is_file():
        raise CannotCountError(f"instruction counts belong to a lock, and there is none for Python {python}")
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def count_instructions() -> Counted:
    """Every stage of the hot path. Takes half a minute. Raises CannotCountError."""
    known = conditions_before_counting()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "marks.so"
        _run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(MARKS)])
        out = Path(folder) / "callgrind.out"
        # Where each library lies decides how data are aligned, and that what is done to the ends of a row.
        still = ["setarch", "-R"] if _succeeds(["setarch", "-R", "true"]) else []
        callgrind = ["valgrind", "--tool=callgrind", "--quiet", "--instr-atstart=no", f"--callgrind-out-file={out}"]
        said = _run([*still, *callgrind, sys.executable, "-m", "benchmarks.instruction_counts.workload", str(library)])
        in_turn = sorted(Path(folder).glob("callgrind.out.[0-9]*"), key=lambda file: int(file.suffix[1:]))
        dumps = [file.read_text() for file in in_turn]
    features = json.loads(said.splitlines()[-1])
    conditions = Conditions(known.machine, tuple(features), known.python, known.valgrind, known.lock_sha256)
    return Counted(conditions, one_pass(dumps))


def one_pass(dumps: list[str]) -> dict[str, int]:
    """Stage -> instructions of one pass, from callgrind's dumps of one and of more passes."""
    found: dict[str, dict[int, int]] = {}
    for dump in dumps:
        if match := _DUMP.search(dump):
            stage, _, passes = match["label"].rpartition(" x ")
            found.setdefault(stage, {})[int(passes)] = int(match["count"])
    return {stage: _difference(counts) for stage, counts in found.items()}


def _difference(counts: dict[int, int]) -> int:
    """Passes -> instructions, of few and of many passes: what one takes, without what belongs to no pass."""
    few, many = sorted(counts)
    return (counts[many] - counts[few]) // (many - few)


def _environment() -> dict[str, str]:
    """The same everywhere: even the length of a variable moves the stack."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
    return kept | one_thread | {"LANG": "C", "PYTHONHASHSEED": "0"}


def _run(words: list[str]) -> str:
    """What the program prints. Raises CannotCountError when it fails."""
    try:
        done = subprocess.run(words, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise CannotCountError(f"{words[0]} did not run: {exc}") from exc
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise CannotCountError(f"{Path(words[0]).name} failed ({done.returncode}): {last}")
    return done.stdout


def _succeeds(words: list[str]) -> bool:
    try:
        _run(words)
    except CannotCountError:
        return False
    return True
