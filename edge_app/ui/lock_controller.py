"""The screen lock: a first PIN is chosen once; afterwards one unlocks the screen, and again after some time without a touch.

Several people each have their own PIN: whoever was here last is asked first, and another one chooses a name. Where all PINs are
forgotten, the recovery key sets a new one for a supervisor. The store behind the lock is opened and closed on one thread, in
order: unlocking waits until a previous closing is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal, Slot

from edge_app.errors import StoreError
from edge_app.exams.store.key_vault import MIN_PIN, KeyVault
from edge_app.exams.store.vault_document import Role, User
from edge_app.exams.store.wrapped_key import wipe
from edge_app.ui.exam_rows import person_row
from edge_app.ui.task_runner import TaskRunner

TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})


class Way(Enum):
    """How somebody came in."""

    FIRST_PIN = "first PIN"  # of a new store
    PIN = "PIN"
    RECOVERY_KEY = "recovery key"  # whose holder has chosen a new PIN


@dataclass(frozen=True)
class Entry:
    """Somebody who may come in."""

    user: str
    role: Role
    key: bytearray  # of the store; wiped when whoever is told of the entry returns
    refused: int  # wrong PINs before
    way: Way


class LockController(QObject):
    """Covers the exam at any step, without changing the step."""

    changed = Signal()
    entered = Signal(object)  # what `opened` returned, just before the screen unlocks

    def __init__(self, vault: KeyVault, first_user: str, after_s: float, opened: Callable[[Entry], object]) -> None:
        """first_user: name of whoever chooses the first PIN. opened: called on the lock's own thread after each correct PIN."""
        super().__init__()
        self._vault, self._first_user, self._opened = vault, first_user, opened
        self._task_runner = TaskRunner("unlock", self)
        self._people: tuple[User, ...] = ()
        self._chosen = ""  # name of whoever is to enter the PIN
        self._has_recovery_key = False
        self._recovery_key = ""  # as it was typed, until the new PIN has been entered twice
        self._refused = 0  # wrong PINs before the recovery key
        self._first_entry = ""  # of a new PIN, until it has been entered twice
        self._step, self._fault = "ask" if vault.is_set_up else "new", ""
        self.user, self.role, self.way = "", Role.OPERATOR, Way.PIN  # of whoever came in last
        self.locked, self.busy = True, False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(1000 * after_s))
        self._idle.timeout.connect(self.lock)
        self._ask()

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
        if self.busy:  # somebody is coming in; afterwards the timer begins anew
            return
        self.locked = True
        self._ask()

    def behind(self, work: Callable[[], None]) -> None:
        """Do `work` while the screen is locked, before the next PIN is checked."""
        self._task_runner.do(work, lambda _: None, self._stay_locked)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Whose PIN is to be entered; empty: choose among the names."""
        if not self.busy:
            self._chosen = name
            self._go("ask" if name else "who")

    @Slot()
    def forgot(self) -> None:
        """The PIN is forgotten: ask for the recovery key."""
        if self._can_recover() and not self.busy:
            self._go("recovery")

    @Slot()
    def back(self) -> None:
        """Leave the recovery key; the PIN stays as it was."""
        if not self.busy:
            self._ask()

    @Slot(str)
    def enterRecoveryKey(self, typed: str) -> None:
        """Ask for a new PIN if the recovery key is right."""

        def check() -> str:
            self._refused = self._vault.refused
            wipe(self._vault.recover(typed))
            return typed

        if self._step == "recovery" and not self.busy:
            self._work("recovery")
            self._task_runner.do(check, self._choose_new_pin, self._ask_for_the_key_again)

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
        elif self._step in ("again", "ask"):
            self._work(self._step)
            self._task_runner.do(lambda: self._open(pin), self._unlock, self._stay_locked)

    def _open(self, pin: str) -> tuple[Entry, object]:
        """On the lock's own thread: deriving a key is slow on purpose."""
        if self._step == "ask":
            refused = self._vault.refused
            found = self._vault.sign_in(self._chosen, pin)
            entry = Entry(found.user, found.role, found.key, refused, Way.PIN)
        elif self._recovery_key:
            key = self._vault.recover(self._recovery_key)
            entry = Entry(self._chosen, Role.SUPERVISOR, key, self._refused, Way.RECOVERY_KEY)
        else:
            key = self._vault.create(self._first_user, pin)
            entry = Entry(self._first_user, Role.SUPERVISOR, key, 0, Way.FIRST_PIN)
        try:
            opened = self._opened(entry)
            if entry.way is Way.RECOVERY_KEY:  # now that the trail has it
                self._vault.set_pin(entry.user, pin, entry.key, entry.role)
            return entry, opened
        finally:
            wipe(entry.key)

    def _unlock(self, entered: tuple[Entry, object]) -> None:
        entry, opened = entered
        self.user, self.role, self.way = entry.user, entry.role, entry.way
        self._chosen = entry.user
        self.entered.emit(opened)
        self.locked = self.busy = False
        self._ask()
        self._idle.start()

    def _choose_new_pin(self, recovery_key: str) -> None:
        self.busy, self._recovery_key = False, recovery_key
        self._idle.start()  # nobody else shall find the device like this
        self._go("new")

    def _ask_for_the_key_again(self, error: str) -> None:
        self.busy = False
        self._go("recovery", error)

    def _stay_locked(self, error: str) -> None:
        self.busy = False
        self._ask(error)

    def _ask(self, fault: str = "") -> None:
        """Begin at the PIN again, with whoever was here last."""
        self._idle.stop()
        self._first_entry = self._recovery_key = ""
        if not self._is_set_up():
            self._go("new", fault)
            return
        self._look()
        if all(person.name != self._chosen for person in self._people):
            self._chosen = "" if len(self._people) > 1 else self._people[0].name if self._people else self._first_user
        self._go("ask" if self._chosen else "who", fault)

    def _is_set_up(self) -> bool:
        try:
            return self._vault.is_set_up
        except StoreError:  # whoever enters a PIN is told
            return True

    def _look(self) -> None:
        try:
            self._people, self._has_recovery_key = self._vault.people, self._vault.has_recovery_key
        except StoreError:  # the same
            self._people, self._has_recovery_key = (), False

    def _is_supervisor_chosen(self) -> bool:
        return any(person.name == self._chosen and person.role is Role.SUPERVISOR for person in self._people)

    def _can_recover(self) -> bool:
        """Whoever holds the recovery key comes in as a supervisor, and as nobody else."""
        return self._has_recovery_key and self._is_supervisor_chosen()

    def _work(self, step: str) -> None:
        self.busy = True
        self._go(step)

    def _go(self, step: str, fault: str = "") -> None:
        self._step, self._fault = step, fault
        self.changed.emit()

    isLocked = Property(bool, lambda self: self.locked, notify=changed)
    isBusy = Property(bool, lambda self: self.busy, notify=changed)
    step = Property(str, lambda self: self._step, notify=changed)  # "new", "again", "who", "ask", "recovery"
    fault = Property(str, lambda self: self._fault, notify=changed)  # "short", "differ", or an encoded error
    leastPin = Property(int, lambda self: MIN_PIN, constant=True)
    people = Property(list, lambda self: [person_row(person) for person in self._people], notify=changed)
    chosen = Property(str, lambda self: self._chosen, notify=changed)  # empty: choose among several names
    isSupervisorChosen = Property(bool, _is_supervisor_chosen, notify=changed)
    canRecover = Property(bool, _can_recover, notify=changed)
    signedIn = Property(str, lambda self: self.user, notify=changed)
    isSupervisor = Property(bool, lambda self: self.role is Role.SUPERVISOR, notify=changed)
