"""Images of a device over some time, for a command that marks what its screen shows: no frames are shown."""

from __future__ import annotations

from dataclasses import replace

from edge_app import config
from edge_app.capture.devices.controls import NETWORK
from edge_app.capture.factory import plain_source
from edge_app.capture.v4l2.device_id import is_key
from edge_app.errors import CaptureError
from edge_app.records import Frame

IMAGES, APART_S = 8, 0.2  # how many, and s from each to the next: a clock with seconds changes within them
SKIPPED = 3  # images; a grabber's first may be torn or dark


def images_of(device: str, size: tuple[int, int] | None, capture: config.Capture) -> list[Frame]:
    """IMAGES of the device, which `Frame.source` names. Raises CaptureError, also when another program uses it.

    size: to ask for, px; None: what is configured for this device, or what the device chooses.
    """
    if not is_key(device) and not device.startswith(NETWORK):
        raise CaptureError(f"{device} is no device that images can be had from; name one as `edge-app devices` does")
    name = device if device.startswith(NETWORK) else f"v4l2:{device}"
    if capture.source.split("@")[0] != name:
        asked = f"@{size[0]}x{size[1]}" if size and name != device else ""
        capture = replace(capture, source=name + asked)
    with plain_source(capture) as source:
        frame = _read(source.read(), device)
        while frame.sequence < SKIPPED:
            frame = _read(source.read(), device)
        frames = [frame]
        while len(frames) < IMAGES:
            frame = _read(source.read(), device)
            if frame.captured_ns >= frames[-1].captured_ns + APART_S * 1e9:
                frames.append(frame)
    return frames


def _read(frame: Frame | None, device: str) -> Frame:
    if frame is None:
        raise CaptureError(f"{device} sends no images; check its cable and that the scanner is on")
    return frame
