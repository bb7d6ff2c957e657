"""The device check: an open drift alarm is a mark for everyone, and for whoever knows the PIN a screen with what to look at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.drift.monitor import DriftAlarm, MonitorState
from edge_app.exams.store.store import ExamStore
from edge_app.ui.lock_controller import LockController

Change = Callable[[ExamStore], None]


class DriftController(QObject):
    """Lives on Qt's thread. Several alarms are shown one after the other. What the exam shows does not change."""

    changed = Signal()

    def __init__(self, lock: LockController, save: Callable[[Change], None]) -> None:
        """save: makes a change on the thread that has the open store, and reports if that fails."""
        super().__init__()
        self._lock, self._save = lock, save
        self._alarmed: tuple[MonitorState, ...] = ()
        self._pending = False  # the screen opens when the PIN is entered
        self._open = False
        lock.entered.connect(self._entered)
        lock.changed.connect(self._close_if_locked)

    def look(self, store: ExamStore) -> None:
        """Read the open alarms; on the store's thread, `changed` follows on Qt's. Raises StoreError."""
        self._alarmed = store.drift.open_alarms()

    @Slot()
    def ask(self) -> None:
        """Open the screen, which takes the PIN."""
        self._pending = True
        self._lock.lock()
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Close the screen, or do not open it; the alarm stays."""
        self._open = self._pending = False
        self.changed.emit()

    @Slot()
    def acknowledge(self) -> None:
        """The alarm on the screen was dealt with."""
        if self._alarmed:
            state = self._alarmed[0]

            def change(store: ExamStore) -> None:
                store.acknowledge_drift(state.device, state.bundle)
                self.look(store)

            self._save(change)

    def _entered(self) -> None:
        self._open, self._pending = self._pending, False
        self.changed.emit()

    def _close_if_locked(self) -> None:
        if self._lock.locked and self._open:
            self.cancel()

    @property
    def _alarm(self) -> DriftAlarm | None:
        return self._alarmed[0].alarm if self._alarmed else None

    isDue = Property(bool, lambda self: self._alarm is not None, notify=changed)
    isPending = Property(bool, lambda self: self._pending, notify=changed)
    isOpen = Property(bool, lambda self: self._open and self._alarm is not None, notify=changed)
    device = Property(str, lambda self: self._alarmed[0].device if self._alarmed else "", notify=changed)
    quantity = Property(str, lambda self: self._alarm.quantity.value if self._alarm else "", notify=changed)
    direction = Property(str, lambda self: self._alarm.direction.value if self._alarm else "", notify=changed)
    advice = Property(str, lambda self: self._alarm.advice.value if self._alarm else "", notify=changed)
    sincePatient = Property(int, lambda self: self._alarm.since_patient if self._alarm else 0, notify=changed)
    patients = Property(int, lambda self: self._alarm.patients if self._alarm else 0, notify=changed)
    images = Property(int, lambda self: self._alarm.images if self._alarm else 0, notify=changed)
