"""The speed of a USB device, from the kernel's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.capture.v4l2.usb_speed import describe_speed, usb_mbits


@pytest.mark.parametrize(("speed", "mbits"), [("480\n", 480.0), ("1.5\n", 1.5), ("10000\n", 10_000.0), ("unknown\n", None)])
def test_the_speed_is_that_of_the_device_above_its_interface(tmp_path: Path, speed: str, mbits: float | None) -> None:
    interface = tmp_path / "usb1" / "1-2" / "1-2:1.0"
    interface.mkdir(parents=True)
    (interface.parent / "idVendor").write_text("534d\n")
    (interface.parent / "speed").write_text(speed)
    (tmp_path / "usb1" / "speed").write_text("5000\n")  # of the hub, which may be faster
    (tmp_path / "class" / "video0").mkdir(parents=True)
    (tmp_path / "class" / "video0" / "device").symlink_to(interface)
    assert usb_mbits("video0", tmp_path / "class") == mbits
    assert usb_mbits("video1", tmp_path / "class") is None


def test_speeds_are_called_as_ports_are() -> None:
    assert [describe_speed(one).split(" speed")[0] for one in (12, 480, 5000, 10_000)] == [
        "USB 1",
        "USB 2",
        "USB 3",
        "USB 3 or newer",
    ]
