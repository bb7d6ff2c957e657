"""Python's cyclic garbage collector, on Qt's thread and between events.

By itself it runs wherever an allocation sets it off: on the capture thread, or while QML builds a screen. What it frees there may
be the last reference to an object that Qt is using, and the process ends in a segmentation fault.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500  # ms between looks at how much there is to collect


class GarbageCollection(QObject):
    """While it is open, the collector runs from Qt's event loop and nowhere else, as often as it would by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(_collect)
        self._timer.start(INTERVAL_MS)

    def close(self) -> None:
        """Leave the collector to itself again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


def _collect() -> None:
    """The oldest generation that is due, as Python decides it: its count is over its threshold. The younger go with it."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, least) in enumerate(counts) if count > least > 0]
    if due:
        gc.collect(max(due))
