"""A password reaches NetworkManager over the bus, and stands in no command line and in no message of ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.sd_bus import SettingsCall, SignalOf, call_and_follow
from tests.support.system_bus_services import Services, system_services

NETWORK = "/org/freedesktop/NetworkManager"
DEVICE = f"{NETWORK}/Devices/2"
CHANGED = SignalOf(DEVICE, "org.freedesktop.NetworkManager.Device", "StateChanged", 3)
PASSWORD = 'Größe 10 & "mehr"'
SETTINGS: dict[str, dict[str, str | bytes]] = {
    "802-11-wireless": {"ssid": b"ward \xff"},
    "802-11-wireless-security": {"key-mgmt": "wpa-psk", "psk": PASSWORD},
}


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with system_services() as running:
        yield running


def call(method: str = "AddAndActivateConnection") -> SettingsCall:
    name = "org.freedesktop.NetworkManager"
    return SettingsCall(name, NETWORK, name, method, (DEVICE, "/"), SETTINGS if method.startswith("Add") else None)


def busctl(services: Services, *words: str) -> list[str]:
    return ["busctl", f"--address={services.address}", *words]


def test_the_settings_arrive_as_networkmanager_reads_them(services: Services) -> None:
    watch = busctl(services, "monitor", "--json=short", "org.freedesktop.NetworkManager")
    with subprocess.Popen(watch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as monitor:
        assert monitor.stdout is not None and monitor.stderr is not None
        monitor.stderr.readline()  # it watches
        assert list(call_and_follow(call(), CHANGED, 0.2, services.address)) == []
        seen = next(one for line in monitor.stdout if (one := json.loads(line)).get("member") == "AddAndActivateConnection")
        monitor.kill()
    groups, device, point = seen["payload"]["data"]
    assert seen["payload"]["type"] == "a{sa{sv}}oo" and (device, point) == (DEVICE, "/")
    assert groups["802-11-wireless"]["ssid"] == {"type": "ay", "data": list(b"ward \xff")}
    assert groups["802-11-wireless-security"]["psk"] == {"type": "s", "data": PASSWORD}


def test_the_signals_that_follow_are_told_until_nobody_asks_for_more(services: Services) -> None:
    emit = " ".join(busctl(services, "emit", DEVICE, CHANGED.interface, CHANGED.name, "uuu", "50", "40", "0"))
    told = call_and_follow(call(), CHANGED, 60.0, services.address)
    with subprocess.Popen(["sh", "-c", f"while sleep 0.1; do {emit}; done"]) as sender:
        assert next(told) == (50, 40, 0)
        sender.kill()
    told.close()  # type: ignore[attr-defined]


def test_a_refusal_is_one_sentence_without_the_password(services: Services) -> None:
    with pytest.raises(SystemBusError, match=r"ActivateConnection \(not authorised\)") as refused:
        list(call_and_follow(call("ActivateConnection"), CHANGED, 1.0, services.address))
    assert refused.value.code is ErrorCode.SYSTEM_REFUSED
    assert PASSWORD not in repr(call())


def test_where_there_is_no_bus_that_is_said() -> None:
    with pytest.raises(SystemBusError, match="connect"):
        list(call_and_follow(call(), CHANGED, 1.0, "unix:path=/nowhere"))
