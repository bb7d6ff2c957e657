"""Reads the open store off Qt's thread, for the screens that show it; nothing comes back once it was told to forget."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from edge_app.exams.store.store import ExamStore
from edge_app.ui.task_runner import TaskRunner

T = TypeVar("T")


class StoreReader(QObject):
    """One thread, one task after the other. While a task is under way the store stays open."""

    changed = Signal()  # busy, failure

    def __init__(self, store: Callable[[], ExamStore | None]) -> None:
        """store: the open store; None while there is none."""
        super().__init__()
        self._store = store
        self._under_way = 0
        self._generation = 0  # of what may still come back
        self.failure = ""  # an encoded error
        self._task_runner = TaskRunner("reading", self)

    def close(self) -> None:
        """Wait for what is under way; the rest is not begun."""
        self.forget()
        self._task_runner.close()

    @property
    def busy(self) -> bool:
        return self._under_way > 0

    def forget(self) -> None:
        """What is under way, or has yet to begin, is not wanted any longer."""
        self._generation += 1
        self.failure = ""

    def do(
        self,
        work: Callable[[ExamStore], T],
        then: Callable[[T], None],
        always: bool = False,
        ended: Callable[[bool], None] = lambda done: None,
    ) -> None:
        """Call `work` with the store on the thread; then, on Qt's thread, `then` with its result.

        always: also when it is forgotten before it has begun, as an entry of the trail must be written. ended: called last,
        whatever became of it, with whether `then` was called.
        """
        store, generation = self._store(), self._generation
        if store is None:
            ended(False)
            return
        self._under_way += 1

        def read() -> tuple[T, ...]:
            """The result, or nothing where it is not wanted any longer."""
            return (work(store),) if always or generation == self._generation else ()

        def arrived(result: tuple[T, ...]) -> None:
            self._under_way -= 1
            wanted = bool(result) and generation == self._generation
            if wanted:
                then(result[0])
            self.changed.emit()
            ended(wanted)

        def failed(error: str) -> None:
            self._under_way -= 1
            if generation == self._generation:
                self.failure = error
            self.changed.emit()
            ended(False)

        self._task_runner.do(read, arrived, failed)
        self.changed.emit()
