"""Runs slow tasks off Qt's thread and returns their results on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from edge_app.errors import EdgeError, ErrorCode
from edge_app.system.thread_name import name_thread
from edge_app.ui.error_text import encode_error

T = TypeVar("T")
Fail = Callable[[str], None]

_log = logging.getLogger(__name__)


class TaskRunner(QObject):
    """One thread that runs one task after the other. No task is dropped: `close` waits for all of them."""

    _completed = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name, initializer=name_thread)
        self._completed.connect(self._call_back)

    def do(self, work: Callable[[], T], then: Callable[[T], None], fail: Fail) -> None:
        """Call `work` on the thread; then, on Qt's thread, `then` with its result or `fail` with its error, encoded for QML."""

        def run() -> None:
            callback: Callable[[], None]
            try:
                callback = partial(then, work())
            except EdgeError as exc:
                callback = partial(fail, encode_error(exc))
            except Exception as exc:  # a bug must be reported on the screen like any failure, not end the thread silently
                _log.error("%s failed unexpectedly: %s", self._name, type(exc).__name__)
                name = type(exc).__name__
                message = f"unexpected program error ({name}); try again"
                callback = partial(fail, encode_error(EdgeError(message, ErrorCode.UNEXPECTED, name)))
            self._completed.emit(callback)

        self._executor.submit(run)

    def wait(self) -> None:
        """Wait, on another thread than this one and Qt's, until everything that was asked for so far is done."""
        self._executor.submit(lambda: None).result()

    def close(self) -> None:
        """Wait until everything is done. May be called twice."""
        self._executor.shutdown(wait=True)

    @Slot(object)
    def _call_back(self, callback: Callable[[], None]) -> None:
        callback()
