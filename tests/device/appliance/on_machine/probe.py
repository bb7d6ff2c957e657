"""The USB probe in software, plugged into the machine's own kernel until it is ended."""

from __future__ import annotations

import os
import signal
import socket
import time

from tests.device.frames import Mode
from tests.device.usb_probe import UsbProbe
from tests.device.usbip import Cable

_MODE = Mode("YUY2", 320, 240, 2)  # what an emulated processor has time to make, show and analyse


def main() -> None:
    probe = UsbProbe([_MODE])
    Cable(probe)
    print(f"plugged in, {time.monotonic():.1f} s after the kernel's start", flush=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
    while not probe.completed_ns:
        time.sleep(0.1)
    print(f"first frame sent, {probe.completed_ns[0] / 1e9:.1f} s after the kernel's start", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
