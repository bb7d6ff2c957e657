"""Which exams have arrived where. Every method that changes it runs inside a transaction of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.store.database import Database
from edge_app.exams.store.timestamps import utc_now

FOLDER = "a folder"  # the destination of every stick: what one is called may be anything
DELIVERY = "exam, destination, state, at, identified, language, reason"


class DeliveryState(str, Enum):
    """How far an exam is on its way."""

    DUE = "due"  # finished, with a server to send it to; nobody has asked for it yet
    WAITING = "waiting"  # asked for, and not arrived
    DELIVERED = "delivered"
    STARTED = "started"  # exported by a release that did not keep whether it arrived


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

    @property
    def detail(self) -> str:
        """For the audit trail."""
        kind = "with identity" if self.identified else "pseudonymous"
        return f"{self.state.value}, {kind}, to {self.destination}" + (f": {self.reason}" if self.reason else "")


class DeliveryLog:
    """The deliveries of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, delivery: Delivery) -> bool:
        """Keep how far it is; returns whether that is news. Nothing is kept of an exam that has been deleted meanwhile."""
        before = [one for one in self.of([delivery.exam]) if one.destination == delivery.destination]
        self._database.execute(
            f"INSERT OR REPLACE INTO delivery ({DELIVERY}) SELECT id, ?, ?, ?, ?, ?, ? FROM exam WHERE id = ?",
            (
                delivery.destination, delivery.state.value, utc_now(), int(delivery.identified), delivery.language,
                delivery.reason, delivery.exam,
            ),
        )  # fmt: skip
        return [one.detail for one in before] != [delivery.detail]

    def of(self, exams: Sequence[str]) -> tuple[Delivery, ...]:
        """The deliveries of these exams, the newest first."""
        marks = ", ".join("?" * len(exams))
        rows = self._database.execute(
            f"SELECT {DELIVERY} FROM delivery WHERE exam IN ({marks}) ORDER BY at DESC, rowid DESC", exams
        )
        return tuple(map(_delivery, rows))

    def undelivered(self, destination: str) -> int:
        """How many exams are still to arrive there."""
        ((count,),) = self._database.execute(
            "SELECT count(*) FROM delivery WHERE destination = ? AND state IN (?, ?)",
            (destination, DeliveryState.DUE.value, DeliveryState.WAITING.value),
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


def _delivery(row: tuple[object, ...]) -> Delivery:
    exam, destination, state, at, identified, language, reason = row
    return Delivery(str(exam), str(destination), DeliveryState(state), str(at), bool(identified), str(language), str(reason))
