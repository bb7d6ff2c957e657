"""The question what the appliance is for: asked once, and afterwards changed only by a supervisor, with the PIN."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.purpose import Purpose, PurposeSetting
from edge_app.ui.lock_controller import LockController

Change = Callable[[ExamStore], None]


class PurposeController(QObject):
    """Lives on Qt's thread. A change waits behind the lock until the PIN is entered."""

    changed = Signal()

    def __init__(self, setting: PurposeSetting, lock: LockController, save: Callable[[Change], None]) -> None:
        """save: makes a change on the thread that has the open store, and reports if that fails."""
        super().__init__()
        self._setting, self._lock, self._save = setting, lock, save
        self._pending: Purpose | None = None
        self._open = False
        lock.entered.connect(self.settled)
        lock.changed.connect(self.changed)

    @Slot()
    def ask(self) -> None:
        """Show the question again."""
        self._open = True
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Leave the purpose as it is."""
        self._open, self._pending = False, None
        self.changed.emit()

    @Slot(str)
    def choose(self, purpose: str) -> None:
        chosen = Purpose(purpose)
        if not self._may_choose():
            return
        if self._setting.purpose is None:  # the PIN was chosen a moment ago
            self._save(lambda store: self._keep(store, chosen))
        elif chosen is self._setting.purpose:
            self.cancel()
        else:
            self._pending, self._open = chosen, False
            self._lock.lock()
            self.changed.emit()

    def unlocked(self, store: ExamStore, role: Role) -> None:
        """The PIN was right; on the lock's thread. That of an operator leaves the purpose as it is. Raises StoreError."""
        if self._pending is not None and role is Role.SUPERVISOR:
            self._keep(store, self._pending)

    @Slot()
    def settled(self) -> None:
        """The change has been made."""
        self._open, self._pending = False, None
        self.changed.emit()

    def _keep(self, store: ExamStore, purpose: Purpose) -> None:
        store.log(Action.PURPOSE, detail=purpose.value)
        self._setting.choose(purpose)

    def _may_choose(self) -> bool:
        return self._lock.role is Role.SUPERVISOR

    def _is_open(self) -> bool:
        """An operator is not kept from examining by a question that only a supervisor answers."""
        return self._open or (self._setting.purpose is None and self._may_choose())

    def _chosen(self) -> str:
        return self._setting.purpose.value if self._setting.purpose else ""

    chosen = Property(str, _chosen, notify=changed)  # "research", "clinical use"; empty: not asked yet
    pending = Property(str, lambda self: self._pending.value if self._pending else "", notify=changed)
    mayChoose = Property(bool, _may_choose, notify=changed)
    isOpen = Property(bool, _is_open, notify=changed)
