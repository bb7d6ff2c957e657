"""The lock on the screen: a PIN sets it up, opens it, and is asked for again after a while without a touch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal, Slot

from edge_app.exams.vault import LEAST_PIN, Vault, WrongPinError
from edge_app.ui.background import Background

TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})


class Lock(QObject):
    """Covers whatever step the exam is at, and changes none."""

    changed = Signal()
    entered = Signal(object)  # what `opened` gave, just before the screen opens

    def __init__(
        self, vault: Vault, user: str, after_s: float, opened: Callable[[bytes], object], refused: Callable[[], None]
    ) -> None:
        """opened: called with the data key at each right PIN; refused: at each wrong one. Both on the lock's own thread."""
        super().__init__()
        self._vault, self._user, self._opened, self._refused = vault, user, opened, refused
        self._background = Background("unlock")
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
        self._background.close()

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

    @Slot(str)
    def enter(self, pin: str) -> None:
        """A PIN was typed in: the new one, the new one again, or the one that opens."""
        if self.busy:
            return
        if self._step == "new":
            if len(pin) < LEAST_PIN:
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
            self._background.do(lambda: self._open(pin), self._open_now, self._keep_shut)

    def _open(self, pin: str) -> object:
        """On the lock's own thread: deriving a key takes a while, and is meant to."""
        if self._step == "again":
            key = self._vault.create(self._user, pin)
        else:
            try:
                key = self._vault.unlock(self._user, pin)
            except WrongPinError:
                self._refused()
                raise
        return self._opened(key)

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
    leastPin = Property(int, lambda self: LEAST_PIN, constant=True)
