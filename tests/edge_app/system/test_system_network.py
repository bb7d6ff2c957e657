"""What NetworkManager says of the device's connections."""

from __future__ import annotations

import pytest

from edge_app.errors import SystemBusError
from edge_app.system.system_network import LinkState, NetworkLink, network_links
from tests.support.fake_system_bus import FakeBus


def test_wired_and_wireless_devices_are_shown_and_the_loopback_is_not() -> None:
    assert network_links(FakeBus()) == [
        NetworkLink("eth0", "wired", LinkState.CONNECTED, "ward", ("10.0.0.7/24",)),
        NetworkLink("wlan0", "wireless", LinkState.UNPLUGGED, "", ()),
    ]


def test_without_networkmanager_it_is_one_sentence() -> None:
    with pytest.raises(SystemBusError, match="did not do GetDevices"):
        network_links(FakeBus(refuses=True))
