"""Switching the device off and on again, by logind."""

from __future__ import annotations

from enum import Enum

from edge_app.system.system_bus import BusObject, SystemBus

LOGIN = BusObject("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_UNATTENDED = "false"  # polkit asks nobody for a password


class PowerAction(str, Enum):
    """What can be done; the value is logind's method."""

    OFF = "PowerOff"
    RESTART = "Reboot"


def request_power(bus: SystemBus, action: PowerAction) -> None:
    """Ask for it; the system then ends this program like any other, with SIGTERM. Raises SystemBusError."""
    bus.call(LOGIN, action.value, "b", _UNATTENDED)
