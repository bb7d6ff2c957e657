"""Where an exam can be exported to: sticks and cards that were plugged in, wherever they are mounted.

Who mounts a stick decides where: udisks2 below /media/USER or /run/media/USER, systemd-mount below /run/media/system, an
administrator below /mnt. So what counts is the device behind a mount: on USB, removable, or an SD card, and not the system's own.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

MIN_FREE = 64 * 2**20  # bytes; an exam of 24 images takes about a third
SYSTEM = ("boot", "etc", "home", "opt", "root", "srv", "usr", "var")  # a disk mounted there, or at /, is the device's own
ESCAPED = re.compile(r"\\([0-7]{3})")  # proc(5): space, tab, newline and backslash
USB = re.compile(r"/usb\d+/")


class MediaFault(str, Enum):
    """Why a stick cannot be exported to."""

    READ_ONLY = "read-only"
    FORBIDDEN = "forbidden"  # to this user
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
    """The mounted sticks, each device once. free: bytes."""
    mounts = [(disks, mount) for mount in _mounts(mountinfo) if (disks := _disks(mount, sys))]
    own = {disk for disks, mount in mounts if _is_system(mount.place) for disk in disks}
    shortest: dict[str, _Mount] = {}
    for disks, mount in mounts:
        if own.isdisjoint(disks) and all(map(_is_pluggable, disks)):
            before = shortest.setdefault(mount.number, mount)
            shortest[mount.number] = min(before, mount, key=lambda one: len(one.place.parts))
    return sorted((Stick(mount.place, _fault(mount, free)) for mount in shortest.values()), key=lambda one: one.place)


def _mounts(mountinfo: Path) -> Iterator[_Mount]:
    for line in mountinfo.read_text(errors="surrogateescape").splitlines():
        before, _, after = line.partition(" - ")
        _, _, number, _, place, options, *_ = before.split(" ")
        _, source, states = after.split(" ")[:3]
        read_only = "ro" in options.split(",") or "ro" in states.split(",")
        yield _Mount(number, Path(_plain(place)), read_only, _plain(source))


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def _disks(mount: _Mount, sys: Path) -> frozenset[Path]:
    """The whole disks behind a mount, in sysfs: of a partition, of an encrypted volume; none where no device is behind it."""
    device = sys / "dev/block" / mount.number
    if not device.exists() and mount.source.startswith("/dev/"):  # btrfs counts its own numbers
        device = sys / "class/block" / Path(mount.source).name
    return frozenset(_whole(device.resolve())) if device.exists() else frozenset()


def _whole(device: Path) -> Iterator[Path]:
    if below := sorted(device.glob("slaves/*")):
        for slave in below:
            yield from _whole(slave.resolve())
    else:
        yield device.parent if (device / "partition").exists() else device


def _is_system(place: Path) -> bool:
    return len(place.parts) == 1 or place.parts[1] in SYSTEM


def _is_pluggable(disk: Path) -> bool:
    return USB.search(str(disk)) is not None or _says(disk / "removable") == "1" or _says(disk / "device/type") == "SD"


def _says(file: Path) -> str:
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
    except OSError:  # pulled out just now
        return MediaFault.FORBIDDEN
