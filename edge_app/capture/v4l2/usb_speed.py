"""At what speed a USB device runs: a grabber for USB 3 in a USB 2 port, or on a poor cable, sends few frames and says nothing."""

from __future__ import annotations

from pathlib import Path

_NAMES = ((1.5, "USB 1"), (12, "USB 1"), (480, "USB 2"), (5000, "USB 3"))  # Mbit/s, up to which it is called so
_MAX_SLOW = 480.0  # Mbit/s
_FEW = 0.6  # of the rate that was asked for


def usb_mbits(node: str, sysfs: Path) -> float | None:
    """Mbit/s of the USB device behind a node "videoN", as the bus agreed on; None where it is on another bus."""
    try:
        place = (sysfs / node / "device").resolve(strict=True)
        for folder in (place, *place.parents):
            if (folder / "idVendor").is_file():
                return float((folder / "speed").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None


def describe_speed(mbits: float) -> str:
    """The generation of USB, as ports are labelled, and the figure."""
    name = next((name for most, name in _NAMES if mbits <= most), "USB 3 or newer")
    return f"{name} speed ({mbits:g} Mbit/s)"


def slow_bus(rate: float, wanted: float, mbits: float | None) -> str:
    """Half a sentence where few frames come and the bus is slow: "5 frames/s: running at USB 2 speed"; otherwise empty. Hz."""
    if mbits is None or mbits > _MAX_SLOW or not 0 < rate < _FEW * wanted:
        return ""
    return f"{rate:.3g} frames/s: running at {describe_speed(mbits)}; plug it into a USB 3 port with its own cable"
