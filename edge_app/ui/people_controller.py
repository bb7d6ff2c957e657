"""The people who may unlock the screen: a supervisor adds and withdraws them, sets PINs, and has a new recovery key written down.
Everybody changes the own PIN, who knows the present one.

Every change stands in the audit trail, by the name and never by the PIN. Whoever gets a PIN is there before: nobody gets one
behind its back, whatever comes between.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.key_vault import MAX_NAME, MIN_PIN, KeyVault
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role, User
from edge_app.exams.store.wrapped_key import wipe
from edge_app.ui.exam_rows import person_row
from edge_app.ui.lock_controller import Entry, LockController, Way

Change = Callable[[ExamStore], None]


class PeopleStep(str, Enum):
    """What the screen of people shows."""

    CLOSED = ""
    LIST = "list"
    NAME = "name"  # of a new person
    ROLE = "role"
    NEW = "new"  # a PIN is chosen
    AGAIN = "again"  # and entered once more
    WITHDRAW = "withdraw"
    OWN = "own"  # a supervisor's PIN, before a recovery key is made
    KEY = "key"  # the new recovery key
    KEY_AT_SET_UP = "key at set-up"
    PRESENT = "present"  # somebody's PIN, before the own one is changed
    CHANGED = "changed"


class PeopleController(QObject):
    """Lives on Qt's thread. Whatever is not finished when the lock closes is dropped, a recovery key on the screen too."""

    changed = Signal()

    def __init__(self, vault: KeyVault, lock: LockController, save: Callable[[Change], None]) -> None:
        """save: makes a change on the thread that has the open store, and reports if that fails."""
        super().__init__()
        self._vault, self._lock, self._save = vault, lock, save
        self._people: tuple[User, ...] = ()
        self._step, self._fault = PeopleStep.CLOSED, ""
        self._forget()
        lock.entered.connect(self._offer_key_at_set_up)
        lock.changed.connect(self._close_if_locked)

    def _forget(self) -> None:
        self._after: PeopleStep | None = None  # the step after the change that is being made
        self._name, self._role = "", Role.OPERATOR  # of whoever is added or changed
        self._is_new = False
        self._is_own = False  # somebody changes the own PIN, and sees nothing of others
        self._first_entry = ""  # of a PIN, until it has been entered twice
        self._recovery_key = ""  # on the screen; it holds once it was written down

    def unlocked(self, store: ExamStore, entry: Entry) -> None:
        """Somebody came in; on the lock's thread, before a PIN set by the recovery key is written. Raises StoreError."""
        store.log_failed_pins(entry.refused)
        if entry.way is Way.RECOVERY_KEY:
            store.log(Action.PEOPLE, detail=f"new PIN of {entry.user}, by the recovery key")

    @Slot()
    def ask(self) -> None:
        """Show who may unlock the screen, to a supervisor."""
        if self._lock.role is Role.SUPERVISOR and not self._lock.locked:
            self._show_list()

    @Slot()
    def back(self) -> None:
        """One step back; nothing is changed."""
        if self._is_own or self._step in (PeopleStep.LIST, PeopleStep.KEY_AT_SET_UP):
            self._close()
        else:
            self._show_list()

    @Slot()
    def add(self) -> None:
        self._is_new = True
        self._go(PeopleStep.NAME)

    @Slot(str)
    def giveName(self, name: str) -> None:
        self._name = name.strip()
        taken = any(person.name.casefold() == self._name.casefold() for person in self._people)
        if self._name:
            self._go(PeopleStep.NAME, "taken") if taken else self._go(PeopleStep.ROLE)

    @Slot(bool)
    def giveRole(self, supervisor: bool) -> None:
        self._role = Role.SUPERVISOR if supervisor else Role.OPERATOR
        self._go(PeopleStep.NEW)

    @Slot(str)
    def changePin(self, name: str) -> None:
        self._is_new, self._name = False, name
        self._go(PeopleStep.NEW)

    @Slot()
    def changeOwnPin(self) -> None:
        """Whoever is signed in enters the present PIN, then a new one twice."""
        if not self._lock.locked:
            self._forget()
            self._is_own, self._name = True, self._lock.user
            self._go(PeopleStep.PRESENT)

    @Slot(str)
    def askToWithdraw(self, name: str) -> None:
        if name != self._lock.user:
            self._name = name
            self._go(PeopleStep.WITHDRAW)

    @Slot()
    def askForKey(self) -> None:
        """A new recovery key is shown to whoever knows the PIN."""
        self._go(PeopleStep.OWN)

    @Slot(str)
    def enter(self, pin: str) -> None:
        """A PIN was entered: a new one, the new one again, or one's own."""
        match self._step:
            case PeopleStep.OWN:
                self._make(lambda store: self._check_supervisor(pin, store), PeopleStep.KEY)
            case PeopleStep.PRESENT:
                self._make(lambda store: self._check_own(pin, store), PeopleStep.NEW)
            case PeopleStep.NEW if len(pin) < MIN_PIN:
                self._go(PeopleStep.NEW, "short")
            case PeopleStep.NEW:
                self._first_entry = pin
                self._go(PeopleStep.AGAIN)
            case PeopleStep.AGAIN if pin != self._first_entry:
                self._go(PeopleStep.NEW, "differ")
            case PeopleStep.AGAIN if self._is_own:
                name, role = self._name, self._role
                self._make(lambda store: self._set_pin(store, name, role, pin), PeopleStep.CHANGED)
            case PeopleStep.AGAIN:
                name, role, is_new = self._name, self._role, self._is_new
                self._make(
                    lambda store: self._add(store, name, role, pin) if is_new else self._set_pin(store, name, None, pin),
                    PeopleStep.LIST,
                )

    @Slot()
    def withdraw(self) -> None:
        name = self._name

        def withdraw(store: ExamStore) -> None:
            self._vault.withdraw(name)
            store.log(Action.PEOPLE, detail=f"{name} withdrawn")

        if self._step is PeopleStep.WITHDRAW:
            self._make(withdraw, PeopleStep.LIST)

    @Slot()
    def keepKey(self) -> None:
        """The recovery key on the screen was written down: it holds from now on, and no earlier one."""
        key = self._recovery_key

        def keep(store: ExamStore) -> None:
            store.log(Action.PEOPLE, detail="new recovery key")
            self._vault.set_recovery_key(key, store.key)

        if key:
            self._make(keep, PeopleStep.CLOSED if self._step is PeopleStep.KEY_AT_SET_UP else PeopleStep.LIST)

    @Slot()
    def settled(self) -> None:
        """A change of the store has been made."""
        match self._after:
            case None:
                pass  # it was another's
            case PeopleStep.KEY:
                self._show_key(PeopleStep.KEY)
            case PeopleStep.LIST:
                self._show_list()
            case PeopleStep.NEW | PeopleStep.CHANGED as step:
                self._go(step)
            case _:
                self._close()

    def _check_own(self, pin: str, store: ExamStore) -> None:
        """Raises StoreError."""
        refused = self._vault.refused
        found = self._vault.sign_in(self._lock.user, pin)
        wipe(found.key)
        store.log_failed_pins(refused)
        self._role = found.role  # as it is bound to the PIN: the file may have been edited

    def _check_supervisor(self, pin: str, store: ExamStore) -> None:
        """Raises StoreError."""
        self._check_own(pin, store)
        if self._role is not Role.SUPERVISOR:
            raise StoreError("only a supervisor makes a recovery key", ErrorCode.SUPERVISOR_ONLY)

    def _add(self, store: ExamStore, name: str, role: Role, pin: str) -> None:
        store.log(Action.PEOPLE, detail=f"{name} added as {role.value}")
        self._vault.add(name, pin, role, store.key)

    def _set_pin(self, store: ExamStore, name: str, role: Role | None, pin: str) -> None:
        store.log(Action.PEOPLE, detail=f"new PIN of {name}")
        self._vault.set_pin(name, pin, store.key, role)

    def _make(self, change: Change, after: PeopleStep) -> None:
        self._after = after
        self._save(change)

    @Slot()
    def _offer_key_at_set_up(self) -> None:
        if self._lock.way is Way.FIRST_PIN:
            self._show_key(PeopleStep.KEY_AT_SET_UP)

    @Slot()
    def _close_if_locked(self) -> None:
        if self._lock.locked and self._step is not PeopleStep.CLOSED:
            self._close()

    def _show_key(self, step: PeopleStep) -> None:
        self._recovery_key = new_recovery_key()
        self._go(step)

    def _show_list(self) -> None:
        self._forget()
        try:
            self._people = self._vault.people
        except StoreError:  # the next change says what is wrong
            self._people = ()
        self._go(PeopleStep.LIST)

    def _close(self) -> None:
        self._forget()
        self._go(PeopleStep.CLOSED)

    def _go(self, step: PeopleStep, fault: str = "") -> None:
        self._step, self._fault, self._after = step, fault, None
        self.changed.emit()

    isOpen = Property(bool, lambda self: self._step is not PeopleStep.CLOSED, notify=changed)
    step = Property(str, lambda self: self._step.value, notify=changed)
    fault = Property(str, lambda self: self._fault, notify=changed)  # "taken", "short", "differ"
    people = Property(list, lambda self: [person_row(person) for person in self._people], notify=changed)
    name = Property(str, lambda self: self._name, notify=changed)
    isNew = Property(bool, lambda self: self._is_new, notify=changed)
    signedIn = Property(str, lambda self: self._lock.user, notify=changed)
    recoveryKey = Property(str, lambda self: self._recovery_key, notify=changed)
    longestName = Property(int, lambda self: MAX_NAME, constant=True)
