"""Tells systemd how the program is: ready, alive, stopping (sd_notify(3)). Without systemd, nobody is told.

The protocol is a few datagrams of text, so there is no library: systemd's own binds to the libsystemd of the system, and a
release brings everything it needs but the system's interpreter.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping
from typing import Protocol

_log = logging.getLogger(__name__)

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class Service(Protocol):
    """Who has started the program and wants to know how it is."""

    watchdog_s: float | None  # s without ALIVE after which the program is killed; None: it never is

    def notify(self, *states: str) -> None:
        """Send assignments such as READY and `status(...)`. Never raises: a program that cannot report still works."""


class NoService:
    """Started by hand: nobody is told."""

    watchdog_s: float | None = None

    def notify(self, *states: str) -> None:
        pass


class SystemdService:
    """Started by systemd as `Type=notify`."""

    def __init__(self, address: str, watchdog_s: float | None = None) -> None:
        """address: a path, or "@NAME" of an abstract socket."""
        self.watchdog_s = watchdog_s
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._is_heard = True

    def notify(self, *states: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as sender:
                sender.sendto("\n".join(states).encode(), self._address)
        except OSError as exc:
            if self._is_heard:  # once, not once a second
                _log.warning("systemd is not told that the program works (%s); it may restart it", exc.strerror)
            self._is_heard = False
        else:
            self._is_heard = True


def service_of(environment: Mapping[str, str] | None = None) -> Service:
    """Who started this program, by its environment (default: this process's).

    WATCHDOG_PID is ignored: the unit's main process is the compositor, and the kiosk answers in its place (NotifyAccess=all).
    """
    environment = os.environ if environment is None else environment
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return NoService()
    microseconds = environment.get("WATCHDOG_USEC", "")
    is_number = microseconds.isascii() and microseconds.isdigit() and int(microseconds) > 0
    return SystemdService(address, int(microseconds) / 1e6 if is_number else None)


def status(text: str) -> str:
    """What `systemctl status` shows in one line: never anything of a patient."""
    return "STATUS=" + " ".join(text.split())
