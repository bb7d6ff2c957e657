"""The system's services over D-Bus: power (logind), clock (timedated), network (NetworkManager).

By `busctl`, which is of systemd and so on every device: it speaks the protocol and answers in JSON. A password goes by `sd_bus`
instead, past the command line. What the kiosk's user may ask for is polkit's to decide (`firmware_configs/system/polkit.rules`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.sd_bus import SettingsCall, SignalOf, call_and_follow
from edge_app.typed_reader import FormatError, parse_json

SOCKET = Path("/run/dbus/system_bus_socket")
TIMEOUT_S = 10.0


@dataclass(frozen=True)
class BusObject:
    """An object of a service, and the interface of it that is meant."""

    service: str
    path: str
    interface: str


class SystemBus(Protocol):
    """What the kiosk asks of the system."""

    @property
    def is_there(self) -> bool:
        """Whether this machine has one."""

    def call(self, target: BusObject, method: str, signature: str = "", *arguments: str) -> object:
        """Call a method; what it returns, a list, as JSON has it. signature: of D-Bus. Raises SystemBusError."""

    def get(self, target: BusObject, name: str) -> object:
        """A property, as JSON has it. Raises SystemBusError."""

    def call_and_follow(self, call: SettingsCall, signal: SignalOf, timeout_s: float) -> Iterator[tuple[int, ...]]:
        """See `sd_bus`: a call whose arguments no other program sees, and the signals that follow it. Raises SystemBusError."""


class NoSystemBus:
    """A machine without one, or a program that leaves the system alone."""

    is_there = False

    def call(self, target: BusObject, method: str, signature: str = "", *arguments: str) -> object:
        raise _missing(method)

    def get(self, target: BusObject, name: str) -> object:
        raise _missing(name)

    def call_and_follow(self, call: SettingsCall, signal: SignalOf, timeout_s: float) -> Iterator[tuple[int, ...]]:
        raise _missing(call.method)


class Busctl:
    """The system's bus; or, for tests, another one."""

    def __init__(self, address: str | None = None, timeout_s: float = TIMEOUT_S) -> None:
        """address: of the bus; None: the system's. timeout_s: s that a call may take."""
        self._bus = ["--system"] if address is None else [f"--address={address}"]
        self._address = address
        self._is_system, self._timeout_s = address is None, timeout_s

    @property
    def is_there(self) -> bool:
        return shutil.which("busctl") is not None and (SOCKET.exists() or not self._is_system)

    def call(self, target: BusObject, method: str, signature: str = "", *arguments: str) -> object:
        words = ("call", target.service, target.path, target.interface, method)
        return self._ask(method, *words, *((signature, *arguments) if signature else ()))

    def get(self, target: BusObject, name: str) -> object:
        return self._ask(name, "get-property", target.service, target.path, target.interface, name)

    def call_and_follow(self, call: SettingsCall, signal: SignalOf, timeout_s: float) -> Iterator[tuple[int, ...]]:
        return call_and_follow(call, signal, timeout_s, self._address)

    def _ask(self, what: str, *words: str) -> object:
        if not self.is_there:
            raise _missing(what)
        command = ["busctl", *self._bus, "--json=short", f"--timeout={self._timeout_s:g}", "--", *words]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=2 * self._timeout_s, check=False, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise _refused(what, type(exc).__name__) from exc
        if done.returncode:
            raise _refused(what, " ".join(done.stderr.decode(errors="replace").split()))
        try:
            answer = parse_json(done.stdout) if done.stdout.strip() else {}
        except FormatError as exc:
            raise _refused(what, str(exc)) from exc
        return answer.get("data") if isinstance(answer, dict) else None


def _missing(what: str) -> SystemBusError:
    return SystemBusError(f"{what}: this machine has no system bus; use its own settings", ErrorCode.NO_SYSTEM_BUS)


def _refused(what: str, reason: str) -> SystemBusError:
    sentence = f"the system did not do {what} ({reason or 'no reason given'}); have whoever looks after the device do it"
    return SystemBusError(sentence, ErrorCode.SYSTEM_REFUSED, what)
