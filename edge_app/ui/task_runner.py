"""Work that takes a while, off Qt's thread; its answer comes back on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from edge_app.errors import EdgeError, ErrorCode
from edge_app.ui.error_text import encode_error

T = TypeVar("T")
Fail = Callable[[str], None]

_log = logging.getLogger(__name__)


class TaskRunner(QObject):
    """One thread, one piece of work after the other. Nothing that was asked for is dropped: `close` waits for it."""

    _answered = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._answered.connect(self._answer)

    def do(self, work: Callable[[], T], then: Callable[[T], None], fail: Fail) -> None:
        """Call `work` on the thread; then, on Qt's, `then` with what it gave, or `fail` with its error, `coded`."""

        def run() -> None:
            answer: Callable[[], None]
            try:
                answer = partial(then, work())
            except EdgeError as exc:
                answer = partial(fail, encode_error(exc))
            except Exception as exc:  # a bug must be told on the screen like any failure, not end in a silent thread
                _log.error("%s failed unexpectedly: %s", self._name, type(exc).__name__)
                name = type(exc).__name__
                sentence = f"the program failed unexpectedly ({name}); try again"
                answer = partial(fail, encode_error(EdgeError(sentence, ErrorCode.UNEXPECTED, name)))
            self._answered.emit(answer)

        self._executor.submit(run)

    def close(self) -> None:
        """Wait until everything is done. May be called twice."""
        self._executor.shutdown(wait=True)

    @Slot(object)
    def _answer(self, answer: Callable[[], None]) -> None:
        answer()
