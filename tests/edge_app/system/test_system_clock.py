"""Clock and zone, set by a timedated of the test's own, over a D-Bus of its own."""

from __future__ import annotations

from datetime import datetime, timezone

from edge_app.system.system_bus import Busctl
from edge_app.system.system_clock import ClockSetting, read_clock, set_by_server, set_time, set_zone, zones
from tests.support.system_bus_services import system_services


def test_timedated_sets_zone_server_and_time() -> None:
    with system_services() as services:
        bus = Busctl(services.address)
        assert read_clock(bus) == ClockSetting("Etc/UTC", by_server=True, synchronised=False)
        assert zones(bus) == ["Etc/UTC", "Europe/Berlin"]
        set_zone(bus, "Europe/Berlin")
        set_time(bus, datetime(2026, 11, 30, 16, 45, tzinfo=timezone.utc))
        assert read_clock(bus) == ClockSetting("Europe/Berlin", by_server=False, synchronised=False)
        set_by_server(bus, on=True)
        assert services.asked == [
            "SetTimezone Europe/Berlin False", "SetNTP False False", "SetTime 1796057100000000 False False", "SetNTP True False",
        ]  # fmt: skip
