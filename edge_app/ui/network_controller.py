"""The device's network connections on the screen, and the wireless network that somebody joins or forgets, by NetworkManager."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.system.system_bus import SystemBus
from edge_app.system.system_network import NetworkLink, network_links
from edge_app.system.system_wifi import WifiNetwork, forget, is_radio_on, join, switch_radio_on, wifi_networks
from edge_app.ui.task_runner import TaskRunner


@dataclass(frozen=True)
class _Seen:
    """What there was at one look."""

    links: list[NetworkLink]
    radio_on: bool
    networks: list[WifiNetwork]


class NetworkController(QObject):
    """Lives on Qt's thread; the system is asked on another. Nothing is joined unasked, and no password is kept here."""

    changed = Signal()

    def __init__(self, bus: SystemBus, may_change: Callable[[], bool]) -> None:
        """may_change: whether who is signed in may join and forget networks."""
        super().__init__()
        self._bus, self._may_change = bus, may_change
        self._seen = _Seen([], False, [])
        self._state = ""  # "busy", "known", or an encoded error
        self._joining = ""  # name of the network
        self._fault = ""  # of the last join, an encoded error
        self._task_runner = TaskRunner("network", self)

    def close(self) -> None:
        """Wait for the system's answer."""
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Ask the system what it is connected to, and what wireless networks are in reach."""
        self._ask(lambda: None)

    @Slot()
    def switchOn(self) -> None:
        """Switch the radio on; nothing is joined by that but what was joined before."""
        self._change(lambda: switch_radio_on(self._bus))

    @Slot(str, str)
    def join(self, name: str, password: str) -> None:
        """Join a network in reach; the password is empty for one that was joined before, or has none."""
        network = self._find(name)
        if network is not None and self._free():
            self._joining = name
            self._change(lambda: join(self._bus, network, password))

    @Slot(str)
    def forget(self, name: str) -> None:
        """Remove what is kept of a network, its password with it."""
        network = self._find(name)
        if network is not None:
            self._change(lambda: forget(self._bus, network))

    def _find(self, name: str) -> WifiNetwork | None:
        return next((one for one in self._seen.networks if one.name == name), None)

    def _free(self) -> bool:
        return self._may_change() and self._state != "busy"

    def _change(self, work: Callable[[], None]) -> None:
        if self._free():
            self._fault = ""
            self._ask(work)

    def _ask(self, work: Callable[[], None]) -> None:
        """Do `work`, then look."""
        if not self._bus.is_there or self._state == "busy":
            return
        self._set("busy")
        self._task_runner.do(work, self._look, self._failed)

    def _look(self, _: None = None) -> None:
        self._task_runner.do(self._read, self._found, self._set)

    def _read(self) -> _Seen:
        links = network_links(self._bus)
        if not any(link.kind == "wireless" for link in links):
            return _Seen(links, False, [])
        radio_on = is_radio_on(self._bus)
        return _Seen(links, radio_on, wifi_networks(self._bus) if radio_on else [])

    def _found(self, seen: _Seen) -> None:
        self._seen, self._joining = seen, ""
        self._set("known")

    def _failed(self, error: str) -> None:
        self._fault = error
        self._look()

    def _set(self, state: str) -> None:
        self._state = state
        self.changed.emit()

    def _link_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "interface": link.interface,
                "kind": link.kind,
                "state": link.state.value,
                "network": link.network,
                "addresses": ", ".join(link.addresses),
            }
            for link in self._seen.links
        ]

    def _network_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "strength": one.strength,
                "security": one.security.value,
                "active": one.is_active,
                "known": bool(one.known),
                "joinable": one.may_be_joined,
            }
            for one in self._seen.networks
        ]

    def _has_radio(self) -> bool:
        return any(link.kind == "wireless" for link in self._seen.links)

    isThere = Property(bool, lambda self: self._bus.is_there, constant=True)
    links = Property(list, _link_rows, notify=changed)
    hasRadio = Property(bool, _has_radio, notify=changed)
    radioOn = Property(bool, lambda self: self._seen.radio_on, notify=changed)
    networks = Property(list, _network_rows, notify=changed)
    joining = Property(str, lambda self: self._joining, notify=changed)
    fault = Property(str, lambda self: self._fault, notify=changed)
    state = Property(str, lambda self: self._state, notify=changed)
