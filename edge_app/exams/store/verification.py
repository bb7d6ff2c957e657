"""Compares what is stored with the digests in the audit trail: what was altered, added or removed outside the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audit_log import AuditLog
from edge_app.exams.store.clip_table import ClipTable
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import IMAGE, ORDER, PATIENT, VERDICT, audited_patient, audited_values

# The detail of an entry with the digest of a part of an exam; for a corrected patient followed by the changed fields.
CONTENT = re.compile(r"(patient|order|protocol|verdict|finished|shot \d+|clip \d+) ([0-9a-f]{64})(?: [a-z_, ]+)?")

Part = tuple[str, str]  # exam, and "patient", "order", "protocol", "verdict", "finished", "shot NUMBER" or "clip NUMBER"


def altered_content(database: Database, audit_log: AuditLog) -> Iterator[str]:
    """One sentence for each part of an exam that does not match its last digest. Raises StoreError."""
    audited, present = _audited(audit_log), dict(_stored(database, audit_log))
    for exam, part in sorted(audited.keys() | present.keys()):
        name = part.replace("shot", "image")  # the trail's own term since the first version
        if (exam, part) not in present:
            yield f"exam {exam}: {name} is missing"
        elif (exam, part) not in audited:
            yield f"exam {exam}: {name} was added outside the program"
        elif audited[exam, part] != present[exam, part]:
            yield f"exam {exam}: {name} was altered"


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
    for exam, number in database.execute("SELECT exam, number FROM shot"):
        (row,) = database.execute(f"SELECT {IMAGE} FROM shot WHERE exam = ? AND number = ?", (exam, number))
        yield (exam, f"shot {number}"), audit_log.digest(audited_values(row))
    clips = ClipTable(database)
    for exam, number in database.execute("SELECT exam, number FROM clip"):
        yield (exam, f"clip {number}"), audit_log.digest(clips.row(exam, number))
