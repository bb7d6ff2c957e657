"""Stops an export that runs in a process of its own, wherever it is: waiting for a server's name, or inside a library."""

from __future__ import annotations

import os
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection


class Stop:
    """Kept by the program; the export's process holds the other end of a pipe, and ends when this end is closed.

    So it also ends with the program, however that ends.
    """

    def __init__(self) -> None:
        self.listener, self._ours = Pipe(duplex=False)
        self.requested = False

    def request(self) -> None:
        """May be called twice, and from any thread; also before the process has begun."""
        self.requested = True
        self._ours.close()


def end_when_stopped(listener: Connection) -> None:
    """In the export's process: watch for `Stop.request`."""

    def watch() -> None:
        listener.poll(None)  # nothing is ever sent: it returns when the other end is closed
        os._exit(1)  # at once: what is in memory, the key included, goes with the process

    threading.Thread(target=watch, name="stop", daemon=True).start()
