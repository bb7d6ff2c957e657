"""The device check: an open drift alarm is a mark for everyone, and for whoever knows a PIN a screen with what to look at.

Only a supervisor, whose PIN has just opened that screen, says that the alarm was dealt with.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.drift.monitor import DriftAlarm, MonitorState
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
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
        """The alarm on the screen was dealt with, as a supervisor says."""
        if (state := self._first) is not None and self._open and self._may_acknowledge():
            device, bundle = state.device, state.bundle

            def change(store: ExamStore) -> None:
                store.acknowledge_drift(device, bundle)
                self.look(store)

            self._save(change)

    def _may_acknowledge(self) -> bool:
        return self._lock.role is Role.SUPERVISOR

    @Slot()
    def _entered(self) -> None:
        self._open, self._pending = self._pending, False
        self.changed.emit()

    @Slot()
    def _close_if_locked(self) -> None:
        if self._lock.locked and self._open:
            self.cancel()

    @property
    def _first(self) -> MonitorState | None:
        """The state whose alarm is on the screen. By one look: the store's thread may replace the tuple between two."""
        return next(iter(self._alarmed), None)

    @property
    def _alarm(self) -> DriftAlarm | None:
        state = self._first
        return state.alarm if state else None

    isDue = Property(bool, lambda self: self._alarm is not None, notify=changed)
    isPending = Property(bool, lambda self: self._pending, notify=changed)
    isOpen = Property(bool, lambda self: self._open and self._alarm is not None, notify=changed)
    mayAcknowledge = Property(bool, _may_acknowledge, notify=changed)
    device = Property(str, lambda self: state.device if (state := self._first) else "", notify=changed)
    quantity = Property(str, lambda self: alarm.quantity.value if (alarm := self._alarm) else "", notify=changed)
    direction = Property(str, lambda self: alarm.direction.value if (alarm := self._alarm) else "", notify=changed)
    advice = Property(str, lambda self: alarm.advice.value if (alarm := self._alarm) else "", notify=changed)
    sincePatient = Property(int, lambda self: alarm.since_patient if (alarm := self._alarm) else 0, notify=changed)
    patients = Property(int, lambda self: alarm.patients if (alarm := self._alarm) else 0, notify=changed)
    images = Property(int, lambda self: alarm.images if (alarm := self._alarm) else 0, notify=changed)
