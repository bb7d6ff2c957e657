"""The device's network connections on the screen, as NetworkManager has them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.system.system_bus import SystemBus
from edge_app.system.system_network import NetworkLink, network_links
from edge_app.ui.task_runner import TaskRunner


class NetworkController(QObject):
    """Lives on Qt's thread; the system is asked on another."""

    changed = Signal()

    def __init__(self, bus: SystemBus) -> None:
        super().__init__()
        self._bus = bus
        self._links: list[NetworkLink] = []
        self._state = ""  # "busy", "known", or an encoded error
        self._task_runner = TaskRunner("network", self)

    def close(self) -> None:
        """Wait for the system's answer."""
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Ask the system."""
        if self._bus.is_there and self._state != "busy":
            self._set("busy")
            self._task_runner.do(lambda: network_links(self._bus), self._found, self._set)

    def _found(self, links: list[NetworkLink]) -> None:
        self._links = links
        self._set("known")

    def _set(self, state: str) -> None:
        self._state = state
        self.changed.emit()

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {
                "interface": link.interface,
                "kind": link.kind,
                "state": link.state.value,
                "network": link.network,
                "addresses": ", ".join(link.addresses),
            }
            for link in self._links
        ]

    isThere = Property(bool, lambda self: self._bus.is_there, constant=True)
    links = Property(list, _rows, notify=changed)
    state = Property(str, lambda self: self._state, notify=changed)
