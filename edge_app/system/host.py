"""The properties of this machine that affect the speed of an engine."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def cores() -> int:
    """Number of processor cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def capped(threads: int) -> int:
    """The number of threads, limited to the number of cores: more would only wait for each other."""
    return min(threads, cores())


def machine(root: Path = Path("/")) -> str:
    """The board's own name, or else the processor's, with architecture and number of cores. root: of the file system to read."""
    name = _text(root / "proc/device-tree/model").rstrip("\0 \n")
    if not name and (found := re.search(r"^model name\s*:\s*(.+)$", _text(root / "proc/cpuinfo"), re.MULTILINE)):
        name = found[1]
    return f"{name or 'unknown processor'}, {platform.machine()}, {cores()} core{'s' if cores() > 1 else ''}"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
