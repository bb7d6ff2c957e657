"""systemd's end of sd_notify: a socket that keeps what a service said."""

from __future__ import annotations

import socket
from pathlib import Path


class NotifySocket:
    """Bound to a path, or to "@NAME"."""

    def __init__(self, address: Path | str) -> None:
        self.address, name = str(address), str(address)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self._socket.setblocking(False)
        self.heard: list[str] = []  # every assignment so far

    def __enter__(self) -> NotifySocket:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def listen(self) -> list[str]:
        """What has been said since the last time."""
        new: list[str] = []
        while True:
            try:
                new += self._socket.recv(4096).decode().split("\n")
            except BlockingIOError:
                self.heard += new
                return new
