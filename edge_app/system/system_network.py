"""The device's network connections, by NetworkManager. They are only read here; `system_wifi` joins a wireless network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.system.system_bus import BusObject, SystemBus

_NAME = "org.freedesktop.NetworkManager"
MANAGER = BusObject(_NAME, "/org/freedesktop/NetworkManager", _NAME)
_KINDS = {1: "wired", 2: "wireless"}  # NMDeviceType; of others, such as the loopback, nothing is said
_ACTIVATED, _UNAVAILABLE = 100, 20  # NMDeviceState
_NO_OBJECT = "/"


class LinkState(str, Enum):
    """How a connection is."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    UNPLUGGED = "unplugged"  # no cable, or the radio is off


@dataclass(frozen=True)
class NetworkLink:
    """One network device."""

    interface: str  # such as "eth0"
    kind: str  # "wired", "wireless"
    state: LinkState
    network: str  # name of the connection; empty without one
    addresses: tuple[str, ...]  # IPv4, with the length of the prefix


def network_links(bus: SystemBus) -> list[NetworkLink]:
    """Wired and wireless devices, in NetworkManager's order. Raises SystemBusError."""
    answer = bus.call(MANAGER, "GetDevices")
    paths = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], list) else []
    return [link for path in paths if (link := _link(bus, str(path)))]


def _link(bus: SystemBus, path: str) -> NetworkLink | None:
    device = BusObject(_NAME, path, f"{_NAME}.Device")
    kind = _KINDS.get(_number(bus.get(device, "DeviceType")))
    if kind is None:
        return None
    state = _state(_number(bus.get(device, "State")))
    active, configuration = str(bus.get(device, "ActiveConnection")), str(bus.get(device, "Ip4Config"))
    network = "" if active == _NO_OBJECT else str(bus.get(BusObject(_NAME, active, f"{_NAME}.Connection.Active"), "Id"))
    addresses = () if configuration == _NO_OBJECT else tuple(_addresses(bus, configuration))
    return NetworkLink(str(bus.get(device, "Interface")), kind, state, network, addresses)


def _state(number: int) -> LinkState:
    if number == _ACTIVATED:
        return LinkState.CONNECTED
    return LinkState.UNPLUGGED if number <= _UNAVAILABLE else LinkState.DISCONNECTED


def _addresses(bus: SystemBus, path: str) -> Iterator[str]:
    found = bus.get(BusObject(_NAME, path, f"{_NAME}.IP4Config"), "AddressData")
    for one in found if isinstance(found, list) else []:
        yield f"{one['address']['data']}/{one['prefix']['data']}"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
