"""Wireless networks as NetworkManager lists them: one row for each, joined by its password, forgotten without a trace."""

from __future__ import annotations

import pytest

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.system_wifi import WifiNetwork, WifiSecurity, forget, is_radio_on, join, switch_radio_on, wifi_networks
from tests.support.fake_system_bus import NEW_WARD, WARD, FakeBus, FakeRadio

PASSWORD = "Sesam 1!"


def find(bus: FakeBus, name: str) -> WifiNetwork:
    return next(one for one in wifi_networks(bus) if one.name == name)


def test_each_network_is_listed_once_with_its_strongest_point_and_what_it_asks_for() -> None:
    found = wifi_networks(FakeBus(radio=FakeRadio()))
    assert [(one.name, one.strength, one.security) for one in found] == [
        ("guests", 80, WifiSecurity.OPEN), ("ward", 72, WifiSecurity.PASSWORD), ("office", 20, WifiSecurity.OTHER),
        ("new ward", 10, WifiSecurity.PASSWORD),
    ]  # fmt: skip
    assert [one.may_be_joined for one in found] == [True, True, False, True] and not any(
        one.is_active or one.known for one in found
    )


def test_looking_joins_nothing() -> None:
    bus = FakeBus(radio=FakeRadio())
    wifi_networks(bus)
    assert bus.radio is not None and bus.radio.joined == b"" and not [one for one in bus.asked if "Activate" in one]


def test_a_joined_network_comes_first_and_is_joined_again_without_its_password() -> None:
    bus = FakeBus(radio=FakeRadio())
    join(bus, find(bus, "ward"), PASSWORD)
    first = wifi_networks(bus)[0]
    assert first.name == "ward" and first.is_active and first.known
    join(bus, first)
    assert bus.asked.count("ActivateConnection") == 1
    forget(bus, first)
    assert not find(bus, "ward").known and not find(bus, "ward").is_active


@pytest.mark.parametrize(
    ("reason", "code"),
    [(7, ErrorCode.WIFI_PASSWORD), (17, ErrorCode.WIFI_NO_ADDRESS), (53, ErrorCode.WIFI_GONE), (99, ErrorCode.WIFI_FAILED)],
)
def test_why_it_was_not_joined_is_said_and_nothing_of_it_is_kept(reason: int, code: ErrorCode) -> None:
    bus = FakeBus(radio=FakeRadio(reason=reason))
    with pytest.raises(SystemBusError) as failed:
        join(bus, find(bus, "ward"), "wrong password")
    assert failed.value.code is code and failed.value.value == reason and "wrong password" not in str(failed.value)
    assert bus.radio is not None and bus.radio.kept == {}


def test_a_network_of_wpa3_that_does_not_answer_may_have_another_password() -> None:
    bus = FakeBus(radio=FakeRadio(reason=53))
    with pytest.raises(SystemBusError) as failed:
        join(bus, find(bus, "new ward"), "wrong password")
    assert failed.value.code is ErrorCode.WIFI_UNANSWERED and bus.radio is not None and bus.radio.kept == {}
    bus.radio.kept[NEW_WARD] = "the right one, joined before"
    with pytest.raises(SystemBusError) as gone:
        join(bus, find(bus, "new ward"))
    assert gone.value.code is ErrorCode.WIFI_GONE


def test_a_known_network_that_fails_is_kept() -> None:
    bus = FakeBus(radio=FakeRadio(kept={WARD: "an older password"}))
    with pytest.raises(SystemBusError):
        join(bus, find(bus, "ward"))
    assert bus.radio is not None and WARD in bus.radio.kept


@pytest.mark.parametrize("password", ["", "short", 64 * "x"])
def test_what_cannot_be_a_password_is_not_tried(password: str) -> None:
    bus = FakeBus(radio=FakeRadio())
    with pytest.raises(SystemBusError) as refused:
        join(bus, find(bus, "ward"), password)
    assert refused.value.code is ErrorCode.WIFI_PASSWORD and "AddAndActivateConnection" not in bus.asked


def test_the_radio_is_switched_on() -> None:
    bus = FakeBus(radio=FakeRadio(on=False))
    assert not is_radio_on(bus)
    switch_radio_on(bus)
    assert is_radio_on(bus)
