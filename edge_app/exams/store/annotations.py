"""What people have added to the images of an exam: calipers, and notes on an image or the exam. What changes them is
`changes/annotations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from edge_app.exams.records import Caliper
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import CALIPER, caliper_of, caliper_row

MAX_NOTE = 400  # characters


class Annotations:
    """The calipers and notes of one store. Raises StoreError where it cannot be read."""

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


def audited_calipers(calipers: Sequence[Caliper]) -> list[object]:
    """The values of an image's calipers that the audit trail covers."""
    return list(chain.from_iterable(map(caliper_row, calipers)))
