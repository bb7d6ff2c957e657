"""Where an exam can be exported to: USB sticks and cards, wherever they are mounted.

The mount point depends on who mounts: udisks2 uses /media/USER or /run/media/USER, systemd-mount /run/media/system, an
administrator /mnt. So the device behind a mount decides: on USB, removable, or an SD card, and not the system's own disk.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

MIN_FREE = 64 * 2**20  # bytes; an exam of 24 images takes about a third of this
SYSTEM = ("boot", "etc", "home", "opt", "root", "srv", "usr", "var")  # a disk mounted there, or at /, belongs to the device
ESCAPED = re.compile(r"\\([0-7]{3})")  # proc(5): space, tab, newline and backslash
USB = re.compile(r"/usb\d+/")


class MediaFault(str, Enum):
    """Why nothing can be exported to a stick."""

    READ_ONLY = "read-only"
    FORBIDDEN = "forbidden"  # for this user
    FULL = "full"


@dataclass(frozen=True)
class Stick:
    """A mounted medium."""

    place: Path
    fault: MediaFault | None = None


@dataclass(frozen=True)
class _Mount:
    """A line of mountinfo; see proc(5)."""

    number: str  # MAJOR:MINOR
    place: Path
    read_only: bool
    source: str


def sticks(
    mountinfo: Path = Path("/proc/self/mountinfo"),
    sys: Path = Path("/sys"),
    free: Callable[[Path], int] = lambda place: shutil.disk_usage(place).free,
) -> list[Stick]:
    """The mounted sticks, each device once. free: returns the free bytes of a mount."""
    mounts = [(disks, mount) for mount in _mounts(mountinfo) if (disks := _disks(mount, sys))]
    system_disks = {disk for disks, mount in mounts if _is_system(mount.place) for disk in disks}
    shortest: dict[str, _Mount] = {}
    for disks, mount in mounts:
        if system_disks.isdisjoint(disks) and all(map(_is_removable, disks)):
            previous = shortest.setdefault(mount.number, mount)
            shortest[mount.number] = min(previous, mount, key=lambda candidate: len(candidate.place.parts))
    return sorted((Stick(mount.place, _fault(mount, free)) for mount in shortest.values()), key=lambda stick: stick.place)


def _mounts(mountinfo: Path) -> Iterator[_Mount]:
    for line in mountinfo.read_text(errors="surrogateescape").splitlines():
        before, _, after = line.partition(" - ")
        _, _, number, _, place, options, *_ = before.split(" ")
        _, source, states = after.split(" ")[:3]
        read_only = "ro" in options.split(",") or "ro" in states.split(",")
        yield _Mount(number, Path(_unescaped(place)), read_only, _unescaped(source))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def _disks(mount: _Mount, sys: Path) -> frozenset[Path]:
    """The disks behind a mount, in sysfs, also of a partition or an encrypted volume; empty if there is no device behind it."""
    device = sys / "dev/block" / mount.number
    if not device.exists() and mount.source.startswith("/dev/"):  # btrfs uses device numbers of its own
        device = sys / "class/block" / Path(mount.source).name
    return frozenset(_disks_below(device.resolve())) if device.exists() else frozenset()


def _disks_below(device: Path) -> Iterator[Path]:
    if slaves := sorted(device.glob("slaves/*")):
        for slave in slaves:
            yield from _disks_below(slave.resolve())
    else:
        yield device.parent if (device / "partition").exists() else device


def _is_system(place: Path) -> bool:
    return len(place.parts) == 1 or place.parts[1] in SYSTEM


def _is_removable(disk: Path) -> bool:
    return USB.search(str(disk)) is not None or _content(disk / "removable") == "1" or _content(disk / "device/type") == "SD"


def _content(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _fault(mount: _Mount, free: Callable[[Path], int]) -> MediaFault | None:
    if mount.read_only:
        return MediaFault.READ_ONLY
    try:
        if not os.access(mount.place, os.W_OK | os.X_OK):
            return MediaFault.FORBIDDEN
        return MediaFault.FULL if free(mount.place) < MIN_FREE else None
    except OSError:  # just removed
        return MediaFault.FORBIDDEN
