"""A port that stays one's own while the server behind it goes and comes back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Relay:
    """Listens on a port and passes every connection on to the server that `behind` names; closes it where none is named."""

    def __init__(self) -> None:
        self.behind: int | None = None  # port of the server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.behind is None:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.behind))
            except OSError:  # it has just gone
                near.close()
                continue
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(2**16):
            target.sendall(data)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:  # the other direction was first
            continue


@contextmanager
def relay() -> Iterator[Relay]:
    passing = Relay()
    try:
        yield passing
    finally:
        passing.stop()
