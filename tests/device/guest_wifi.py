"""The settings' wireless networks by a real NetworkManager, over simulated radios: listed, joined, refused, forgotten."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.system_bus import Busctl, BusObject
from edge_app.system.system_network import MANAGER
from edge_app.system.system_wifi import WifiNetwork, WifiSecurity, forget, is_radio_on, join, switch_radio_on, wifi_networks
from tests.device.radio import CLINIC, GUESTS, KEPT, OFFICE, PASSWORD, STATION, WARD, AccessPoint, missing_packages, networks
from tests.support.wait_until import wait_until

ALL = (WARD, OFFICE, CLINIC, GUESTS)
FOUND_S = 240.0  # emulated, and a scan takes many seconds of the emulated clock
pytestmark = pytest.mark.timeout(600)
BUS = Busctl(timeout_s=60.0)  # emulated throughout
PROPERTIES = BusObject(MANAGER.service, MANAGER.path, "org.freedesktop.DBus.Properties")


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, AccessPoint]]:
    if missing := missing_packages():
        pytest.skip(f"not installed: apt-get install -y --no-install-recommends {' '.join(missing)}")
    with networks(tmp_path_factory.mktemp("radio")) as points:
        wait_until(lambda: set(ALL) <= set(in_reach()), "four networks in reach", FOUND_S, every=1.0)
        yield points


@pytest.fixture(autouse=True)
def nothing_kept(points: dict[str, AccessPoint]) -> Iterator[None]:
    yield
    for network in in_reach().values():
        with suppress(SystemBusError):  # it is going already
            forget(BUS, network)


def in_reach() -> dict[str, WifiNetwork]:
    try:
        return {one.name: one for one in wifi_networks(BUS)}
    except SystemBusError:  # NetworkManager is only just starting
        return {}


def find(name: str) -> WifiNetwork:
    wait_until(lambda: name in in_reach(), f"{name} in reach", FOUND_S, every=1.0)
    return in_reach()[name]


def kept() -> list[Path]:
    return sorted(KEPT.glob("*.nmconnection"))


def address() -> str:
    return subprocess.run(["ip", "-4", "-brief", "address", "show", STATION], capture_output=True, text=True, check=True).stdout


def test_what_each_network_asks_for_is_listed_and_nothing_is_joined() -> None:
    found = in_reach()
    assert {name: found[name].security for name in ALL} == dict.fromkeys(ALL, WifiSecurity.PASSWORD) | {GUESTS: WifiSecurity.OPEN}
    assert [(found[name].has_sae, found[name].needs_sae) for name in ALL[:3]] == [(False, False), (True, True), (True, False)]
    assert not any(one.is_active or one.known for one in found.values()) and kept() == []


def test_a_network_is_joined_by_its_password_kept_for_root_alone_and_joined_again_without() -> None:
    began = time.monotonic()
    join(BUS, find(WARD), PASSWORD)
    print(f"\n    joined, with an address, after {time.monotonic() - began:.1f} s (emulated)")
    joined = in_reach()[WARD]
    assert joined.is_active and joined.known and " 192.168.1." in address()
    assert [path.stat().st_mode & 0o777 for path in kept()] == [0o600]
    disconnect()
    join(BUS, find(WARD))
    assert in_reach()[WARD].is_active


@pytest.mark.parametrize(("name", "subnet"), [(OFFICE, 2), (CLINIC, 3)])
def test_a_network_of_wpa3_is_joined(name: str, subnet: int) -> None:
    join(BUS, find(name), PASSWORD)
    assert in_reach()[name].is_active and f" 192.168.{subnet}." in address()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (WARD, {ErrorCode.WIFI_PASSWORD}),
        (OFFICE, {ErrorCode.WIFI_UNANSWERED}),
        (CLINIC, {ErrorCode.WIFI_PASSWORD, ErrorCode.WIFI_UNANSWERED}),  # as the supplicant tries one or the other first
    ],
)
def test_a_wrong_password_is_said_and_nothing_of_it_is_kept(name: str, codes: set[ErrorCode]) -> None:
    with pytest.raises(SystemBusError) as refused:
        join(BUS, find(name), "wrong password")
    print(f"\n    {name}: {refused.value}")
    assert refused.value.code in codes
    assert kept() == [] and not find(name).known


def test_a_network_that_gives_no_address_is_said_and_not_kept() -> None:
    with pytest.raises(SystemBusError) as refused:
        join(BUS, find(GUESTS))
    assert refused.value.code is ErrorCode.WIFI_NO_ADDRESS and kept() == []


def test_a_forgotten_network_leaves_nothing() -> None:
    join(BUS, find(WARD), PASSWORD)
    forget(BUS, in_reach()[WARD])
    wait_until(lambda: "192.168." not in address(), "the address to go", FOUND_S, every=1.0)
    assert kept() == [] and not find(WARD).known


def test_a_known_network_that_is_gone_is_said_and_stays_known(points: dict[str, AccessPoint]) -> None:
    join(BUS, find(WARD), PASSWORD)
    network = in_reach()[WARD]
    disconnect()
    points[WARD].go()
    with pytest.raises(SystemBusError) as refused:
        join(BUS, network)
    print(f"\n    {refused.value}")
    assert refused.value.code is ErrorCode.WIFI_GONE and len(kept()) == 1


def test_the_radio_is_switched_on() -> None:
    """Last: it silences the access points, too."""
    BUS.call(PROPERTIES, "Set", "ssv", MANAGER.interface, "WirelessEnabled", "b", "false")
    wait_until(lambda: not is_radio_on(BUS), "the radio to be off", FOUND_S)
    switch_radio_on(BUS)
    wait_until(lambda: is_radio_on(BUS), "the radio to be on", FOUND_S, every=1.0)


def disconnect() -> None:
    BUS.call(BusObject(MANAGER.service, find(WARD).device, f"{MANAGER.service}.Device"), "Disconnect")
