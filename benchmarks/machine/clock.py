"""The clock of each core, and what governs it: cpufreq."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from benchmarks.machine.sysfs import number, text


class Clock(Protocol):
    """One source of the cores' clocks."""

    source: str  # where they come from, or "none: " and why there is none

    def read(self) -> tuple[float, ...]:
        """MHz, of each core; empty where nothing is known."""


class CpuFreq:
    """The kernel's own figure, which is the processor's where it reports one, and otherwise what was asked of it."""

    source = "cpufreq"

    def __init__(self, files: list[Path]) -> None:
        self._files = files

    def read(self) -> tuple[float, ...]:
        khz = (number(file) for file in self._files)
        return tuple(found / 1000 for found in khz if found is not None)


class NoClock:
    """Of most virtual machines."""

    source = "none: the kernel shows no cpufreq, as in most virtual machines"

    def read(self) -> tuple[float, ...]:
        return ()


def find_clock(root: Path = Path("/")) -> Clock:
    """root: of the file system that is read."""
    files = list(root.glob("sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_cur_freq"))
    return CpuFreq(sorted(files, key=_core)) if files else NoClock()


def governor(root: Path = Path("/")) -> str:
    """Such as "performance"; several joined by "+"; empty where none is known."""
    files = root.glob("sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor")
    return "+".join(sorted({name for file in files if (name := text(file))}))


def _core(file: Path) -> int:
    found = re.search(r"cpu(\d+)/cpufreq", file.as_posix())
    return int(found[1]) if found else 0
