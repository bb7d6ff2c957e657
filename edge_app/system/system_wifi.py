"""Wireless networks by NetworkManager: look for them, join one that somebody chose, forget one. Nothing is joined unasked.

What polkit admits for it (`firmware_configs/system/polkit.rules`): wifi.scan, enable-disable-wifi, network-control to join, and
settings.modify.system to keep a network and to forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.sd_bus import Settings, SettingsCall, SignalOf
from edge_app.system.system_bus import BusObject, SystemBus
from edge_app.system.system_network import MANAGER

_NAME = MANAGER.service
_SETTINGS = BusObject(_NAME, f"{MANAGER.path}/Settings", f"{_NAME}.Settings")
_CONNECTION = f"{_NAME}.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_WIRELESS, _WIRELESS_TYPE = 2, "802-11-wireless"  # NMDeviceType, and the type of a connection
_PRIVACY = 0x1  # NM80211ApFlags
_PSK, _ENTERPRISE, _SAE = 0x100, 0x200, 0x400  # NM80211ApSecurityFlags
_ACTIVATED, _FAILED, _DISCONNECTED = 100, 120, 30  # NMDeviceState
MIN_PASSWORD, MAX_PASSWORD = 8, 63  # characters, of WPA
JOIN_S = 60.0  # s: the password takes some, an address 45

# NMDeviceStateReason
_FAULTS = {
    ErrorCode.WIFI_PASSWORD: (7, 8, 9, 10),  # no secrets; the supplicant disconnected, or its configuration failed, or it did
    ErrorCode.WIFI_NO_ADDRESS: (5, 6, 15, 16, 17),  # no IP configuration, or it expired; DHCP
    ErrorCode.WIFI_GONE: (11, 53),  # the supplicant's time ran out; the network was not found
}


class WifiSecurity(str, Enum):
    """What a network asks for."""

    OPEN = "open"  # nothing: what is sent can be read by everybody near
    PASSWORD = "password"
    OTHER = "other"  # a user's account, or WEP: set up by whoever looks after the device


@dataclass(frozen=True)
class WifiNetwork:
    """One network, by the strongest of its access points."""

    name: str
    ssid: bytes = field(repr=False)
    strength: int  # percent
    security: WifiSecurity
    has_sae: bool  # WPA3
    needs_sae: bool  # and nothing older
    is_active: bool
    known: str  # path of its kept settings; empty: it was never joined
    device: str  # path
    access_point: str  # path

    @property
    def may_be_joined(self) -> bool:
        return bool(self.known) or self.security is not WifiSecurity.OTHER


def is_radio_on(bus: SystemBus) -> bool:
    """Raises SystemBusError."""
    return bus.get(MANAGER, "WirelessEnabled") is True


def switch_radio_on(bus: SystemBus) -> None:
    """Raises SystemBusError."""
    bus.call(BusObject(_NAME, MANAGER.path, _PROPERTIES), "Set", "ssv", MANAGER.interface, "WirelessEnabled", "b", "true")


def wifi_networks(bus: SystemBus) -> list[WifiNetwork]:
    """The networks in reach: the joined one first, then the strongest. What is found late is there the next time.

    Raises SystemBusError.
    """
    known = dict(_known(bus))
    found: dict[bytes, WifiNetwork] = {}
    for device in _devices(bus):
        wireless = BusObject(_NAME, device, f"{_NAME}.Device.Wireless")
        with suppress(SystemBusError):  # it has just scanned, or does
            bus.call(wireless, "RequestScan", "a{sv}", "0")
        active = str(bus.get(wireless, "ActiveAccessPoint"))
        for path in _paths(bus.call(wireless, "GetAllAccessPoints")):
            with suppress(SystemBusError, KeyError):  # out of reach meanwhile
                one = _network(bus, device, path, path == active, known)
                other = found.get(one.ssid)
                if one.name and (other is None or (one.is_active, one.strength) > (other.is_active, other.strength)):
                    found[one.ssid] = one
    return sorted(found.values(), key=lambda one: (not one.is_active, -one.strength, one.name))


def join(bus: SystemBus, network: WifiNetwork, password: str = "") -> None:
    """Join a network, by a password or as it was joined before, and wait for an address.

    A password that did not work is not kept. Raises SystemBusError, which says why.
    """
    if network.known:
        call = _manager_call("ActivateConnection", (network.known, network.device, network.access_point))
    else:
        if network.security is WifiSecurity.PASSWORD and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            message = f"a password of a wireless network has {MIN_PASSWORD} to {MAX_PASSWORD} characters"
            raise SystemBusError(message, ErrorCode.WIFI_PASSWORD)
        call = _manager_call("AddAndActivateConnection", (network.device, network.access_point), _settings(network, password))
    signal = SignalOf(network.device, f"{_NAME}.Device", "StateChanged", 3)
    try:
        _follow(bus.call_and_follow(call, signal, JOIN_S), network.name)
    except SystemBusError as exc:
        if network.known:
            raise
        _forget_new(bus, network.ssid)
        if network.has_sae and exc.code is ErrorCode.WIFI_GONE:
            # Of WPA3 an access point says nothing to a wrong password, so that the supplicant believes it gone (tests/device).
            message = f"{network.name!r} does not answer this password; check it, or go nearer"
            raise SystemBusError(message, ErrorCode.WIFI_UNANSWERED, exc.value) from exc
        raise


def forget(bus: SystemBus, network: WifiNetwork) -> None:
    """Remove what is kept of a network, its password with it; a joined one is left. Raises SystemBusError."""
    if network.known:
        bus.call(BusObject(_NAME, network.known, _CONNECTION), "Delete")


def _follow(states: Iterator[tuple[int, ...]], name: str) -> None:
    began = False
    for new, _, reason in states:
        if new == _ACTIVATED:
            return
        if new == _FAILED or (began and new <= _DISCONNECTED):
            raise _failed(name, reason)
        began = began or new > _DISCONNECTED
    raise _failed(name, 0)


def _failed(name: str, reason: int) -> SystemBusError:
    code = next((code for code, reasons in _FAULTS.items() if reason in reasons), ErrorCode.WIFI_FAILED)
    return SystemBusError(f"{name!r} was not joined (NetworkManager's reason {reason}); check password and reach", code, reason)


def _manager_call(method: str, objects: tuple[str, ...], settings: Settings | None = None) -> SettingsCall:
    return SettingsCall(_NAME, MANAGER.path, MANAGER.interface, method, objects, settings)


def _settings(network: WifiNetwork, password: str) -> Settings:
    settings: dict[str, dict[str, str | bytes]] = {
        "connection": {"id": network.name, "type": _WIRELESS_TYPE},
        _WIRELESS_TYPE: {"ssid": network.ssid},
    }
    if network.security is WifiSecurity.PASSWORD:
        settings["802-11-wireless-security"] = {"key-mgmt": "sae" if network.needs_sae else "wpa-psk", "psk": password}
    return settings


def _forget_new(bus: SystemBus, ssid: bytes) -> None:
    with suppress(SystemBusError):  # the join has failed, which is what is said
        if path := dict(_known(bus)).get(ssid):
            bus.call(BusObject(_NAME, path, _CONNECTION), "Delete")


def _devices(bus: SystemBus) -> Iterator[str]:
    for path in _paths(bus.call(MANAGER, "GetDevices")):
        if bus.get(BusObject(_NAME, path, f"{_NAME}.Device"), "DeviceType") == _WIRELESS:
            yield path


def _network(bus: SystemBus, device: str, path: str, is_active: bool, known: dict[bytes, str]) -> WifiNetwork:
    values = _first(bus.call(BusObject(_NAME, path, _PROPERTIES), "GetAll", "s", f"{_NAME}.AccessPoint"))
    ssid = bytes(values["Ssid"]["data"])
    flags = values["WpaFlags"]["data"] | values["RsnFlags"]["data"]
    has_password = bool(flags & (_PSK | _SAE))
    closed = bool(flags & _ENTERPRISE) or bool(values["Flags"]["data"] & _PRIVACY)
    security = WifiSecurity.PASSWORD if has_password else WifiSecurity.OTHER if closed else WifiSecurity.OPEN
    name = "".join(letter if letter.isprintable() else "?" for letter in ssid.decode(errors="replace"))
    strength, has_sae = int(values["Strength"]["data"]), bool(flags & _SAE)
    needs_sae = has_sae and not flags & _PSK
    return WifiNetwork(name, ssid, strength, security, has_sae, needs_sae, is_active, known.get(ssid, ""), device, path)


def _known(bus: SystemBus) -> Iterator[tuple[bytes, str]]:
    """SSID and path of what is kept of each network."""
    for path in _paths(bus.call(_SETTINGS, "ListConnections")):
        settings = _first(bus.call(BusObject(_NAME, path, _CONNECTION), "GetSettings"))
        if (wireless := settings.get(_WIRELESS_TYPE)) and "ssid" in wireless:
            yield bytes(wireless["ssid"]["data"]), path


def _paths(answer: object) -> Iterable[str]:
    first = answer[0] if isinstance(answer, list) and answer else []
    return [str(path) for path in first] if isinstance(first, list) else []


def _first(answer: object) -> dict[str, Any]:
    first = answer[0] if isinstance(answer, list) and answer else {}
    return first if isinstance(first, dict) else {}
