"""Reads whole exams from the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Clip, EarlierPatient, Exam, ExamLine, Order
from edge_app.exams.store.annotations import Annotations
from edge_app.exams.store.clip_table import ClipTable
from edge_app.exams.store.database import Database, Row
from edge_app.exams.store.rows import (
    EXAM,
    IMAGE,
    LINE,
    ORDER,
    PATIENT,
    PROTOCOL,
    earlier_patient_of,
    exam_of,
    image_of,
    line_of,
    protocol_of,
)


class ExamReader:
    """What the store can be asked. Each method raises StoreError where the database cannot be read."""

    _database: Database
    clips: ClipTable

    def exams(self) -> list[ExamLine]:
        """All exams, the newest first by order of creation, because the clock of a board without a battery may go back."""
        return [line_of(row) for row in self._database.execute(f"SELECT {LINE} FROM exam ORDER BY rowid DESC")]

    def earlier_patients(self) -> list[EarlierPatient]:
        """All patients with an identifier, the last examined first."""
        newest = "SELECT max(rowid) FROM exam WHERE identifier IS NOT NULL GROUP BY identifier"
        rows = self._database.execute(f"SELECT {PATIENT}, started FROM exam WHERE rowid IN ({newest}) ORDER BY rowid DESC")
        return [earlier_patient_of(row) for row in rows]

    def count(self) -> tuple[int, str | None]:
        """How many exams there are, and when the newest was begun, UTC, ISO 8601."""
        newest = "SELECT started FROM exam ORDER BY rowid DESC LIMIT 1"
        ((count, started),) = self._database.execute(f"SELECT count(*), ({newest}) FROM exam")
        return count, started

    def unfinished(self) -> str | None:
        """Id of the exam to resume after a crash: the newest unfinished one."""
        rows = self._database.execute("SELECT id FROM exam WHERE finished IS NULL ORDER BY rowid DESC LIMIT 1")
        return rows[0][0] if rows else None

    def read(self, exam: str) -> Exam:
        """An exam, for the program's own use. Raises StoreError if it does not exist."""
        rows = self._database.execute(f"SELECT {EXAM} FROM exam WHERE id = ?", (exam,))
        if not rows:
            raise unknown_exam(exam)
        images = self._database.execute(f"SELECT {IMAGE} FROM shot WHERE exam = ? ORDER BY number", (exam,))
        orders = self._database.execute(f"SELECT {ORDER} FROM exam_order WHERE exam = ?", (exam,))
        return annotated_exam(self._database, rows[0], images, Order(*orders[0]) if orders else None, self.clips.of(exam))

    def read_whole(self, exam: str) -> Exam:
        """As `read`, with the frames of its clips, which are read when asked for: for an export. Raises StoreError."""
        found = self.read(exam)
        return replace(found, clips=tuple(replace(clip, frames=self.clips.frames(exam, clip)) for clip in found.clips))


def annotated_exam(
    database: Database, exam: Row, images: Sequence[Row], order: Order | None, clips: tuple[Clip, ...] = ()
) -> Exam:
    """The exam from the values of EXAM and IMAGE, with its calipers and notes. Raises StoreError."""
    annotations, id_ = Annotations(database), str(exam[0])
    calipers, notes = annotations.calipers(id_), annotations.notes(id_)
    read = tuple(image_of(row, calipers.get(row[0], ()), notes.get(row[0], "")) for row in images)
    protocol = protocol_of(database.execute(PROTOCOL, (id_,)))
    return exam_of(exam, read, order, protocol, clips, annotations.exam_note(id_))


def unknown_exam(exam: str) -> StoreError:
    """The refusal of an id."""
    return StoreError(f"there is no exam {exam}; `edge-app exams list` shows the existing ones", ErrorCode.GONE)
