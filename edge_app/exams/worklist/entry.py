"""One line of the worklist, and what a server answered as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge_app.exams.records import Order, Patient


@dataclass(frozen=True)
class WorklistEntry:
    """An exam that was scheduled."""

    patient: Patient  # with an identifier; age in full years on the day of the query
    name: str  # shown, so that the right person is picked, and never stored; may be empty
    scheduled: datetime | None  # local time of the clinic
    order: Order


@dataclass(frozen=True)
class Worklist:
    """What a server answered."""

    entries: tuple[WorklistEntry, ...] = ()  # today's first, then tomorrow's, then yesterday's
    is_cut: bool = False  # whether the server has more than were asked for
    unreadable: int = 0  # answers that were left out: damaged, or without a patient's identifier
