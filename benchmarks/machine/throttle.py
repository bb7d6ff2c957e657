"""How hot the machine is, and what slowed it down since the last look.

What a board reports of itself is `edge_app.system.board_health`'s. Here is what a look once a second would miss: the Raspberry
Pi's firmware remembers what was wrong since it was switched on, Intel's processors count how often they were too hot.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine.sysfs import number, text
from edge_app.system.board_health import BoardSensors, Concern, in_order

# get_throttled, bits 16 to 19 (https://www.raspberrypi.com/documentation/computers/os.html#get_throttled)
PI_REMEMBERED = {16: "undervoltage", 17: "clock capped", 18: "throttled", 19: "soft limit of temperature"}


@dataclass(frozen=True)
class ThermalState:
    """One look."""

    temperature_c: float | None  # degrees C, of the hottest zone
    throttled: str  # in words; empty for nothing


class ThermalSensors:
    """All that this machine reports of heat, supply and throttling."""

    def __init__(self, root: Path = Path("/")) -> None:
        """root: of the file system that is read."""
        self._board = BoardSensors(root)
        self._firmware = sorted(root.glob("sys/devices/platform/soc*/*firmware/get_throttled"))
        self._counters = sorted(root.glob("sys/devices/system/cpu/cpu*/thermal_throttle/*_throttle_count"))
        self._remembered, self._counted = self._firmware_memory(), self._count()
        names = [name for name in self._board.names if name not in ("temperature", "battery", "Jetson power mode")]
        sources = [*dict.fromkeys(names), *(["thermal_throttle of the processor"] if self._counters else [])]
        self.throttle_source = ", ".join(sources) or "none: this machine reports nothing that would slow it down"
        has_zones = "temperature" in self._board.names
        self.temperature_source = "thermal zones of the kernel" if has_zones else "none: the kernel shows no thermal zone"

    def read(self) -> ThermalState:
        """Since the look before; the first, since this object was made."""
        health = self._board.read()
        # A battery that runs low is worth a word to the clinician, and slows nothing.
        words = [concern.value for concern in in_order(health.concerns) if concern is not Concern.BATTERY]
        before, self._remembered = self._remembered, self._firmware_memory()
        words += [name for bit, name in PI_REMEMBERED.items() if (self._remembered & ~before) >> bit & 1]
        counted, self._counted = self._counted, self._count()
        if self._counted > counted:
            words.append("the processor was too hot")
        return ThermalState(health.temperature_c, ", ".join(dict.fromkeys(words)))

    def _firmware_memory(self) -> int:
        bits = 0
        for file in self._firmware:
            try:
                bits |= int(text(file), 16)
            except ValueError:
                continue
        return bits

    def _count(self) -> int:
        return sum(number(file) or 0 for file in self._counters)
