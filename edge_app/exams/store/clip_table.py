"""The clips of a store: read without their pixels, and frame by frame. What changes them is `ExamStore`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Clip, Site
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import decode_png
from edge_app.records import GreyImage, Roi, Side

ERASED_AT_ONCE = 4  # frames; what that writes fits into the store's reserve
CLIP = "number, muscle, side, taken, times, width, height, mm_per_pixel, source, x, y, w, h, mirrored, recorded"


class ClipTable:
    """Raises StoreError where the database cannot be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, exam: str) -> tuple[Clip, ...]:
        """The clips of an exam, in the order they were taken."""
        rows = self._database.execute(f"SELECT {CLIP} FROM clip WHERE exam = ? ORDER BY number", (exam,))
        return tuple(map(clip_of, rows))

    def frame(self, exam: str, clip: int, number: int) -> GreyImage:
        """One frame, which counts from 0: (H, W) uint8. Raises StoreError if it does not exist."""
        wanted = (exam, clip, number)
        rows = self._database.execute("SELECT picture FROM clip_frame WHERE exam = ? AND clip = ? AND number = ?", wanted)
        if not rows:
            raise StoreError(f"exam {exam} has no clip {clip} with a frame {number}", ErrorCode.GONE)
        return decode_png(rows[0][0])

    def encoded(self, exam: str, clip: int) -> tuple[bytes, ...]:
        """All frames of a clip in order, each a PNG."""
        rows = self._database.execute("SELECT picture FROM clip_frame WHERE exam = ? AND clip = ? ORDER BY number", (exam, clip))
        return tuple(picture for (picture,) in rows)

    def row(self, exam: str, clip: int) -> tuple[object, ...]:
        """What the audit trail covers of a stored clip. Reads its frames one at a time."""
        (row,) = self._database.execute(f"SELECT {CLIP} FROM clip WHERE exam = ? AND number = ?", (exam, clip))
        ((count,),) = self._database.execute("SELECT count(*) FROM clip_frame WHERE exam = ? AND clip = ?", (exam, clip))
        one = "SELECT picture FROM clip_frame WHERE exam = ? AND clip = ? ORDER BY number LIMIT 1 OFFSET ?"
        return audited_clip(row, (self._database.execute(one, (exam, clip, number))[0][0] for number in range(count)))

    @property
    def total(self) -> tuple[int, int]:
        """How many there are, and how many bytes their frames take."""
        ((count, size),) = self._database.execute("SELECT count(*), ifnull(sum(bytes), 0) FROM clip")
        return count, size

    def erase_some(self) -> bool:
        """Within a transaction: erase a few frames whose clip is deleted; False where there are none."""
        left = "NOT EXISTS (SELECT 1 FROM clip WHERE clip.exam = clip_frame.exam AND clip.number = clip_frame.clip)"
        some = f"SELECT rowid FROM clip_frame WHERE {left} LIMIT ?"
        erased = self._database.execute(f"DELETE FROM clip_frame WHERE rowid IN ({some}) RETURNING number", (ERASED_AT_ONCE,))
        return bool(erased)

    def insert(self, exam: str, clip: Clip, frames: Sequence[bytes]) -> None:
        """Within a transaction. frames: of `encode_frames`."""
        row = clip_row(clip)
        marks = ", ".join("?" * (len(row) + 2))
        self._database.execute(f"INSERT INTO clip (exam, {CLIP}, bytes) VALUES ({marks})", (exam, *row, sum(map(len, frames))))
        for number, picture in enumerate(frames):
            self._database.execute("INSERT INTO clip_frame VALUES (?, ?, ?, ?)", (exam, clip.number, number, picture))


def clip_row(clip: Clip) -> tuple[object, ...]:
    """The values of CLIP."""
    roi = clip.roi
    return (
        clip.number, clip.site.muscle, clip.site.side.value, clip.taken, np.asarray(clip.times_ns, "<i8").tobytes(),
        clip.width, clip.height, clip.mm_per_pixel, clip.source, roi.x, roi.y, roi.w, roi.h,
        None if clip.mirrored is None else int(clip.mirrored), int(clip.recorded),
    )  # fmt: skip


def clip_of(row: tuple[Any, ...]) -> Clip:
    """The clip from the values of CLIP."""
    number, muscle, side, taken, times, width, height, mm_per_pixel, source, x, y, w, h, mirrored, recorded = row
    times_ns = tuple(int(time) for time in np.frombuffer(times, "<i8"))
    known = None if mirrored is None else bool(mirrored)
    site = Site(muscle, Side(side))
    return Clip(number, site, taken, times_ns, width, height, mm_per_pixel, source, Roi(x, y, w, h), known, bool(recorded))


def audited_clip(row: Sequence[object], frames: Iterable[bytes]) -> tuple[object, ...]:
    """The values that the audit trail covers: those of CLIP and, as one hash, the frames in their order."""
    whole = hashlib.sha256()
    for frame in frames:
        whole.update(len(frame).to_bytes(8, "big") + frame)
    return (*row, whole.hexdigest())
