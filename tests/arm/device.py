"""A device with a board's processor, emulated, as `device.sh` runs it."""

from __future__ import annotations

import platform
import re
import shutil
from pathlib import Path

DEVICE = Path(__file__).with_name("device.sh")
BINFMT_KERNEL = (6, 7)  # the first whose user namespaces have a binfmt_misc of their own


def missing() -> str:
    """What this machine lacks for it, in a few words; empty where it lacks nothing."""
    needed = ("unshare", "mmdebstrap", "qemu-aarch64-static")
    lacks = [tool for tool in needed if shutil.which(tool) is None]
    lacks += [] if Path("/usr/lib/binfmt.d/qemu-aarch64.conf").exists() else ["qemu-user-static's binfmt.d/qemu-aarch64.conf"]
    version = re.findall(r"\d+", platform.release())[:2]
    lacks += [] if tuple(map(int, version)) >= BINFMT_KERNEL else ["Linux 6.7"]
    return ", ".join(lacks)
