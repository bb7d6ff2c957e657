"""What people add to the images of an exam, and to the exam: calipers and notes."""

from __future__ import annotations

from collections.abc import Sequence

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Caliper
from edge_app.exams.store.annotations import MAX_NOTE, Annotations, audited_calipers
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.rows import CALIPER, caliper_row


def keep_calipers(audited: AuditedDatabase, exam: str, number: int, calipers: Sequence[Caliper]) -> None:
    """Keep these in place of those that the image had. Without a change nothing is done."""
    database = audited.database
    if Annotations(database).calipers(exam).get(number, ()) == tuple(calipers):
        return
    database.execute("DELETE FROM caliper WHERE exam = ? AND number = ?", (exam, number))
    for place, caliper in enumerate(calipers):
        database.execute(
            f"INSERT INTO caliper (exam, number, place, {CALIPER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (exam, number, place, *caliper_row(caliper)),
        )
    _record(audited, exam, f"calipers {number}", audited_calipers(calipers))


def keep_note(audited: AuditedDatabase, exam: str, number: int | None, text: str) -> None:
    """Keep the note on an image, or with None on the exam; an empty one is removed. Without a change nothing is done.

    Raises StoreError for a text of more than MAX_NOTE characters.
    """
    if len(text) > MAX_NOTE:
        raise StoreError(f"a note has at most {MAX_NOTE} characters, not {len(text)}; shorten it", ErrorCode.UNEXPECTED)
    annotations = Annotations(audited.database)
    before = annotations.exam_note(exam) if number is None else annotations.notes(exam).get(number, "")
    if before == text:
        return
    table, key = ("exam_note", {"exam": exam}) if number is None else ("shot_note", {"exam": exam, "number": number})
    audited.database.execute(f"DELETE FROM {table} WHERE {' AND '.join(f'{column} = ?' for column in key)}", (*key.values(),))
    if text:
        marks = ", ".join("?" * (len(key) + 1))
        audited.database.execute(f"INSERT INTO {table} ({', '.join(key)}, text) VALUES ({marks})", (*key.values(), text))
    _record(audited, exam, "note" if number is None else f"note {number}", [text] if text else [])


def _record(audited: AuditedDatabase, exam: str, part: str, values: Sequence[object]) -> None:
    """What was added to an exam, or changed; without values: removed."""
    if values:
        audited.record_content(exam, part, values)
    else:
        audited.record(Action.DELETE, exam, part)
