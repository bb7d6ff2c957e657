"""The system's clock and its time zone, by timedated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system.system_bus import BusObject, SystemBus

TIMEDATE = BusObject("org.freedesktop.timedate1", "/org/freedesktop/timedate1", "org.freedesktop.timedate1")
_UNATTENDED = "false"  # polkit asks nobody for a password


@dataclass(frozen=True)
class ClockSetting:
    """How the clock is set."""

    zone: str  # of the IANA database, such as "Europe/Berlin"
    by_server: bool  # whether a time server is to set it
    synchronised: bool  # whether one has


def read_clock(bus: SystemBus) -> ClockSetting:
    """As timedated has it. Raises SystemBusError."""
    zone, by_server, synchronised = (bus.get(TIMEDATE, name) for name in ("Timezone", "NTP", "NTPSynchronized"))
    return ClockSetting(str(zone), by_server is True, synchronised is True)


def zones(bus: SystemBus) -> list[str]:
    """The names of all time zones that the system knows. Raises SystemBusError."""
    answer = bus.call(TIMEDATE, "ListTimezones")
    if not (isinstance(answer, list) and len(answer) == 1 and isinstance(answer[0], list)):
        raise SystemBusError("the system's list of time zones cannot be read; update it", ErrorCode.SYSTEM_REFUSED, "zones")
    return [str(zone) for zone in answer[0]]


def set_zone(bus: SystemBus, zone: str) -> None:
    """Raises SystemBusError."""
    bus.call(TIMEDATE, "SetTimezone", "sb", zone, _UNATTENDED)


def set_by_server(bus: SystemBus, on: bool) -> None:
    """Have a time server set the clock, or not. Raises SystemBusError."""
    bus.call(TIMEDATE, "SetNTP", "bb", "true" if on else "false", _UNATTENDED)


def set_time(bus: SystemBus, moment: datetime) -> None:
    """Set the clock by hand, which ends that a server sets it. moment: with a time zone. Raises SystemBusError."""
    set_by_server(bus, on=False)  # otherwise timedated refuses
    bus.call(TIMEDATE, "SetTime", "xbb", str(round(moment.timestamp() * 1e6)), "false", _UNATTENDED)
