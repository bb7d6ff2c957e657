"""Patients to pick from, of the worklist or of earlier exams, and their rows for a QML list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from edge_app.exams.records import EarlierPatient, Order, Patient
from edge_app.exams.worklist.entry import WorklistEntry
from edge_app.ui.exam_rows import Row, entered

MIN_AGE = 18  # years: the model knows no children, and the form takes none


@dataclass(frozen=True)
class Candidate:
    """A patient who may be picked."""

    patient: Patient  # with an identifier
    name: str = ""  # shown, never stored
    scheduled: datetime | None = None  # local time
    order: Order | None = None  # None: of earlier exams
    seen: date | None = None  # the day of the last exam, of which the patient's data are; None: of the worklist

    @property
    def is_child(self) -> bool:
        return self.patient.age is not None and self.patient.age < MIN_AGE

    def matches(self, text: str) -> bool:
        """Whether each word of the text is somewhere in what identifies the patient and the exam."""
        order = self.order or Order()
        shown = f"{self.patient.identifier} {self.name} {order.accession_number} {order.procedure}".casefold()
        return all(word in shown for word in text.casefold().split())


def of_worklist(entries: Sequence[WorklistEntry]) -> tuple[Candidate, ...]:
    return tuple(Candidate(entry.patient, entry.name, entry.scheduled, entry.order) for entry in entries)


def of_earlier(patients: Sequence[EarlierPatient]) -> tuple[Candidate, ...]:
    return tuple(Candidate(one.patient, seen=_day(one.seen)) for one in patients)


def _day(moment: str) -> date:
    """The local day of a moment in UTC, ISO 8601."""
    return datetime.fromisoformat(moment).astimezone().date()


def candidate_row(candidate: Candidate, today: date) -> Row:
    """One line of the list; day: how many days after today, 0 also where it is not known."""
    patient, scheduled = candidate.patient, candidate.scheduled
    return {
        "identifier": patient.identifier or "",
        "name": candidate.name,
        "age": "" if patient.age is None else str(patient.age),
        "sex": patient.sex.value if patient.sex else "",
        "time": f"{scheduled:%H:%M}" if scheduled else "",
        "day": (scheduled.date() - today).days if scheduled else 0,
        "procedure": candidate.order.procedure if candidate.order else "",
        "seen": candidate.seen.isoformat() if candidate.seen else "",
        "isChild": candidate.is_child,
    }


def picked_row(candidate: Candidate, today: date) -> Row:
    """What the form is filled with. seen: the day that the data are of, empty if it is today or they are of the worklist."""
    seen = candidate.seen.isoformat() if candidate.seen and candidate.seen != today else ""
    return {**entered(candidate.patient), "name": candidate.name, "seen": seen}
