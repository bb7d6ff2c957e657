"""What the machine takes from its supply, where it has a sensor for it.

Jetson: the INA3221 on the module, through hwmon. Raspberry Pi 5: the voltages and currents of its power chip, without what the
chip itself, USB devices and the 5 V pins take: an estimate. Intel: RAPL, the processor alone, for root. Raspberry Pi 4: nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Protocol

from benchmarks.machine.sysfs import number, text

WHOLE_MODULE = "VDD_IN"  # the Orin's rail in front of all others
PMIC_COMMAND = ("vcgencmd", "pmic_read_adc")
_PMIC_LINE = re.compile(r"^\s*(\w+)_([AV])\s+\w+\(\d+\)=([\d.]+)[AV]$", re.MULTILINE)
_ONE_COMMAND_S = 0.5  # s that vcgencmd may take; it takes 0.005


class PowerSensor(Protocol):
    """One source of the power."""

    source: str  # what it measures, or "none: " and why there is none
    cost_s: float  # s of processor time that other programs spent for it so far

    def read(self) -> float | None:
        """mW now; None when it says nothing."""


class Ina3221:
    """Voltage (mV) times current (mA) of the rail in front, or of all rails where none is (Documentation/hwmon/ina3221.rst)."""

    cost_s = 0.0

    def __init__(self, rails: dict[str, tuple[Path, Path]]) -> None:
        """rails: label -> files of its voltage and of its current."""
        chosen = {WHOLE_MODULE: rails[WHOLE_MODULE]} if WHOLE_MODULE in rails else rails
        self._rails = list(chosen.values())
        self.source = f"INA3221 of the module through hwmon: {', '.join(chosen)}"

    def read(self) -> float | None:
        total = 0.0
        for voltage, current in self._rails:
            millivolts, milliamperes = number(voltage), number(current)
            if millivolts is None or milliamperes is None:
                return None
            total += millivolts * milliamperes / 1000
        return total


class Pi5Pmic:
    """The sum over the rails of the power chip that have both a voltage and a current."""

    source = "estimate: the rails of the Raspberry Pi 5's power chip (pmic_read_adc), without USB and the chip's own loss"

    def __init__(self, command: tuple[str, ...] = PMIC_COMMAND) -> None:
        self._command, self.cost_s = command, 0.0

    def read(self) -> float | None:
        output = self._ask()
        rails: dict[str, dict[str, float]] = {}
        for rail, kind, value in _PMIC_LINE.findall(output):
            rails.setdefault(rail, {})[kind] = float(value)
        watts = [rail["V"] * rail["A"] for rail in rails.values() if len(rail) == 2]
        return 1000 * sum(watts) if watts else None

    def _ask(self) -> str:
        """The command's output; empty when it fails. Its processor time is added to `cost_s`."""
        try:
            asked = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        except OSError:
            return ""
        assert asked.stdout is not None
        stop = threading.Timer(_ONE_COMMAND_S, asked.kill)
        stop.start()
        with asked.stdout:
            output = asked.stdout.read()
        _, status, used = os.wait4(asked.pid, 0)  # what this child took; os.times() would add that of others
        stop.cancel()
        asked.returncode = os.waitstatus_to_exitcode(status)
        self.cost_s += used.ru_utime + used.ru_stime
        return output if asked.returncode == 0 else ""


class Rapl:
    """The energy counters of the processor's packages; powercap of the kernel."""

    cost_s = 0.0
    source = "RAPL: the processor only"

    def __init__(self, counters: list[Path]) -> None:
        self._counters = counters
        self._before = (time.monotonic(), self._microjoules())

    def read(self) -> float | None:
        (then, before), now, joules = self._before, time.monotonic(), self._microjoules()
        self._before = (now, joules)
        if before is None or joules is None or joules < before or now <= then:  # the counter begins again every few hours
            return None
        return (joules - before) / (now - then) / 1000

    def _microjoules(self) -> int | None:
        values = [number(counter) for counter in self._counters]
        return None if None in values else sum(value for value in values if value is not None)


class NoPower:
    """Of a machine without a sensor."""

    cost_s = 0.0

    def __init__(self, why: str) -> None:
        self.source = f"none: {why}"

    def read(self) -> float | None:
        return None


def find_power(root: Path = Path("/"), command: tuple[str, ...] = PMIC_COMMAND) -> PowerSensor:
    """root: of the file system that is read; command: what asks the Raspberry Pi's firmware."""
    rails: dict[str, tuple[Path, Path]] = {}
    for chip in sorted(root.glob("sys/class/hwmon/hwmon*")):
        if text(chip / "name") == "ina3221":
            for label in sorted(chip.glob("in[123]_label")):
                channel = label.name[2]
                if (current := chip / f"curr{channel}_input").exists() and text(label) not in ("", "NC"):
                    rails[text(label)] = (chip / f"in{channel}_input", current)
    if rails:
        return Ina3221(rails)
    model = text(root / "proc/device-tree/model")
    if model.startswith(("Raspberry Pi 5", "Raspberry Pi Compute Module 5")):
        if shutil.which(command[0]):
            return Pi5Pmic(command)
        return NoPower(f"{command[0]} is not installed; `apt install raspi-utils` brings it")
    if model.startswith("Raspberry Pi"):
        return NoPower("this board has no sensor of its power")
    counters = sorted(root.glob("sys/class/powercap/intel-rapl:[0-9]/energy_uj"))
    if counters and all(number(counter) is not None for counter in counters):
        return Rapl(counters)
    return NoPower("only root may read RAPL's energy" if counters else "this machine shows no sensor of its power")
