"""The clips of a store: read without their pixels, and frame by frame. What changes them is `changes/clips.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import Clip, Site
from edge_app.exams.store.database import Database
from edge_app.exams.store.rows import decode_png
from edge_app.records import GreyImage, Roi, Side

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
        return decode_png(self.encoded(exam, clip, number))

    def encoded(self, exam: str, clip: int, number: int) -> bytes:
        """The same as it is kept: a PNG."""
        wanted = (exam, clip, number)
        rows = self._database.execute("SELECT picture FROM clip_frame WHERE exam = ? AND clip = ? AND number = ?", wanted)
        if not rows:
            raise StoreError(f"exam {exam} has no clip {clip} with a frame {number}", ErrorCode.GONE)
        return rows[0][0]  # type: ignore[no-any-return]

    def frames(self, exam: str, clip: Clip) -> ClipFrames:
        """All frames of a clip, each read when it is asked for."""
        return ClipFrames(self, exam, clip.number, len(clip.times_ns))

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


@dataclass(frozen=True, eq=False)
class ClipFrames(Sequence[bytes]):
    """The frames of a stored clip, each a PNG. Only the one that is looked at is in memory; the store has to be open."""

    table: ClipTable
    exam: str
    clip: int
    length: int

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(self.length)))
        if not 0 <= number < self.length:
            raise IndexError(number)
        return self.table.encoded(self.exam, self.clip, number)

    def __eq__(self, other: object) -> bool:
        """By what the frames are, wherever they are kept."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self.clip, self.length))


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
