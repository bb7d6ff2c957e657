"""The clip that a frozen screen offers to save: the seconds up to its image, or what was recorded until it was frozen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, QElapsedTimer, QObject, QTimer, Signal, Slot

from edge_app.exams.records import Clip, Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.timestamps import utc_at
from edge_app.records import Finding, Frame
from edge_app.ui.clip_buffer import RECORDED_SECONDS, ClipBuffer

LEAST = 2  # frames
LEAST_S = 1.0  # s; what is stopped sooner was started by a finger that tapped twice
TICK_MS = 100


class ClipRecorder(QObject):
    """Lives on Qt's thread. It says what can be saved and how far that is; `ExamController` saves it."""

    changed = Signal()
    full = Signal()  # the recording is as long as a clip may be
    _progressed = Signal(float)  # from the thread that saves

    def __init__(self, buffer: ClipBuffer) -> None:
        super().__init__()
        self._buffer = buffer
        self._frames: tuple[Frame, ...] = ()
        self._progress = -1.0
        self.saved = False
        self._since_start = QElapsedTimer()  # valid while something is recorded
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._progressed.connect(self._show_progress)

    def run(self) -> None:
        """The image is live at a site."""
        self._buffer.run()
        self._forget()

    def start(self) -> None:
        """Record from now on, until the image is frozen."""
        self._buffer.record()
        self._forget()
        self._since_start.start()
        self._ticks.start()
        self.changed.emit()

    def stop(self) -> None:
        """No image is live at a site, and none is frozen: nothing of it stays in memory."""
        self._buffer.stop()
        self._forget()

    @property
    def recording(self) -> bool:
        return self._since_start.isValid()

    @property
    def recorded_s(self) -> float:
        """How long it has been recording, s."""
        return self._since_start.elapsed() / 1e3 if self.recording else 0.0

    @property
    def may_stop(self) -> bool:
        """Whether what is recorded is long enough to have been meant."""
        return self.recorded_s >= LEAST_S

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
        self._since_start.invalidate()
        self._ticks.stop()
        self.changed.emit()

    @Slot()
    def _tick(self) -> None:
        if self.recorded_s >= RECORDED_SECONDS:
            self.full.emit()
        self.changed.emit()

    @property
    def frame(self) -> Frame | None:
        """The first one, for `StillImage`: of the clip that was saved."""
        return self._frames[0] if self._frames else None

    @Slot(float)
    def _show_progress(self, done: float) -> None:
        self._progress = done
        self.changed.emit()

    def _seconds(self) -> float:
        return (self._frames[-1].captured_ns - self._frames[0].captured_ns) / 1e9 if self._frames else 0.0

    isRecording = Property(bool, lambda self: self.recording, notify=changed)
    recorded = Property(float, lambda self: self.recorded_s, notify=changed)  # s
    longest = Property(int, lambda self: int(RECORDED_SECONDS), constant=True)  # s
    frameWidth = Property(int, lambda self: self.frame.width if self.frame else 1, notify=changed)
    frameHeight = Property(int, lambda self: self.frame.height if self.frame else 1, notify=changed)
    mayStop = Property(bool, lambda self: self.may_stop, notify=changed)
    seconds = Property(float, _seconds, notify=changed)
    isReady = Property(bool, lambda self: self.ready, notify=changed)
    isSaved = Property(bool, lambda self: self.saved, notify=changed)
    progress = Property(float, lambda self: self._progress, notify=changed)  # 0-1; -1: nothing is being saved
