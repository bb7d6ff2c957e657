"""When a store was last backed up, from its audit trail, and what has been finished since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.database import Database

COMPLETE = "complete"  # detail of the entry that follows a backup: the one before it says only that it was begun


@dataclass(frozen=True)
class BackupStatus:
    """The last complete backup."""

    last: datetime | None  # UTC; None: there is none
    finished_since: int  # exams finished after it; without one, all


def backup_status(database: Database) -> BackupStatus:
    """Read it. The order of the entries decides what came after, not the clock of a board that may have no battery."""
    rows = database.execute(
        "SELECT number, at FROM audit WHERE action = ? AND detail = ? ORDER BY number DESC LIMIT 1",
        (Action.BACKUP.value, COMPLETE),
    )
    number, at = rows[0] if rows else (0, None)
    ((finished,),) = database.execute("SELECT count(*) FROM audit WHERE action = ? AND number > ?", (Action.FINISH.value, number))
    return BackupStatus(datetime.fromisoformat(at) if at else None, finished)
