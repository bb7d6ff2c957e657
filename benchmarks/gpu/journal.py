"""What is finished of the GPU's part of a run, a line for each process start, so that the same command goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.gpu.plan import GpuPlan, Variant
from benchmarks.gpu.task import PointTimes
from benchmarks.result.gpu import GpuAccuracy, GpuDevice, GpuSample
from benchmarks.run.journal_file import JournalFile

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


class GpuJournal(JournalFile[_Header, StartOutcome]):
    """`with GpuJournal(folder, plan, device) as journal: journal.add(outcome)`."""

    def __init__(self, folder: Path, plan: GpuPlan, device: GpuDevice) -> None:
        """Begin, or go on with what lies there. Raises ConfigError where it is of another card or plan, OSError."""
        other = "another GPU or plan"
        super().__init__(folder / FILE, _Header(plan, device), _Header, StartOutcome, other, "remove it to measure this GPU")

    def done(self, variant: Variant, start: int) -> bool:
        """Whether this start is over."""
        return any((outcome.variant, outcome.start) == (variant, start) for outcome in self.outcomes)
