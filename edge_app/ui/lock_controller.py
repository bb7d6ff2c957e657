"""The screen lock: a PIN is chosen once, unlocks the screen, and is required again after some time without a touch.

The store behind the lock is opened and closed on one thread, in order: unlocking waits until a previous closing is complete.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal, Slot

from edge_app.exams.store.key_vault import MIN_PIN, KeyVault, wipe
from edge_app.ui.task_runner import TaskRunner

TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})


class LockController(QObject):
    """Covers the exam at any step, without changing the step."""

    changed = Signal()
    entered = Signal(object)  # what `opened` returned, just before the screen unlocks

    def __init__(self, vault: KeyVault, user: str, after_s: float, opened: Callable[[bytearray, int], object]) -> None:
        """opened: called on the lock's own thread after each correct PIN, with the data key, which is wiped when it returns, and
        the number of wrong PINs entered before.
        """
        super().__init__()
        self._vault, self._user, self._opened = vault, user, opened
        self._task_runner = TaskRunner("unlock", self)
        self._step = "ask" if vault.is_set_up else "new"
        self._first_entry = ""  # of a new PIN, until it has been entered twice
        self._fault = ""
        self.locked, self.busy = True, False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(1000 * after_s))
        self._idle.timeout.connect(self.lock)

    def close(self) -> None:
        """Wait for work in progress."""
        self._idle.stop()
        self._task_runner.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch of the window this is installed on restarts the idle timer."""
        if event.type() in TOUCHES and not self.locked:
            self._idle.start()
        return False

    @Slot()
    def lock(self) -> None:
        self._idle.stop()
        self.locked = True
        self._go("ask")

    def behind(self, work: Callable[[], None]) -> None:
        """Do `work` while the screen is locked, before the next PIN is checked."""
        self._task_runner.do(work, lambda _: None, self._stay_locked)

    @Slot(str)
    def enter(self, pin: str) -> None:
        """A PIN was entered: a new one, the new one again, or the one that unlocks."""
        if self.busy:
            return
        if self._step == "new":
            if len(pin) < MIN_PIN:
                self._go("new", "short")
            else:
                self._first_entry = pin
                self._go("again")
        elif self._step == "again" and pin != self._first_entry:
            self._first_entry = ""
            self._go("new", "differ")
        else:
            self.busy = True
            self._go(self._step)
            self._task_runner.do(lambda: self._open(pin), self._unlock, self._stay_locked)

    def _open(self, pin: str) -> object:
        """On the lock's own thread: deriving a key is slow on purpose."""
        refused = 0
        if self._step == "again":
            key = self._vault.create(self._user, pin)
        else:
            refused = self._vault.refused
            key = self._vault.unlock(self._user, pin)
        try:
            return self._opened(key, refused)
        finally:
            wipe(key)

    def _unlock(self, opened: object) -> None:
        self.entered.emit(opened)
        self.locked = self.busy = False
        self._first_entry = ""
        self._idle.start()
        self._go("ask")

    def _stay_locked(self, error: str) -> None:
        self.busy = False
        self._go("ask" if self._vault.is_set_up else "new", error)

    def _go(self, step: str, fault: str = "") -> None:
        self._step, self._fault = step, fault
        self.changed.emit()

    isLocked = Property(bool, lambda self: self.locked, notify=changed)
    isBusy = Property(bool, lambda self: self.busy, notify=changed)
    step = Property(str, lambda self: self._step, notify=changed)  # "new", "again", "ask"
    fault = Property(str, lambda self: self._fault, notify=changed)  # "short", "differ", or an encoded error
    leastPin = Property(int, lambda self: MIN_PIN, constant=True)
