"""What is finished of the GPU's part of a run, a line for each process start, so that the same command goes on from there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from benchmarks.gpu.plan import GpuPlan, Variant
from benchmarks.gpu.task import PointTimes
from benchmarks.result.gpu import GpuAccuracy, GpuDevice, GpuSample
from edge_app.errors import ConfigError

FILE = "unfinished_gpu.jsonl"


@dataclass(frozen=True)
class PointOutcome:
    """One batch size of one process start."""

    batch: int
    prepare_s: float
    accuracy: GpuAccuracy | None
    times: PointTimes | None  # None: `why_not`
    void: str  # why it must not be used; ""
    why_not: str


@dataclass(frozen=True)
class StartOutcome:
    """One process start of one variant."""

    variant: Variant
    start: int  # number of the start, from 0
    version: str
    error: str  # why nothing is measured; ""
    points: tuple[PointOutcome, ...]
    samples: tuple[GpuSample, ...]  # since the start before


@dataclass(frozen=True)
class _Header:
    """What has to be the same for it to go on; machine, software and bundle are in the run's own journal."""

    plan: GpuPlan
    device: GpuDevice


class GpuJournal:
    """`with GpuJournal(folder, plan, device) as journal: journal.add(outcome)`."""

    def __init__(self, folder: Path, plan: GpuPlan, device: GpuDevice) -> None:
        """Begin, or go on with what lies there. Raises ConfigError where it is of another card or plan, OSError."""
        self.path = folder / FILE
        self.outcomes: list[StartOutcome] = []
        lines = self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]  # the last one may have been cut off
        header = _Header(plan, device)
        if whole:
            try:
                before = msgspec.json.decode(whole[0], type=_Header)
                self.outcomes = [msgspec.json.decode(line, type=StartOutcome) for line in whole[1:]]
            except (msgspec.DecodeError, UnicodeDecodeError) as exc:
                raise ConfigError(f"{self.path} cannot be read; remove it to measure the GPU again") from exc
            if before != header:
                raise ConfigError(f"{self.path} is of another GPU or plan; remove it to measure this GPU")
        self._file: BinaryIO = self.path.open("ab")
        self._file.truncate(sum(map(len, whole)))
        if not whole:
            self._write(header)

    def __enter__(self) -> GpuJournal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, outcome: StartOutcome) -> None:
        """Keep it for good."""
        self._write(outcome)
        self.outcomes.append(outcome)

    def done(self, variant: Variant, start: int) -> bool:
        """Whether this start is over."""
        return any((outcome.variant, outcome.start) == (variant, start) for outcome in self.outcomes)

    def _write(self, line: _Header | StartOutcome) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
