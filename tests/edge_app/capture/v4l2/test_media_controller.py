"""A node whose way from the connector is set by a media controller: it is taken as it is set."""

from __future__ import annotations

import errno
import os
from ctypes import Structure
from pathlib import Path

import pytest

from edge_app.capture.formats import FormatRequest, Mode
from edge_app.capture.v4l2 import abi
from edge_app.capture.v4l2.kernel import KernelDevice

UYVY = int.from_bytes(b"UYVY", "little")


@pytest.mark.parametrize(("more", "modes"), [
    (abi.CAP_IO_MC, [Mode("UYVY", 1920, 1080, 0.0)]),
    (0, [Mode("UYVY", 640, 480, 0.0)]),  # it would scale to any size, and none is the signal's own: what was asked for
])  # fmt: skip
def test_what_a_media_controller_has_set_is_the_only_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, modes: list[Mode]
) -> None:
    def ioctl(descriptor: int, request: int, argument: Structure) -> None:
        """Of a receiver that takes any size, with a format of 1920 x 1080."""
        if isinstance(argument, abi.Capability):
            argument.device_caps = abi.CAP_VIDEO_CAPTURE | abi.CAP_STREAMING | more
        elif isinstance(argument, abi.FormatDescription) and argument.index == 0:
            argument.pixelformat = UYVY
        elif isinstance(argument, abi.FrameSize) and argument.index == 0:
            argument.type, argument.values[:6] = 3, (32, 65535, 2, 32, 65535, 2)
        elif isinstance(argument, abi.Format) and request == abi.G_FMT:
            argument.fmt.pix.width, argument.fmt.pix.height, argument.fmt.pix.pixelformat = 1920, 1080, UYVY
        else:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    monkeypatch.setattr(abi, "ioctl", ioctl)
    (tmp_path / "video0").touch()
    device = KernelDevice(tmp_path / "video0", FormatRequest(640, 480))
    try:
        assert device.modes() == modes
    finally:
        device.close()
