"""Finds stored exams and parts of them, without reading the images that nobody looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Exam, ExamImage, ExamLine, Site
from edge_app.exams.store.annotations import Annotations
from edge_app.exams.store.database import Database
from edge_app.exams.store.delivery_log import OUTSTANDING
from edge_app.exams.store.exam_reader import annotated_exam
from edge_app.exams.store.rows import EXAM, IMAGE, LINE, decode_png, image_of, line_of
from edge_app.records import GreyImage

# `picture` lies before the columns of the finding: they are reached past it, but it is neither copied nor decoded.
WITHOUT_PIXELS = IMAGE.replace("picture", "NULL").replace("heat, heat_rows", "zeroblob(4), 1").replace("class_heat", "NULL")
OF_AN_EXAM = "exam IN (SELECT id FROM exam)"  # of an image: the pixels of a deleted exam may wait to be erased
YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?-?")
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[./](?:(?P<month>\d{1,2})(?:[./](?P<year>\d{4})?)?)?")


@dataclass(frozen=True)
class ExamQuery:
    """Which exams to list."""

    text: str = ""  # part of a patient's identifier, or a local date: 2026, 2026-11, 2026-11-30, 30., 30.11., 30/11/2026
    undelivered_to: str = ""  # only those still to arrive at this destination; empty: all


@dataclass(frozen=True)
class StoredPlace:
    """Where an image is kept."""

    exam: str
    number: int


class ExamIndex:
    """Reads the exams of one store. Raises StoreError where it cannot be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: ExamQuery, limit: int, offset: int) -> tuple[ExamLine, ...]:
        """At most `limit` exams from the `offset`-th on, the newest first by order of creation."""
        where, values = _condition(query)
        rows = self._database.execute(
            f"SELECT {LINE} FROM exam WHERE {where} ORDER BY rowid DESC LIMIT ? OFFSET ?", (*values, limit, offset)
        )
        return tuple(map(line_of, rows))

    def count(self, query: ExamQuery) -> int:
        """How many exams there are."""
        where, values = _condition(query)
        ((count,),) = self._database.execute(f"SELECT count(*) FROM exam WHERE {where}", values)
        return int(count)

    def without_pixels(self, exam: str) -> Exam:
        """An exam for its summary: frames of one pixel, heat of one value. Raises StoreError if it does not exist."""
        rows = self._database.execute(f"SELECT {EXAM} FROM exam WHERE id = ?", (exam,))
        if not rows:
            raise StoreError(f"there is no exam {exam} any more; look at the list again", ErrorCode.GONE)
        images = self._database.execute(f"SELECT {WITHOUT_PIXELS} FROM shot WHERE exam = ? ORDER BY number", (exam,))
        return annotated_exam(self._database, rows[0], images, None)

    def exams_of(self, identifier: str, until: str | None = None, most: int | None = None) -> Iterator[Exam]:
        """The finished exams of a patient in their order, without pixels, read one at a time.

        until: id of the last one; most: how many, the newest.
        """
        rows = self._database.execute(
            "SELECT id FROM exam WHERE identifier = ? AND finished IS NOT NULL "
            "AND rowid <= ifnull((SELECT rowid FROM exam WHERE id = ?), 1 << 62) ORDER BY rowid DESC LIMIT ?",
            (identifier, until, -1 if most is None else most),
        )
        return (self.without_pixels(exam) for (exam,) in reversed(rows))

    def first_pixels(self, exam: str) -> GreyImage | None:
        """The pixels of an exam's first image; None without any."""
        rows = self._database.execute(
            f"SELECT picture FROM shot WHERE exam = ? AND {OF_AN_EXAM} ORDER BY number LIMIT 1", (exam,)
        )
        return decode_png(rows[0][0]) if rows else None

    def image(self, place: StoredPlace) -> ExamImage:
        """One image. Raises StoreError if it does not exist."""
        rows = self._database.execute(
            f"SELECT {IMAGE} FROM shot WHERE exam = ? AND number = ? AND {OF_AN_EXAM}", (place.exam, place.number)
        )
        if not rows:
            raise StoreError(f"exam {place.exam} has no image {place.number}", ErrorCode.GONE)
        annotations = Annotations(self._database)
        calipers, notes = annotations.calipers(place.exam), annotations.notes(place.exam)
        return image_of(rows[0], calipers.get(place.number, ()), notes.get(place.number, ""))

    def earlier(self, exam: str, site: Site) -> tuple[StoredPlace, ...]:
        """The images of one site in earlier exams of the same patient, the newest first; none of an anonymous patient.

        The same patient is the very same identifier: a guess could show somebody else's muscle.
        """
        rows = self._database.execute(
            "SELECT shot.exam, shot.number FROM shot JOIN exam ON exam.id = shot.exam JOIN exam AS this ON this.id = ? "
            "WHERE exam.identifier = this.identifier AND exam.rowid < this.rowid AND shot.muscle = ? AND shot.side = ? "
            "ORDER BY exam.rowid DESC, shot.number DESC",
            (exam, site.muscle, site.side.value),
        )
        return tuple(StoredPlace(*row) for row in rows)


def _condition(query: ExamQuery) -> tuple[str, tuple[str, ...]]:
    """SQL and its values."""
    conditions, values = ["1"], list[str]()
    if text := query.text.strip():
        either = ["instr(lower(identifier), lower(?)) > 0"]
        values.append(text)
        if (date := _date_pattern(text)) is not None:
            either.append("date(started, 'localtime') LIKE ?")
            values.append(date)
        conditions.append(f"({' OR '.join(either)})")
    if query.undelivered_to:
        conditions.append(f"EXISTS (SELECT 1 FROM delivery WHERE exam = exam.id AND destination = ? AND {OUTSTANDING})")
        values.append(query.undelivered_to)
    return " AND ".join(conditions), tuple(values)


def _date_pattern(text: str) -> str | None:
    """What a date that was typed, perhaps not to its end, looks like in SQL: year-month-day; None: it is no date."""
    found = YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month, day = (found[name] for name in ("year", "month", "day"))
    return "-".join((year or "____", month.zfill(2) if month else "__", day.zfill(2) if day else "__"))
