"""Reads and sets the controls of a device by its name, for a command: no frames are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource
from edge_app.capture.v4l2.device_id import is_key
from edge_app.capture.v4l2.find_node import find_node
from edge_app.capture.v4l2.interface import VideoDevice, VideoSystem
from edge_app.capture.v4l2.set_controls import set_controls
from edge_app.capture.v4l2.source import error_message
from edge_app.errors import CaptureError
from edge_app.records import Control

NETWORK = "igtl:"


def current_controls(device: str, system: VideoSystem) -> tuple[Control, ...]:
    """What the device is set to now. device: as `Frame.source` names it. Raises CaptureError, also when it reports nothing."""
    if device.startswith(NETWORK):
        with OpenIGTLinkSource(Address.parse(device.removeprefix(NETWORK))) as source:
            controls = source.read().controls
    else:
        with _opened(device, system) as video:
            controls = video.controls()
    if not controls:
        raise CaptureError(f"{device} reports no control; leave out --remember-controls")
    return controls


def apply_controls(device: str, controls: Iterable[Control], system: VideoSystem) -> Iterator[str]:
    """Set the video device to the controls; one sentence for each that differed. Raises CaptureError.

    What a control really is afterwards is read back: a device may round.
    """
    with _opened(device, system) as video:
        yield from set_controls(video, controls, device)


@contextmanager
def _opened(device: str, system: VideoSystem) -> Iterator[VideoDevice]:
    if not is_key(device):
        raise CaptureError(f"{device} is no video device, whose controls can be set; name one as `edge-app devices` does")
    node = find_node(device, system)
    try:
        video = system.open(node.path)
        try:
            yield video
        finally:
            video.close()
    except OSError as exc:
        raise CaptureError(error_message(exc, node)) from exc
