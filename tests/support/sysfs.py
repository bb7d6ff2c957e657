"""Video devices as /sys shows them."""

from __future__ import annotations

from pathlib import Path


def plug(root: Path, port: str, node: int, serial: str | None = "SIM0001", name: str = "US Probe") -> None:
    """A USB video device with one node, as /sys shows it."""
    device = root / "devices" / "usb1" / port
    interface = device / f"{port}:1.0"
    interface.mkdir(parents=True, exist_ok=True)
    (device / "idVendor").write_text("1209\n")
    (device / "idProduct").write_text("5501\n")
    if serial is not None:
        (device / "serial").write_text(serial + "\n")
    entry = root / "class" / f"video{node}"
    entry.mkdir(parents=True)
    (entry / "name").write_text(name + "\n")
    (entry / "device").symlink_to(interface)
