"""The store behind the lock: opened by a PIN, changed on one thread, closed once the screen is locked and nothing needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from edge_app.exams.store.store import ExamStore
from edge_app.ui.lock_controller import Entry
from edge_app.ui.task_runner import Fail, TaskRunner

T = TypeVar("T")


class StoreSession:
    """Belongs to Qt's thread, but for `enter`."""

    def __init__(self, open_store: Callable[[str, bytearray], ExamStore], parent: QObject) -> None:
        """open_store: for a user, with the data key, which is wiped afterwards."""
        self._open_store = open_store
        self._task_runner = TaskRunner("saving", parent)
        self.store: ExamStore | None = None  # while it is open

    def enter(self, entry: Entry) -> ExamStore:
        """On the lock's thread: the store of whoever has come in. Raises StoreError."""
        if self.store is None:
            self.store = self._open_store(entry.user, entry.key)
        else:  # an export to a stick, or a save, kept it open
            if entry.user != self.store.user:
                self._task_runner.wait()  # what is being saved is the work of whoever was here before
            self.store.hand_over(entry.user)
        return self.store

    def change(self, work: Callable[[ExamStore], T], then: Callable[[T], None], fail: Fail) -> None:
        """Change the open store on the thread that does so, in order; then, on Qt's thread, `then` or `fail`."""
        store = self.open
        self._task_runner.do(lambda: work(store), then, fail)

    def later(self, work: Callable[[], None], fail: Fail) -> None:
        """Do `work` after what is being saved. Without an open store nothing is done: everything ends."""
        if self.store is not None:
            self._task_runner.do(work, lambda _: None, fail)

    @property
    def open(self) -> ExamStore:
        assert self.store is not None, "the exam is locked until the store is open"
        return self.store

    def let_go(self) -> ExamStore | None:
        """The store, which the caller closes: from now on there is none here."""
        store, self.store = self.store, None
        return store

    def close(self) -> None:
        """Wait until everything is saved."""
        self._task_runner.close()
