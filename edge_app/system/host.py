"""What this machine is, as far as the speed of an engine depends on it."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def cores() -> int:
    """Processor cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def capped(threads: int) -> int:
    """No more threads than cores: more only wait for each other."""
    return min(threads, cores())


def machine(root: Path = Path("/")) -> str:
    """The board by its own name, else the processor, with architecture and cores. root: of the file system that is asked."""
    name = _text(root / "proc/device-tree/model").rstrip("\0 \n")
    if not name and (found := re.search(r"^model name\s*:\s*(.+)$", _text(root / "proc/cpuinfo"), re.MULTILINE)):
        name = found[1]
    return f"{name or 'unknown processor'}, {platform.machine()}, {cores()} core{'s' if cores() > 1 else ''}"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
