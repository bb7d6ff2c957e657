"""What is finished of a run, a line for each process start, so that the same command goes on after an interruption."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.result.files import RESULT
from benchmarks.result.records import Accuracy, Machine, Sample, ScreenRun, Software
from benchmarks.run.journal_file import JournalFile, whole_lines
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


class Journal(JournalFile[Header, Outcome]):
    """`with Journal(folder, header) as journal: journal.add(outcome)`."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Begin, or go on with what lies there. Raises ConfigError where another run does, ExportError where nothing can."""
        make_folder(folder)
        if (folder / RESULT).exists() and not whole_lines(folder / FILE):
            raise ConfigError(f"{folder} holds a finished result; choose another folder with --out")
        other = "another run, machine or version"
        super().__init__(folder / FILE, header, Header, Outcome, other, "remove it, or choose another folder with --out")

    def done(self, turn: Turn) -> bool:
        """Whether this start is over."""
        return any(outcome.turn == turn for outcome in self.outcomes)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All of them, in their order."""
        return tuple(sample for outcome in self.outcomes for sample in outcome.samples)
