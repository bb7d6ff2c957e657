"""Which exams have arrived where. Every method that changes it runs inside a transaction of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.store.database import Database, Row
from edge_app.exams.store.timestamps import utc_now

FOLDER = "a folder"  # the destination of every stick: what one is called may be anything
DELIVERY = "exam, destination, state, at, identified, language, reason, revision"
# Of the tables delivery and exam, joined: what is still to arrive, or arrived only as it was before its patient was changed.
OUTSTANDING = "(delivery.state IN ('due', 'waiting') OR delivery.revision < exam.revision)"


class DeliveryState(str, Enum):
    """How far an exam is on its way."""

    DUE = "due"  # finished, with a server to send it to; nobody has asked for it yet
    WAITING = "waiting"  # asked for, and not arrived
    DELIVERED = "delivered"
    STARTED = "started"  # exported by a release that did not keep whether it arrived
    OUTDATED = "outdated"  # an earlier revision arrived, which bears another patient; never kept, but told by the revisions


@dataclass(frozen=True)
class Delivery:
    """One exam on its way to one destination."""

    exam: str
    destination: str  # TITLE@HOST:PORT, or FOLDER
    state: DeliveryState
    at: str = ""  # UTC, ISO 8601; set when it is kept
    identified: bool = False  # names the patient
    language: str = "en"  # of the report
    reason: str = ""  # why the last attempt failed, a value of ErrorCode; empty: none has
    revision: int = 0  # of the exam, that arrived

    @property
    def detail(self) -> str:
        """For the audit trail."""
        kind = "with identity" if self.identified else "pseudonymous"
        revision = f", revision {self.revision}" if self.revision else ""
        return f"{self.state.value}, {kind}{revision}, to {self.destination}" + (f": {self.reason}" if self.reason else "")


class DeliveryLog:
    """The deliveries of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, delivery: Delivery) -> bool:
        """Keep how far it is; returns whether that is news. Nothing is kept of an exam that has been deleted meanwhile."""
        before = [one for one in self.of([delivery.exam]) if one.destination == delivery.destination]
        self._database.execute(
            f"INSERT OR REPLACE INTO delivery ({DELIVERY}) SELECT id, ?, ?, ?, ?, ?, ?, ? FROM exam WHERE id = ?",
            (
                delivery.destination, delivery.state.value, utc_now(), int(delivery.identified), delivery.language,
                delivery.reason, delivery.revision, delivery.exam,
            ),
        )  # fmt: skip
        return [one.detail for one in before] != [delivery.detail]

    def of(self, exams: Sequence[str]) -> tuple[Delivery, ...]:
        """The deliveries of these exams, the newest first."""
        marks = ", ".join("?" * len(exams))
        rows = self._database.execute(
            f"SELECT {DELIVERY}, (SELECT revision FROM exam WHERE id = exam) FROM delivery WHERE exam IN ({marks}) "
            "ORDER BY at DESC, rowid DESC",
            exams,
        )
        return tuple(_delivery(row[:-1], row[-1]) for row in rows)

    def undelivered(self, destination: str) -> int:
        """How many exams are still to arrive there."""
        ((count,),) = self._database.execute(
            f"SELECT count(*) FROM delivery JOIN exam ON exam.id = delivery.exam WHERE destination = ? AND {OUTSTANDING}",
            (destination,),
        )
        return int(count)

    def next_waiting(self, destination: str) -> Delivery | None:
        """The one asked for whose last attempt is the longest ago; None where none waits."""
        rows = self._database.execute(
            f"SELECT {DELIVERY} FROM delivery WHERE destination = ? AND state = ? ORDER BY at, rowid LIMIT 1",
            (destination, DeliveryState.WAITING.value),
        )
        return _delivery(rows[0]) if rows else None

    def due(self, destination: str) -> tuple[Delivery, ...]:
        """Those that nobody has asked for yet."""
        rows = self._database.execute(
            f"SELECT {DELIVERY} FROM delivery WHERE destination = ? AND state = ? ORDER BY at, rowid",
            (destination, DeliveryState.DUE.value),
        )
        return tuple(map(_delivery, rows))


def _delivery(row: Row, revision: int = 0) -> Delivery:
    """revision: of the exam as it is now."""
    exam, destination, kept, at, identified, language, reason, arrived = row
    state = DeliveryState(kept)
    if arrived < revision and state in (DeliveryState.DELIVERED, DeliveryState.STARTED):
        state = DeliveryState.OUTDATED
    return Delivery(exam, destination, state, at, bool(identified), language, reason, arrived)
