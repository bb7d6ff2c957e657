"""A machine with disks and mounts that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge_app.ui.removable_media import Stick, sticks

USB_PORT = "devices/platform/xhci/usb1/1-1/1-1:1.0/host0/target0:0:0/0:0:0:0/block"


@dataclass
class Machine:
    """A mount table and a sysfs of a machine that is not there."""

    root: Path

    def disk(self, name: str, number: str, under: str = USB_PORT, **says: str) -> Path:
        """A whole disk; says: contents of its files."""
        disk = self.root / "sys" / under / name
        disk.mkdir(parents=True)
        for file, content in {"removable": "0", **says}.items():
            (disk / file).parent.mkdir(exist_ok=True)
            (disk / file).write_text(content + "\n")
        self._link(name, number, disk)
        return disk

    def partition(self, disk: Path, name: str, number: str) -> Path:
        (disk / name).mkdir()
        (disk / name / "partition").write_text("1\n")
        self._link(name, number, disk / name)
        return disk / name

    def mount(self, number: str, place: str, options: str = "rw,relatime", source: str = "/dev/x", states: str = "rw") -> Path:
        """Returns where: everything but the system's own is a folder that is there."""
        path = place if place in ("/", "/boot/firmware", "/var/lib/exams") else f"{self.root}{place}"
        if path.startswith(str(self.root)):
            Path(path).mkdir(parents=True, exist_ok=True)
        with (self.root / "mountinfo").open("a") as table:
            table.write(f"36 35 {number} / {path.replace(' ', chr(92) + '040')} {options} shared:1 - vfat {source} {states}\n")
        return Path(path)

    def _link(self, name: str, number: str, target: Path) -> None:
        for link in (self.root / "sys/dev/block" / number, self.root / "sys/class/block" / name):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)

    def sticks(self, free: int = 2**33) -> list[Stick]:
        return sticks(self.root / "mountinfo", self.root / "sys", lambda place: free)
