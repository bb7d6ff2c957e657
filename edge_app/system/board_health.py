"""What the board says of its supply, its temperature and its battery, from sysfs. A board that reports nothing has no sensors.

Where it stands: the Raspberry Pi's firmware (get_throttled) and its driver rpi_volt; thermal zones and cooling devices of any
kernel; the Jetson's soctherm_oc and nvpmodel; power_supply. No program is run: vcgencmd says no more than get_throttled does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

LOW_BATTERY = 0.2  # share of its charge, from which it counts as low while nothing charges it


class Concern(str, Enum):
    """Why a board is slower than it could be, or soon will be. The order is that in which they are named."""

    UNDERVOLTAGE = "undervoltage"
    OVERCURRENT = "overcurrent"
    HEAT = "heat"
    BATTERY = "battery"


@dataclass(frozen=True)
class BoardHealth:
    """How a board is at one moment; of a board that reports nothing, nothing."""

    concerns: frozenset[Concern] = frozenset()
    temperature_c: float | None = None  # degrees C, of the hottest zone
    battery: float | None = None  # 0-1, of the emptiest one
    power_mode: str = ""  # the Jetson's

    def merged(self, other: BoardHealth) -> BoardHealth:
        return BoardHealth(
            self.concerns | other.concerns,
            max((one for one in (self.temperature_c, other.temperature_c) if one is not None), default=None),
            min((one for one in (self.battery, other.battery) if one is not None), default=None),
            self.power_mode or other.power_mode,
        )


class Sensor(Protocol):
    """One thing that a board reports."""

    name: str

    def read(self) -> BoardHealth:
        """How it is now. Never raises: what cannot be read says nothing."""


class BoardSensors:
    """All that this board reports."""

    def __init__(self, root: Path = Path("/")) -> None:
        """root: of the file system that is read."""
        self._sensors = tuple(_find(root))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sensor.name for sensor in self._sensors)

    def read(self) -> BoardHealth:
        health = BoardHealth()
        for sensor in self._sensors:
            health = health.merged(sensor.read())
        return health


def _find(root: Path) -> Iterator[Sensor]:
    for file in sorted(root.glob("sys/devices/platform/soc*/*firmware/get_throttled")):
        yield _PiFirmware(file)
    for chip in sorted(root.glob("sys/class/hwmon/hwmon*")):
        match _text(chip / "name"):
            case "rpi_volt":
                yield _PiVoltage(chip / "in0_lcrit_alarm")
            case "soctherm_oc":
                yield _JetsonCurrent(chip)
    for zone in sorted(root.glob("sys/class/thermal/thermal_zone*")):
        yield _Temperature(zone)
    for device in sorted(root.glob("sys/class/thermal/cooling_device*")):
        if any(kind in _text(device / "type") for kind in _SLOWING):
            yield _Cooling(device)
    for supply in sorted(root.glob("sys/class/power_supply/*")):
        if _text(supply / "type") == "Battery" and _text(supply / "scope") != "Device":  # of a mouse or a pedal
            yield _Battery(supply)
    if (mode := root / "var/lib/nvpmodel/status").exists():
        yield _JetsonPowerMode(mode, root / "etc/nvpmodel.conf")


class _PiFirmware:
    """get_throttled, whose four low bits are of now: undervoltage, clock capped, throttled, soft limit of temperature.

    Those from 16 on are of the past (https://www.raspberrypi.com/documentation/computers/os.html#get_throttled).
    """

    name = "Raspberry Pi firmware"

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> BoardHealth:
        try:
            bits = int(_text(self._file), 16)
        except ValueError:
            return BoardHealth()
        if bits & 0b0001:
            return _concern(Concern.UNDERVOLTAGE)  # which caps the clock by itself
        return _concern(Concern.HEAT) if bits & 0b1110 else BoardHealth()


class _PiVoltage:
    """The kernel asks the firmware every two seconds whether the voltage was too low in between, and forgets it then."""

    name = "Raspberry Pi supply voltage"

    def __init__(self, alarm: Path) -> None:
        self._alarm = alarm

    def read(self) -> BoardHealth:
        return _concern(Concern.UNDERVOLTAGE) if _text(self._alarm) == "1" else BoardHealth()


class _JetsonCurrent:
    """Counts of events: 1 undervoltage, 2 average overcurrent.

    3, brief overcurrent, happens several times a second in the fastest power mode, and slows nothing for long.
    """

    name = "Jetson over-current events"

    def __init__(self, chip: Path) -> None:
        self._counters = {Concern.UNDERVOLTAGE: chip / "oc1_event_cnt", Concern.OVERCURRENT: chip / "oc2_event_cnt"}
        self._before = {concern: _number(counter) for concern, counter in self._counters.items()}

    def read(self) -> BoardHealth:
        counts = {concern: _number(counter) for concern, counter in self._counters.items()}
        before, self._before = self._before, counts
        return BoardHealth(frozenset(concern for concern in counts if (counts[concern] or 0) > (before[concern] or 0)))


class _Temperature:
    """Too hot from the lowest trip point on at which the kernel slows something; "active" ones only turn the fan."""

    name = "temperature"

    def __init__(self, zone: Path) -> None:
        self._temperature = zone / "temp"
        kinds = {kind: kind.with_name(kind.name.replace("_type", "_temp")) for kind in zone.glob("trip_point_*_type")}
        limits = [_number(limit) for kind, limit in kinds.items() if _text(kind) in ("passive", "hot")]
        self._limit = min((limit for limit in limits if limit is not None and limit > 0), default=None)

    def read(self) -> BoardHealth:
        found = _number(self._temperature)  # thousandths of a degree
        if found is None:
            return BoardHealth()
        hot = self._limit is not None and found >= self._limit
        return BoardHealth(frozenset({Concern.HEAT}) if hot else frozenset(), found / 1000)


# What slows a processor when it is active, by its type: of any kernel, of ACPI, of a GPU, of the Jetson. A fan is none of them.
_SLOWING = ("cpufreq", "Processor", "devfreq", "throttle-alert", "hot-surface-alert")


class _Cooling:
    name = "throttling"

    def __init__(self, device: Path) -> None:
        self._state = device / "cur_state"

    def read(self) -> BoardHealth:
        return _concern(Concern.HEAT) if (_number(self._state) or 0) > 0 else BoardHealth()


class _Battery:
    name = "battery"

    def __init__(self, supply: Path) -> None:
        self._supply = supply

    def read(self) -> BoardHealth:
        percent = _number(self._supply / "capacity")
        if percent is None:
            return BoardHealth()
        low = percent / 100 <= LOW_BATTERY and _text(self._supply / "status") == "Discharging"
        return BoardHealth(frozenset({Concern.BATTERY}) if low else frozenset(), battery=percent / 100)


class _JetsonPowerMode:
    """The mode that nvpmodel has set, by the name that its configuration gives it."""

    name = "Jetson power mode"

    def __init__(self, status: Path, models: Path) -> None:
        self._status, self._models = status, models

    def read(self) -> BoardHealth:
        found = re.search(r"pmode:0*(\d+)", _text(self._status))
        if found is None:
            return BoardHealth()
        named = re.search(rf"POWER_MODEL\s+ID={found[1]}\s+NAME=(\S+)", _text(self._models))
        return BoardHealth(power_mode=named[1] if named else f"mode {found[1]}")


def in_order(concerns: Iterable[Concern]) -> list[Concern]:
    """The most urgent first."""
    return sorted(concerns, key=list(Concern).index)


def _concern(concern: Concern) -> BoardHealth:
    return BoardHealth(frozenset({concern}))


def _number(file: Path) -> int | None:
    try:
        return int(_text(file))
    except ValueError:
        return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0 \n")
    except OSError:
        return ""
