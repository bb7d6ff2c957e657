"""The identity of a video device: vendor, product and serial, independent of its port and of the number Linux gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SYSFS = Path("/sys/class/video4linux")
NO_SERIAL = "-"


@dataclass(frozen=True)
class DeviceId:
    """Identity of a capture device. Two of the same model without serial numbers differ only in their port."""

    vendor: str  # four hex digits for USB or PCI; otherwise the bus: "platform"
    product: str  # four hex digits; otherwise the name of the device on its bus
    serial: str  # "-" if there is none
    port: str  # where it is plugged in: "1-1.2", or its address on the bus
    name: str  # human-readable, as reported by the device

    @property
    def key(self) -> str:
        """The key that finds the device on any port: "vvvv:pppp:serial"."""
        return f"{self.vendor}:{self.product}:{self.serial}"

    @property
    def unique_id(self) -> str:
        """The name used for its frames and device profile: the key, followed by the port if there is no serial number.

        Otherwise two devices of the same model without serial numbers would share one profile: docs/adr/0012.
        """
        return self.key if self.serial != NO_SERIAL or self.port == self.product else f"{self.key}:{self.port}"


def is_key(text: str) -> bool:
    """Whether the text names a device by identity rather than by a node's path."""
    return not text.startswith(("/", ".")) and text.count(":") >= 2


def lacks_port(text: str) -> bool:
    """Whether the text is a key without serial number or port, which does not single out one device: "vvvv:pppp:-"."""
    return re.fullmatch(rf"[0-9a-f]{{4}}:[0-9a-f]{{4}}:{NO_SERIAL}", text) is not None


def find_device_id(node: str, sysfs: Path = SYSFS) -> DeviceId:
    """The identity of the device behind a node "videoN". Raises OSError when it is gone."""
    name = _read(sysfs / node / "name") or node
    place = (sysfs / node / "device").resolve(strict=True)
    for folder in (place, *place.parents):
        if (vendor := _read(folder / "idVendor")) and (product := _read(folder / "idProduct")):
            return DeviceId(vendor, product, _clean(_read(folder / "serial")), folder.name, name)
        if (vendor := _read(folder / "vendor")) and (product := _read(folder / "device")):
            return DeviceId(vendor.removeprefix("0x"), product.removeprefix("0x"), NO_SERIAL, folder.name, name)
    bus = (place / "subsystem").resolve().name if (place / "subsystem").exists() else "platform"
    return DeviceId(bus, _clean(place.name), NO_SERIAL, place.name, name)


def video_nodes(sysfs: Path = SYSFS) -> list[str]:
    """Names of all video nodes, "videoN", in the order of N."""
    try:
        names = [entry.name for entry in sysfs.iterdir()]
    except OSError:
        return []  # this kernel has not seen a video device yet
    numbered = [name for name in names if name.startswith("video") and name[5:].isdecimal()]
    return sorted(numbered, key=lambda name: int(name[5:]))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip() if file.is_file() else ""
    except OSError:
        return ""  # unplugged while it was being read


def _clean(text: str) -> str:
    """A serial number as one printable word: devices report all kinds of characters."""
    return "".join(c if c.isprintable() and not c.isspace() else "_" for c in text) or NO_SERIAL
