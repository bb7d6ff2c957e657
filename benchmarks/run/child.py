"""Processes that the measuring process starts: the worker of a turn, and the kiosk beside it."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, TypeVar

import msgspec

from benchmarks.run.task import BuildTask, Built, Done, Failed, Ready, Task, Worked
from edge_app.errors import EdgeError

T = TypeVar("T", Ready, Done, Worked)

TICK_S = 0.5  # s between two signs of life for the progress bar
PYTHON = Path(sys.executable)
PROJECT = Path(__file__).resolve().parents[2]
START_S = 900.0  # s within which a process has to be ready; a Raspberry Pi with a slow card takes 20, TensorRT builds for minutes
CHECK_S = 3600.0  # s for a functional task: an emulator on a busy machine takes many minutes, and no time counts
LATE_S = 120.0  # s beyond what is measured that the answer may take


class ChildError(EdgeError):
    """A process of the benchmark that failed."""


class Child:
    """One Python module as a process of its own, in a session of its own: Ctrl-C is for the parent, which ends it."""

    def __init__(self, module: str, own: set[int], environment: dict[str, str] | None = None, python: Path = PYTHON) -> None:
        """own: the benchmark's processes; this one is among them while it runs. python: of the environment to run it in."""
        self._module, self._own = module, own
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [str(python), "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints,
            env={**os.environ, **(environment or {})}, start_new_session=True, bufsize=0,
        )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self._read = bytearray()
        own.add(self._process.pid)

    @property
    def process(self) -> int:
        """Its id."""
        return self._process.pid

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._own.discard(self._process.pid)
        for file in (self._in, self._out, self._complaints):
            file.close()

    def tell(self, message: object) -> None:
        """Give it what it asks for on standard input, as JSON. Raises ChildError."""
        try:
            self._in.write(msgspec.json.encode(message))
            self._in.close()
        except OSError as exc:
            raise ChildError(self._ended()) from exc

    def line(self, seconds: float, tick: Callable[[], None]) -> bytes:
        """Its next line. tick: called every half second meanwhile. Raises ChildError when it ends or takes longer."""
        end, looked_at = time.monotonic() + seconds, 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while (place := self._read.find(b"\n", looked_at)) < 0:
                looked_at = len(self._read)
                if time.monotonic() > end:
                    raise ChildError(f"{self._module} has not answered within {seconds:.0f} s; look what else this machine does")
                if selector.select(TICK_S):
                    part = os.read(self._out.fileno(), 1 << 20)
                    if not part:
                        raise ChildError(self._ended())
                    self._read += part
                tick()
        line = bytes(self._read[:place])
        del self._read[: place + 1]
        return line

    def check(self) -> None:
        """Raise ChildError when it has ended."""
        if self._process.poll() is not None:
            raise ChildError(self._ended())

    def _ended(self) -> str:
        code = self._process.wait()
        self._complaints.seek(0)
        last = self._complaints.read().decode(errors="replace").strip().rpartition("\n")[2]
        return f"{self._module} ended with exit code {code} ({last or 'without a word'}); run it again with the same command"


@dataclass(frozen=True)
class Timed:
    """What a worker has found."""

    ready: Ready
    done: Done


def time_task(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
    """Run one worker to its end. on_ready: called when its warm-ups are over. Raises ChildError."""
    with _worker(task, own) as child:
        child.tell(task)
        ready = _answer(child.line(START_S, tick), Ready)
        on_ready()
        whole = task.seconds * (20 if task.kind == "stages" else 1)
        return Timed(ready, _answer(child.line(whole + LATE_S, tick), Done))


def check_task(task: Task) -> Worked:
    """Run one worker of a functional run to its end. Raises ChildError."""
    with Child("benchmarks.run.worker", set()) as child:
        child.tell(task)
        return _answer(child.line(CHECK_S, lambda: None), Worked)


def peers_python() -> Path:
    """The environment that `make peers` makes, or this one."""
    apart = PROJECT / ".venv-peers" / "bin" / "python"
    return apart if apart.exists() else PYTHON


def build_peers(task: BuildTask, own: set[int], tick: Callable[[], None]) -> dict[str, str]:
    """Why each peer or network that cannot be measured cannot: name -> one sentence. What ends the process is one of them."""
    absent: dict[str, str] = {}
    waiting = list(task.names)
    while waiting:
        with Child("benchmarks.peer_build", own, python=peers_python()) as child:
            try:
                child.tell(replace(task, names=tuple(waiting)))
                while waiting:
                    built = msgspec.json.decode(child.line(START_S, tick), type=Built)
                    waiting.remove(built.name)
                    absent |= {built.name: built.why_not} if built.why_not else {}
            except ChildError as exc:
                absent[waiting.pop(0)] = str(exc)
    return absent


def _worker(task: Task, own: set[int]) -> Child:
    if task.setting.role == "engine":
        return Child("benchmarks.run.worker", own)
    return Child("benchmarks.peer_worker", own, python=peers_python())


def _answer(line: bytes, kind: type[T]) -> T:
    fields = msgspec.json.decode(line)
    if "error" in fields:
        raise ChildError(msgspec.convert(fields, Failed).error)
    return msgspec.convert(fields, kind)
