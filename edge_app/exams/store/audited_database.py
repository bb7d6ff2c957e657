"""The database together with its audit trail: whatever changes, changes in one transaction with its entry, or not at all."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audit_log import AuditLog
from edge_app.exams.store.database import DISK_TROUBLE, STORE, Database
from edge_app.exams.store.exam_reader import unknown_exam
from edge_app.exams.store.last_entry import Continuity, LastEntryNotes
from edge_app.exams.store.reserve import Reserve
from edge_app.exams.store.timestamps import utc_now

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """An audit entry that is not on the disk yet."""

    at: str  # UTC, ISO 8601
    who: str
    action: Action
    exam: str
    detail: str


class AuditedDatabase:
    """Used from any thread, by one user at a time. Where the disk takes nothing, audit entries wait in memory."""

    def __init__(self, folder: Path, key: bytes | bytearray, user: str, device_key: Path | None = None) -> None:
        """Open or create, and record in the trail that it was. Arguments and errors: see `ExamStore`."""
        self.user = user
        self._lock = threading.RLock()
        self._waiting: list[_Waiting] = []
        self.reserve, self._notes = Reserve(folder), LastEntryNotes(folder, key, device_key)
        self.database = Database(folder / STORE, key)
        if self.database.read_only_because is not None and self.reserve.release():
            self.database.close()
            self.database = Database(folder / STORE, key)
        self.trail = AuditLog(self.database, key)
        try:
            self._record_opening()
        except BaseException:
            self.database.close()
            raise

    def _record_opening(self) -> None:
        before, now = self.database.version_before, self.database.version
        if not self.database.execute("SELECT 1 FROM audit UNION ALL SELECT 1 FROM exam LIMIT 1"):
            with self.transaction():
                self.record(Action.CREATE)  # also if a previous attempt ended after creating the tables
                self.record(Action.UNLOCK)
            return
        continuity = self._notes.compare(self.trail.seal_of)
        if before < now:
            self.log(Action.UPDATE, detail=f"tables {before} to {now}")
        if continuity is Continuity.OLDER:
            self.log(Action.REPLACED, detail="an older store is in its place: its newest entries are missing")
        self.log(Action.UNLOCK, detail="no note of the last entry" if continuity is Continuity.UNKNOWN else "")

    def close(self) -> None:
        """May be called twice. The log has named what still waits to be written."""
        with suppress(StoreError):  # the database is closed whatever becomes of the trail's last entries
            self._write_waiting()
            self._note(flush=True)
        if self._waiting:
            _logger.warning("%d audit entries named above never reached the disk", len(self._waiting))
            self._waiting.clear()
        self.database.close()

    def hand_over(self, user: str) -> None:
        """What is done from now on is done by `user`."""
        with self._lock:
            self.user = user
            self.log(Action.UNLOCK)

    @property
    def waiting(self) -> int:
        """How many audit entries wait in memory."""
        return len(self._waiting)

    # Inside a transaction

    @contextmanager
    def transaction(self, cascades: bool = True) -> Iterator[None]:
        """A transaction that also writes the entries that wait, and is noted once it is on the disk. Raises StoreError.

        cascades: see `Database.transaction`.
        """
        with self._lock:
            with self.database.transaction(cascades):
                for one in self._waiting:
                    self.trail.append(one.who, one.action, one.exam, one.detail, one.at)
                yield
            self._waiting.clear()
            self._note()

    @contextmanager
    def change(self, exam: str) -> Iterator[None]:
        """A transaction on an exam that is not finished. Raises StoreError, also where it is."""
        with self.transaction():
            rows = self.database.execute("SELECT finished FROM exam WHERE id = ?", (exam,))
            if not rows:
                raise unknown_exam(exam)
            if rows[0][0] is not None:
                raise StoreError(f"exam {exam} is finished and cannot be changed; start another one", ErrorCode.FINISHED)
            yield

    def record(self, action: Action, exam: str = "", detail: str = "") -> None:
        """The audit entry of what this transaction changes."""
        self.trail.append(self.user, action, exam, detail)

    def record_content(self, exam: str, part: str, values: Sequence[object], rest: str = "") -> None:
        """A part of an exam is new, or has changed: its entry has the digest of its values. part: as in `verification.py`."""
        self.record(Action.CHANGE, exam, f"{part} {self.trail.digest(values)}{rest}")

    # Apart from a change

    def log(self, action: Action, exam: str = "", detail: str = "") -> None:
        """Record something by itself. Where the disk takes nothing, the entry waits for the next change, with the time of now."""
        with self._lock:
            entry = _Waiting(utc_now(), self.user, action, exam, detail)
            self._waiting.append(entry)
            try:
                self._write_waiting()
            except StoreError as exc:
                if exc.code not in DISK_TROUBLE:
                    self._waiting.remove(entry)  # whoever asked for it learns of it
                    raise
                _logger.warning("the audit entry %s %s waits in memory: %s", action.value, exam, exc)

    def with_reserve(self, work: Callable[[], None]) -> None:
        """Do `work`, which has to succeed on a full disk: then with the space of the reserve."""
        try:
            work()
        except StoreError as exc:
            if exc.code is not ErrorCode.DISK_FULL or not self.reserve.release():
                raise
            work()

    def _write_waiting(self) -> None:
        def write() -> None:
            with self.transaction():
                pass

        if self._waiting:
            self.with_reserve(write)

    def _note(self, flush: bool = False) -> None:
        with suppress(StoreError):  # what is on the disk is saved, whatever becomes of the note, which is then behind
            self._notes.write(*self.trail.last(), flush=flush)
