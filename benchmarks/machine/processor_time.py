"""Who had the processor: all of it, and what was not this benchmark's.

/proc/stat counts the busy time of all cores, that of other virtual machines on them ("steal") included. What the benchmark's own
processes used is taken off it; the rest is foreign. Both are counted in ticks of 10 ms, which a second's figure is as coarse as.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine.sysfs import text


@dataclass(frozen=True)
class Use:
    """Between two looks."""

    load: float | None  # 0-1, of all cores
    foreign_cores: float | None  # cores


class ProcessorTime:
    """Ask it again and again."""

    def __init__(self, own: Callable[[], Collection[int]], root: Path = Path("/")) -> None:
        """own: the processes that belong to the benchmark now, each with the children it has waited for; root: of /proc."""
        self._own, self._root = own, root
        self._ticks = os.sysconf("SC_CLK_TCK")  # a second
        self._before = self._look()
        known = self._before is not None
        self.source = "/proc/stat, less the benchmark's own processes" if known else "none: there is no /proc/stat here"

    def read(self) -> Use:
        """Since the look before."""
        before, self._before = self._before, self._look()
        if before is None or self._before is None:
            return Use(None, None)
        busy, whole, own = (now - then for now, then in zip(self._before, before, strict=True))
        if whole <= 0:
            return Use(None, None)
        cores = len([line for line in text(self._root / "proc/stat").splitlines() if line.startswith("cpu")]) - 1
        return Use(busy / whole, max(0.0, busy - own) / whole * max(1, cores))

    def _look(self) -> tuple[float, float, float] | None:
        """Ticks since the start: busy, all, and of the benchmark's own processes."""
        fields = text(self._root / "proc/stat").partition("\n")[0].split()[1:]
        if len(fields) < 8:
            return None
        user, nice, system, idle, iowait, irq, softirq, steal = map(int, fields[:8])
        busy = user + nice + system + irq + softirq + steal
        return busy, busy + idle + iowait, sum(self._used(process) for process in self._own())

    def _used(self, process: int) -> int:
        """Ticks of a process and of its children that have ended; 0 once it is gone."""
        after_name = text(self._root / f"proc/{process}/stat").rpartition(")")[2].split()
        return sum(map(int, after_name[11:15])) if len(after_name) > 14 else 0
