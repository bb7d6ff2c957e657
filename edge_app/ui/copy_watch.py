"""A copy on another thread, as the screen follows it: how far it is, and the wish to end it."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Signal, Slot

PAUSE_S = 0.1  # between two looks: more would only keep Qt's thread busy


class CopyWatch(QObject):
    """Made and read on Qt's thread; `advance` is called on that of the copy."""

    changed = Signal()
    _advanced = Signal(float, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.done_mb, self.size_mb = 0.0, 0.0
        self._told_s = 0.0
        self._stop = threading.Event()
        self._advanced.connect(self._keep)

    def begin(self) -> None:
        """Another copy."""
        self.done_mb, self.size_mb, self._told_s = 0.0, 0.0, 0.0
        self._stop.clear()

    def stop(self) -> None:
        """End the copy as soon as it looks."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def advance(self, done: int, size: int) -> bool:
        """See `copy_progress.Advance`."""
        if (now := time.monotonic()) - self._told_s > PAUSE_S:
            self._told_s = now
            self._advanced.emit(done / 1e6, size / 1e6)
        return not self.stopped

    @Slot(float, float)
    def _keep(self, done_mb: float, size_mb: float) -> None:
        self.done_mb, self.size_mb = done_mb, size_mb
        self.changed.emit()
