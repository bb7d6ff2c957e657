"""What people add to the images of an exam: calipers, and notes on an image or the exam. What changes it runs inside a
transaction of the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from edge_app.exams.records import Caliper
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import CALIPER, caliper_of, caliper_row

MAX_NOTE = 400  # characters


class Annotations:
    """The calipers and notes of one store. Raises StoreError where it cannot be read or changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def calipers(self, exam: str) -> dict[int, tuple[Caliper, ...]]:
        """By the number of the image; without the images that have none."""
        found: dict[int, tuple[Caliper, ...]] = {}
        for number, *row in self._database.execute(
            f"SELECT number, {CALIPER} FROM caliper WHERE exam = ? ORDER BY number, place", (exam,)
        ):
            found[number] = (*found.get(number, ()), caliper_of(row))
        return found

    def notes(self, exam: str) -> dict[int, str]:
        """By the number of the image; without the images that have none."""
        return dict(self._database.execute("SELECT number, text FROM shot_note WHERE exam = ?", (exam,)))

    def exam_note(self, exam: str) -> str:
        """Of the exam as a whole; empty without one."""
        rows = self._database.execute("SELECT text FROM exam_note WHERE exam = ?", (exam,))
        return str(rows[0][0]) if rows else ""

    def keep_calipers(self, exam: str, number: int, calipers: Sequence[Caliper]) -> bool:
        """Keep these in place of those that the image had; returns whether that changes anything."""
        if self.calipers(exam).get(number, ()) == tuple(calipers):
            return False
        self._database.execute("DELETE FROM caliper WHERE exam = ? AND number = ?", (exam, number))
        for place, caliper in enumerate(calipers):
            self._database.execute(
                f"INSERT INTO caliper (exam, number, place, {CALIPER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (exam, number, place, *caliper_row(caliper)),
            )
        return True

    def keep_note(self, exam: str, number: int | None, text: str) -> bool:
        """Keep the note on an image, or with None on the exam; an empty one is removed. Returns whether that changes anything."""
        before = self.exam_note(exam) if number is None else self.notes(exam).get(number, "")
        if before == text:
            return False
        key = (exam,) if number is None else (exam, number)
        table, columns = ("exam_note", "exam") if number is None else ("shot_note", "exam, number")
        if text:
            marks = ", ".join("?" * (len(key) + 1))
            self._database.execute(f"INSERT OR REPLACE INTO {table} ({columns}, text) VALUES ({marks})", (*key, text))
        else:
            where = " AND ".join(f"{column} = ?" for column in columns.split(", "))
            self._database.execute(f"DELETE FROM {table} WHERE {where}", key)
        return True


def audited_calipers(calipers: Sequence[Caliper]) -> list[object]:
    """The values of an image's calipers that the audit trail covers."""
    return list(chain.from_iterable(map(caliper_row, calipers)))
