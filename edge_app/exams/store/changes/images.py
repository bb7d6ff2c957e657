"""The images of an exam."""

from __future__ import annotations

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Caliper, DiscardReason, ExamImage, Site
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.changes.annotations import keep_calipers, keep_note
from edge_app.exams.store.rows import IMAGE, audited_values, image_row
from edge_app.exams.store.timestamps import utc_now
from edge_app.records import Finding


def insert_image(
    audited: AuditedDatabase, exam: str, site: Site, finding: Finding, engine: str, calipers: tuple[Caliper, ...], note: str
) -> ExamImage:
    """An accepted image, with what was measured and written on it."""
    audited.database.execute("UPDATE exam SET shots_taken = shots_taken + 1 WHERE id = ?", (exam,))
    ((number,),) = audited.database.execute("SELECT shots_taken FROM exam WHERE id = ?", (exam,))
    image = ExamImage(number, site, utc_now(), finding, engine, calipers, note)
    row = image_row(image)
    marks = ", ".join("?" * (len(row) + 1))
    audited.database.execute(f"INSERT INTO shot (exam, {IMAGE}) VALUES ({marks})", (exam, *row))
    audited.record_content(exam, f"shot {number}", audited_values(row))
    keep_calipers(audited, exam, number, calipers)
    keep_note(audited, exam, number, note)
    return image


def find_image(audited: AuditedDatabase, exam: str, number: int) -> None:
    """Raises StoreError if the exam has no such image."""
    if not audited.database.execute("SELECT 1 FROM shot WHERE exam = ? AND number = ?", (exam, number)):
        raise StoreError(f"exam {exam} has no image {number}", ErrorCode.GONE)


def discard_image(audited: AuditedDatabase, exam: str, number: int, reason: DiscardReason) -> None:
    """With its calipers and its note. Raises StoreError if the exam has no such image."""
    find_image(audited, exam, number)
    keep_calipers(audited, exam, number, ())
    keep_note(audited, exam, number, "")
    audited.database.execute("DELETE FROM shot WHERE exam = ? AND number = ?", (exam, number))
    audited.record(Action.DELETE, exam, f"shot {number}")
    audited.record(Action.REASON, exam, reason.value)
