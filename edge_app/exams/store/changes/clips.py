"""The clips of an exam."""

from __future__ import annotations

from collections.abc import Sequence

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Clip, DiscardReason, Site
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.clip_table import CLIP, audited_clip, clip_row
from edge_app.records import Frame, Roi


def insert_clip(
    audited: AuditedDatabase,
    exam: str,
    site: Site,
    frames: Sequence[Frame],
    encoded: Sequence[bytes],
    roi: Roi,
    taken: str,
) -> Clip:
    """encoded: the frames as `encode_frames` gives them. The rest: see `ExamStore.add_clip`."""
    last, began_ns = frames[-1], frames[0].captured_ns
    audited.database.execute("UPDATE exam SET clips_taken = clips_taken + 1 WHERE id = ?", (exam,))
    ((number,),) = audited.database.execute("SELECT clips_taken FROM exam WHERE id = ?", (exam,))
    times = tuple(frame.captured_ns - began_ns for frame in frames)
    clip = Clip(
        number, site, taken, times, last.width, last.height, last.mm_per_pixel, last.source, roi, last.mirrored, last.recorded
    )
    row = clip_row(clip)
    marks = ", ".join("?" * (len(row) + 2))
    audited.database.execute(f"INSERT INTO clip (exam, {CLIP}, bytes) VALUES ({marks})", (exam, *row, sum(map(len, encoded))))
    for place, picture in enumerate(encoded):
        audited.database.execute("INSERT INTO clip_frame VALUES (?, ?, ?, ?)", (exam, number, place, picture))
    audited.record_content(exam, f"clip {number}", audited_clip(row, encoded))
    return clip


def discard_clip(audited: AuditedDatabase, exam: str, number: int, reason: DiscardReason) -> None:
    """Its frames are left to `erasure.py`. Raises StoreError if the exam has no such clip."""
    deleted = "DELETE FROM clip WHERE exam = ? AND number = ? RETURNING number"
    if not audited.database.execute(deleted, (exam, number)):
        raise StoreError(f"exam {exam} has no clip {number}", ErrorCode.GONE)
    audited.record(Action.DELETE, exam, f"clip {number}")
    audited.record(Action.REASON, exam, reason.value)
