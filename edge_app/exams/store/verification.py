"""Compares what is stored with the digests in the audit trail: what was altered, added or removed outside the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edge_app.exams.store.annotations import Annotations, audited_calipers
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audit_log import AuditLog
from edge_app.exams.store.clip_table import ClipTable
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import IMAGE, ORDER, PATIENT, VERDICT, audited_patient, audited_values

# The detail of an entry with the digest of a part of an exam; for a corrected patient followed by the changed fields.
CONTENT = re.compile(
    r"(patient|order|protocol|verdict|finished|note|(?:shot|calipers|note|clip) \d+) ([0-9a-f]{64})(?: [a-z_, ]+)?"
)

# Exam, and "patient", "order", "protocol", "verdict", "finished", "note", or "shot", "calipers", "note" or "clip" and a number.
Part = tuple[str, str]


def altered_content(database: Database, audit_log: AuditLog) -> Iterator[str]:
    """One sentence for each part of an exam that does not match its last digest. Raises StoreError."""
    audited, present = _audited(audit_log), dict(_stored(database, audit_log))
    for exam, part in sorted(audited.keys() | present.keys()):
        name = _name(part)
        if (exam, part) not in present:
            yield f"exam {exam}: {name} is missing"
        elif (exam, part) not in audited:
            yield f"exam {exam}: {name} was added outside the program"
        elif audited[exam, part] != present[exam, part]:
            yield f"exam {exam}: {name} was altered"


def _name(part: str) -> str:
    """In words. "shot" is the trail's own term for an image since the first version."""
    what, _, number = part.partition(" ")
    return f"{what} of image {number}" if number and what in ("calipers", "note") else part.replace("shot", "image")


def _audited(audit_log: AuditLog) -> dict[Part, str]:
    """The last digest of each part that the trail has not seen deleted."""
    audited: dict[Part, str] = {}
    for sealed in audit_log.entries():
        exam, action, detail = sealed.entry.exam, sealed.entry.action, sealed.entry.detail
        content = CONTENT.fullmatch(detail)
        if action == Action.DELETE.value:
            gone = [key for key in audited if key[0] == exam and detail in ("", key[1])]
            for key in gone:
                del audited[key]
        elif content:
            audited[exam, content[1]] = content[2]
    return audited


def _stored(database: Database, audit_log: AuditLog) -> Iterator[tuple[Part, str]]:
    """Each part that is stored, with its digest."""
    for exam, started, by, *patient, revision in database.execute(f"SELECT id, started, by, {PATIENT}, revision FROM exam"):
        yield (exam, "patient"), audit_log.digest(audited_patient(started, by, patient, revision))
    for exam, *order in database.execute(f"SELECT exam, {ORDER} FROM exam_order"):
        yield (exam, "order"), audit_log.digest(order)
    for exam, document in database.execute("SELECT exam, document FROM exam_protocol"):
        yield (exam, "protocol"), audit_log.digest([document])
    for exam, finished in database.execute("SELECT id, finished FROM exam WHERE finished IS NOT NULL"):
        yield (exam, "finished"), audit_log.digest([finished])
    for exam, *verdict in database.execute(f"SELECT id, {VERDICT} FROM exam WHERE verdict IS NOT NULL"):
        yield (exam, "verdict"), audit_log.digest(verdict)
    for exam, number in database.execute("SELECT exam, number FROM shot WHERE exam IN (SELECT id FROM exam)"):
        (row,) = database.execute(f"SELECT {IMAGE} FROM shot WHERE exam = ? AND number = ?", (exam, number))
        yield (exam, f"shot {number}"), audit_log.digest(audited_values(row))
    clips = ClipTable(database)
    for exam, number in database.execute("SELECT exam, number FROM clip"):
        yield (exam, f"clip {number}"), audit_log.digest(clips.row(exam, number))
    yield from _annotations(database, audit_log)


def _annotations(database: Database, audit_log: AuditLog) -> Iterator[tuple[Part, str]]:
    annotations = Annotations(database)
    for (exam,) in database.execute("SELECT DISTINCT exam FROM caliper"):
        for number, calipers in annotations.calipers(exam).items():
            yield (exam, f"calipers {number}"), audit_log.digest(audited_calipers(calipers))
    for exam, number, text in database.execute("SELECT exam, number, text FROM shot_note"):
        yield (exam, f"note {number}"), audit_log.digest([text])
    for exam, text in database.execute("SELECT exam, text FROM exam_note"):
        yield (exam, "note"), audit_log.digest([text])
