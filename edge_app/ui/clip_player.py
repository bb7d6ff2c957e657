"""Plays a stored clip: one frame at a time is read, decoded and shown. Those that are due before it came are left out."""

from __future__ import annotations

import time
from bisect import bisect_right

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from edge_app.exams.records import Clip
from edge_app.exams.store.store import ExamStore
from edge_app.records import Frame, GreyImage
from edge_app.ui.store_reader import StoreReader
from edge_app.ui.stored_frames import StoredFrames

KEY = "clip"  # of the frame on the screen
TICK_MS = 16  # ms


class ClipPlayer(QObject):
    """Lives on Qt's thread. At the end it stops; playing on begins anew."""

    changed = Signal()  # which clip, playing
    moved = Signal()  # another frame is due

    def __init__(self, reader: StoreReader, frames: StoredFrames) -> None:
        super().__init__()
        self._reader, self._frames = reader, frames
        self.clip: Clip | None = None
        self._exam, self._index = "", 0
        self._reading = False
        self._shown = -1  # the frame on the screen
        self._began_s = 0.0  # monotonic clock: when its first frame was played, or would have been
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def open(self, exam: str, clip: Clip) -> None:
        """Show its first frame, and play it."""
        self.close()
        self._exam, self.clip = exam, clip
        self._read()
        self.toggle()

    def close(self) -> None:
        """Leave nothing of it in memory."""
        self._timer.stop()
        self._exam, self.clip, self._index, self._shown = "", None, 0, -1
        self._frames.hide(KEY)
        self.changed.emit()
        self.moved.emit()

    @Slot()
    def toggle(self) -> None:
        """Play on, from the beginning where it has ended; or pause."""
        clip = self.clip
        if clip is None:
            return
        if self._timer.isActive():
            self._timer.stop()
        else:
            if self._index == len(clip.times_ns) - 1:
                self._index = 0
            self._began_s = time.monotonic() - clip.times_ns[self._index] / 1e9
            self._timer.start()
        self.changed.emit()

    @Slot(int)
    def seek(self, index: int) -> None:
        """Scroll to a frame, and pause there."""
        if self.clip is None:
            return
        playing = self._timer.isActive()
        self._timer.stop()
        self._go_to(min(max(index, 0), len(self.clip.times_ns) - 1))
        if playing:
            self.changed.emit()

    @Slot()
    def _tick(self) -> None:
        if self.clip is None:
            return
        elapsed_ns = int((time.monotonic() - self._began_s) * 1e9)
        last = len(self.clip.times_ns) - 1
        self._go_to(min(max(bisect_right(self.clip.times_ns, elapsed_ns) - 1, 0), last))
        if self._index == last:
            self._timer.stop()
            self.changed.emit()

    def _go_to(self, index: int) -> None:
        if index != self._index:
            self._index = index
            self.moved.emit()
            self._read()

    def _read(self) -> None:
        """One at a time; when it has come, the one that is due then."""
        clip, exam, index = self.clip, self._exam, self._index
        if clip is None or self._reading or index == self._shown:
            return
        self._reading = True

        def read(store: ExamStore) -> GreyImage:
            return store.clips.frame(exam, clip.number, index)

        def show(pixels: GreyImage) -> None:
            if self.clip is clip:
                self._shown = index
                self._frames.show(KEY, Frame(pixels, index, clip.times_ns[index], clip.mm_per_pixel, clip.source, clip.mirrored))

        self._reader.do(read, show, ended=self._read_next)

    def _read_next(self, shown: bool) -> None:
        """shown: whether the last one came; where it cannot be read, the reader says why, and no other is tried by itself."""
        self._reading = False
        if shown:
            self._read()
        else:
            self._timer.stop()
            self.changed.emit()

    def _elapsed_s(self) -> float:
        return self.clip.times_ns[self._index] / 1e9 if self.clip else 0.0

    isPlaying = Property(bool, lambda self: self._timer.isActive(), notify=changed)
    count = Property(int, lambda self: len(self.clip.times_ns) if self.clip else 0, notify=changed)
    index = Property(int, lambda self: self._index, notify=moved)
    elapsed = Property(float, _elapsed_s, notify=moved)  # s
