"""A recording of needle EMG in an exam: what was recorded where, and what its events were called."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.emg.guard import Unfit
from edge_app.emg.trace import Trace
from edge_app.emg.waveform import Waveform
from edge_app.exams.records import Site


@dataclass(frozen=True)
class EmgRecordEvent:
    """One event of a recording."""

    seconds: float  # s since the recording's beginning, of its largest deflection
    waveform: Waveform | None  # what it was called; None: nothing called it
    unfit: Unfit | None  # why it was not judged; None: it was fit to be

    def __post_init__(self) -> None:
        if self.waveform is not None and self.unfit is not None:
            raise ValueError("an event that was not judged has no class")


@dataclass(frozen=True)
class EmgRecord:
    """One recording of one muscle, as it was read. Nothing in it but the trace's file and channel names may name the patient."""

    number: int  # counts from 1 among the recordings of its exam
    site: Site
    taken: str  # UTC, ISO 8601: when it began
    trace: Trace
    events: tuple[EmgRecordEvent, ...]  # in order of time
    called_by: str | None  # what called the events, with its version; None: nothing did
