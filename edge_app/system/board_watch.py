"""Looks after the board on a thread of its own: what sysfs answers may come late, and nothing else may wait for it."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from edge_app.system.board_health import BoardHealth, BoardSensors, in_order
from edge_app.system.thread_name import name_thread

EVERY_S = 2.0  # s between two looks; the Raspberry Pi's kernel asks its firmware as often

_log = logging.getLogger(__name__)


class BoardWatch:
    """`with BoardWatch(BoardSensors()) as board: board.health()`."""

    def __init__(self, sensors: BoardSensors, every_s: float = EVERY_S) -> None:
        self._sensors, self._every_s = sensors, every_s
        self._health = BoardHealth()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="board", daemon=True)

    def __enter__(self) -> BoardWatch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(self._every_s)

    def health(self) -> BoardHealth:
        """As last seen; of any thread."""
        return self._health

    def _watch(self) -> None:
        name_thread()
        while True:
            before, self._health = self._health, self._sensors.read()
            if self._health.concerns != before.concerns:
                concerns = ", ".join(concern.value for concern in in_order(self._health.concerns))
                _log.warning("the board reports %s", concerns or "that all is well again")
            if self._stop.wait(self._every_s):
                return
