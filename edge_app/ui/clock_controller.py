"""Date, time and time zone on the screen, as the system's timedated has and sets them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import ErrorCode, SystemBusError
from edge_app.system import system_clock
from edge_app.system.system_bus import SystemBus
from edge_app.system.system_clock import ClockSetting
from edge_app.ui.task_runner import TaskRunner

FORM = "%Y%m%d%H%M"  # of a time that is typed: digits only


class ClockController(QObject):
    """Lives on Qt's thread; the system is asked on another."""

    changed = Signal()
    ticked = Signal()  # the time of day

    def __init__(self, bus: SystemBus) -> None:
        super().__init__()
        self._bus = bus
        self._setting: ClockSetting | None = None
        self._zones: list[str] = []
        self._region = ""  # the part of a zone's name before the first "/"
        self._state = ""  # "busy", or an encoded error
        self._task_runner = TaskRunner("clock", self)

    def close(self) -> None:
        """Wait for the system's answer."""
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Ask the system how the clock is set."""
        if self._bus.is_there:
            self._do(lambda: None)

    @Slot()
    def tick(self) -> None:
        self.ticked.emit()

    @Slot(str)
    def chooseRegion(self, region: str) -> None:
        """Show the zones of a region; an empty one: the regions."""
        self._region = region
        self.changed.emit()

    @Slot(str)
    def setZone(self, zone: str) -> None:
        self._region = ""
        self._do(lambda: system_clock.set_zone(self._bus, zone))

    @Slot(bool)
    def setByServer(self, on: bool) -> None:
        self._do(lambda: system_clock.set_by_server(self._bus, on))

    @Slot(str)
    def setTime(self, digits: str) -> None:
        """Set the clock to year, month, day, hour and minute, twelve digits, in the zone that is set."""
        self._do(lambda: system_clock.set_time(self._bus, self._parsed(digits)))

    def _parsed(self, digits: str) -> datetime:
        try:
            zone = ZoneInfo(self._setting.zone if self._setting else "UTC")
            return datetime.strptime(digits, FORM).replace(tzinfo=zone)
        except (ValueError, KeyError) as exc:
            message = f"{digits!r} is no date and time; type year, month, day, hour and minute, such as 202611301745"
            raise SystemBusError(message, ErrorCode.NO_SUCH_TIME) from exc

    def _do(self, change: Callable[[], None]) -> None:
        if self._state == "busy":
            return

        def work() -> tuple[ClockSetting, list[str]]:
            change()
            time.tzset()  # the zone may be another one now
            return system_clock.read_clock(self._bus), self._zones or system_clock.zones(self._bus)

        self._set("busy")
        self._task_runner.do(work, self._found, self._set)

    def _found(self, found: tuple[ClockSetting, list[str]]) -> None:
        self._setting, self._zones = found
        self._set("")

    def _set(self, state: str) -> None:
        self._state = state
        self.changed.emit()
        self.ticked.emit()

    def _choices(self) -> list[str]:
        """The regions; or the zones of the one that is chosen."""
        if not self._region:
            return list(dict.fromkeys(zone.split("/")[0] for zone in self._zones))
        return [zone for zone in self._zones if zone.split("/")[0] == self._region]

    def _now(self) -> str:
        return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")

    isThere = Property(bool, lambda self: self._bus.is_there, constant=True)
    isKnown = Property(bool, lambda self: self._setting is not None, notify=changed)
    zone = Property(str, lambda self: self._setting.zone if self._setting else "", notify=changed)
    byServer = Property(bool, lambda self: bool(self._setting and self._setting.by_server), notify=changed)
    isSynchronised = Property(bool, lambda self: bool(self._setting and self._setting.synchronised), notify=changed)
    region = Property(str, lambda self: self._region, notify=changed)
    choices = Property(list, _choices, notify=changed)
    now = Property(str, _now, notify=ticked)
    state = Property(str, lambda self: self._state, notify=changed)
