"""An exam that begins, and its patient."""

from __future__ import annotations

from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.protocols.reader import as_stored
from edge_app.exams.records import Exam, Patient
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.rows import ORDER, PATIENT, audited_patient, order_row, patient_row


def insert_exam(audited: AuditedDatabase, exam: Exam) -> None:
    """With its patient, its order and its protocol. The screening is not kept with it, which never changes."""
    row = patient_row(exam.patient)
    audited.database.execute(
        f"INSERT INTO exam (id, started, by, {PATIENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (exam.id, exam.started, exam.by, *row)
    )
    audited.record(Action.START, exam.id, f"patient {audited.trail.digest(audited_patient(exam.started, exam.by, row))}")
    if exam.order is not None:
        values = order_row(exam.order)
        audited.database.execute(f"INSERT INTO exam_order (exam, {ORDER}) VALUES (?, ?, ?, ?, ?, ?)", (exam.id, *values))
        audited.record_content(exam.id, "order", values)
    if exam.protocol != SCREENING:
        document = as_stored(exam.protocol)
        audited.database.execute("INSERT INTO exam_protocol (exam, document) VALUES (?, ?)", (exam.id, document))
        audited.record_content(exam.id, "protocol", [document])


def write_patient(audited: AuditedDatabase, exam: str, patient: Patient, revision: int) -> bool:
    """Returns whether anything of the patient changed. With another identifier the order goes: it is of another patient."""
    database = audited.database
    ((started, by, *before),) = database.execute(f"SELECT started, by, {PATIENT} FROM exam WHERE id = ?", (exam,))
    row = patient_row(patient)
    changed = [name for name, old, new in zip(PATIENT.split(", "), before, row, strict=True) if old != new]
    if not changed:
        return False
    database.execute(f"UPDATE exam SET ({PATIENT}, revision) = (?, ?, ?, ?, ?, ?) WHERE id = ?", (*row, revision, exam))
    audited.record_content(exam, "patient", audited_patient(started, by, row, revision), f" {', '.join(changed)}")
    moved = "identifier" in changed
    if moved and database.execute("DELETE FROM exam_order WHERE exam = ? RETURNING exam", (exam,)):
        audited.record(Action.DELETE, exam, "order")
    return True
