"""An exam that is deleted. Its pixels, which nothing leads to then, are left to `erasure.py`."""

from __future__ import annotations

from edge_app.exams.records import DeletionReason
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.exam_reader import unknown_exam

# Whose rows go with their exam: all that lead to it but `shot`, which holds pixels.
PARTS = ("caliper", "shot_note", "exam_note", "exam_order", "exam_protocol", "delivery", "drift_exam", "clip")


def delete_exam(audited: AuditedDatabase, exam: str, reason: DeletionReason | None) -> str | None:
    """In a transaction without cascades: the identifier of whose exam it was. reason None: nobody was asked.

    Raises StoreError if there is no such exam.
    """
    for table in PARTS:
        audited.database.execute(f"DELETE FROM {table} WHERE exam = ?", (exam,))
    rows = audited.database.execute("DELETE FROM exam WHERE id = ? RETURNING identifier", (exam,))
    if not rows:
        raise unknown_exam(exam)
    audited.record(Action.DELETE, exam)
    if reason is not None:
        audited.record(Action.REASON, exam, reason.value)
    identifier: str | None = rows[0][0]
    return identifier
