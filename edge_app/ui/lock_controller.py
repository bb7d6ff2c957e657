"""The lock on the screen: a PIN sets it up, opens it, and is asked for again after a while without a touch.

What it locks is opened and closed on one thread of its own, in turn: whoever comes back while it is still closing waits for that.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal, Slot

from edge_app.exams.store.key_vault import MIN_PIN, KeyVault, wipe
from edge_app.ui.task_runner import TaskRunner

TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})


class LockController(QObject):
    """Covers whatever step the exam is at, and changes none."""

    changed = Signal()
    entered = Signal(object)  # what `opened` gave, just before the screen opens

    def __init__(self, vault: KeyVault, user: str, after_s: float, opened: Callable[[bytearray, int], object]) -> None:
        """opened: called on the lock's own thread at each right PIN, with the data key, which is wiped when it returns, and the
        number of wrong PINs before.
        """
        super().__init__()
        self._vault, self._user, self._opened = vault, user, opened
        self._task_runner = TaskRunner("unlock")
        self._step = "ask" if vault.exists else "new"
        self._first_entry = ""  # of a new PIN, until it was entered twice
        self._fault = ""
        self.locked, self.busy = True, False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(1000 * after_s))
        self._idle.timeout.connect(self.lock)

    def close(self) -> None:
        """Wait for what is under way."""
        self._idle.stop()
        self._task_runner.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch of the window it is installed on puts the lock off."""
        if event.type() in TOUCHES and not self.locked:
            self._idle.start()
        return False

    @Slot()
    def lock(self) -> None:
        self._idle.stop()
        self.locked = True
        self._turn("ask")

    def behind(self, work: Callable[[], None]) -> None:
        """Do it behind the locked screen, before the next PIN is tried."""
        self._task_runner.do(work, lambda _: None, self._keep_shut)

    @Slot(str)
    def enter(self, pin: str) -> None:
        """A PIN was typed in: the new one, the new one again, or the one that opens."""
        if self.busy:
            return
        if self._step == "new":
            if len(pin) < MIN_PIN:
                self._turn("new", "short")
            else:
                self._first_entry = pin
                self._turn("again")
        elif self._step == "again" and pin != self._first_entry:
            self._first_entry = ""
            self._turn("new", "differ")
        else:
            self.busy = True
            self._turn(self._step)
            self._task_runner.do(lambda: self._open(pin), self._open_now, self._keep_shut)

    def _open(self, pin: str) -> object:
        """On the lock's own thread: deriving a key takes a while, and is meant to."""
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

    def _open_now(self, opened: object) -> None:
        self.entered.emit(opened)
        self.locked = self.busy = False
        self._first_entry = ""
        self._idle.start()
        self._turn("ask")

    def _keep_shut(self, sentence: str) -> None:
        self.busy = False
        self._turn("ask" if self._vault.exists else "new", sentence)

    def _turn(self, step: str, fault: str = "") -> None:
        self._step, self._fault = step, fault
        self.changed.emit()

    isLocked = Property(bool, lambda self: self.locked, notify=changed)
    isBusy = Property(bool, lambda self: self.busy, notify=changed)
    step = Property(str, lambda self: self._step, notify=changed)  # "new", "again", "ask"
    fault = Property(str, lambda self: self._fault, notify=changed)  # "short", "differ", or a sentence of the vault
    leastPin = Property(int, lambda self: MIN_PIN, constant=True)
