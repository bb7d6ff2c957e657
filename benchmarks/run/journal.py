"""What is finished of a run, a line for each process start, so that the same command goes on after an interruption."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from benchmarks.result.files import RESULT
from benchmarks.result.records import Accuracy, Machine, Sample, ScreenRun, Software
from benchmarks.run.plan import Plan, Turn
from benchmarks.run.task import StageTimes
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder

FILE = "unfinished.jsonl"


@dataclass(frozen=True)
class Header:
    """What has to be the same for a run to go on."""

    plan: Plan
    machine: Machine
    software: Software
    frames: str  # what the pipeline is timed on
    research: bool


@dataclass(frozen=True)
class Outcome:
    """One process start that is over."""

    turn: Turn
    tries: int  # how often it was measured before it was not void, or given up
    error: str  # why there is no time at all; ""
    void: str  # why it must not be used; ""
    version: str
    graph_sha256: str
    cold_start_ms: float
    first_inference_ms: float
    times: tuple[StageTimes, ...]
    peak_rss_mb: float | None
    accuracy: Accuracy | None
    power_mw: float | None  # while it was measured
    clock_mhz: float | None  # the fastest core's, while it was measured
    samples: tuple[Sample, ...]  # since the start before
    screen: ScreenRun | None = None


class Journal:
    """`with Journal(folder, header) as journal: journal.add(outcome)`."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Begin, or go on with what lies there. Raises ConfigError where another run does, ExportError where nothing can."""
        make_folder(folder)
        self.path = folder / FILE
        self.outcomes: list[Outcome] = []
        lines = self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]  # the last one may have been cut off
        if not whole and (folder / RESULT).exists():
            raise ConfigError(f"{folder} holds a finished result; choose another folder with --out")
        if whole:
            self._go_on(whole, header)
        self._file: BinaryIO = self.path.open("ab")
        self._file.truncate(sum(map(len, whole)))  # nothing that is finished is written a second time, and could be lost then
        if not whole:
            self._write(header)

    def _go_on(self, lines: Sequence[bytes], header: Header) -> None:
        try:
            before = msgspec.json.decode(lines[0], type=Header)
            self.outcomes = [msgspec.json.decode(line, type=Outcome) for line in lines[1:]]
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise ConfigError(f"{self.path} cannot be read; remove it, or choose another folder with --out") from exc
        if before != header:
            raise ConfigError(
                f"{self.path} is of another run, machine or version; remove it, or choose another folder with --out"
            )

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Keep it for good."""
        self._write(outcome)
        self.outcomes.append(outcome)

    def _write(self, line: Header | Outcome) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def done(self, turn: Turn) -> bool:
        """Whether this start is over."""
        return any(outcome.turn == turn for outcome in self.outcomes)

    def remove(self) -> None:
        """The run is finished, and its result written."""
        self._file.close()
        self.path.unlink()

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All of them, in their order."""
        return tuple(sample for outcome in self.outcomes for sample in outcome.samples)
