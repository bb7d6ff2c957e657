"""The clip that a frozen screen offers to save: the seconds up to its image."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.records import Clip, Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.timestamps import utc_at
from edge_app.records import Finding, Frame
from edge_app.ui.clip_buffer import ClipBuffer

LEAST = 2  # frames


class ClipRecorder(QObject):
    """Lives on Qt's thread. It says what can be saved and how far that is; `ExamController` saves it."""

    changed = Signal()
    _progressed = Signal(float)  # from the thread that saves

    def __init__(self, buffer: ClipBuffer) -> None:
        super().__init__()
        self._buffer = buffer
        self._frames: tuple[Frame, ...] = ()
        self._progress = -1.0
        self.saved = False
        self._progressed.connect(self._show_progress)

    def run(self) -> None:
        """The image is live at a site."""
        self._buffer.run()
        self._forget()

    def stop(self) -> None:
        """No image is live at a site, and none is frozen: nothing of it stays in memory."""
        self._buffer.stop()
        self._forget()

    def freeze(self, last: Frame, since_ns: int) -> None:
        """Offer the seconds up to the frozen image. since_ns: monotonic clock, when the probe was placed at this site."""
        self._forget()
        # What is known of the device is known of the frame on the screen: its scale.
        self._frames = tuple(
            replace(frame, mm_per_pixel=last.mm_per_pixel, mirrored=last.mirrored) for frame in self._buffer.take(last, since_ns)
        )
        self.changed.emit()

    @property
    def ready(self) -> bool:
        """Whether there is a clip that is not saved yet."""
        return len(self._frames) >= LEAST and not self.saved

    def save(self, store: ExamStore, exam: str, site: Site, finding: Finding) -> Clip:
        """On the store's thread: save it with the region of the image that is chosen. Raises StoreError."""
        frames = self._frames
        return store.add_clip(exam, site, frames, finding.roi, utc_at(frames[-1].captured_ns), self._progressed.emit)

    def end(self, saved: bool) -> None:
        """The attempt has ended. What was not saved can be tried again."""
        self.saved, self._progress = saved, -1.0
        if saved:
            self._frames = self._frames[:1] + self._frames[-1:]  # of which the length is still shown
        self.changed.emit()

    def _forget(self) -> None:
        self._frames, self._progress, self.saved = (), -1.0, False
        self.changed.emit()

    @Slot(float)
    def _show_progress(self, done: float) -> None:
        self._progress = done
        self.changed.emit()

    def _seconds(self) -> float:
        return (self._frames[-1].captured_ns - self._frames[0].captured_ns) / 1e9 if self._frames else 0.0

    seconds = Property(float, _seconds, notify=changed)
    isReady = Property(bool, lambda self: self.ready, notify=changed)
    isSaved = Property(bool, lambda self: self.saved, notify=changed)
    progress = Property(float, lambda self: self._progress, notify=changed)  # 0-1; -1: nothing is being saved
