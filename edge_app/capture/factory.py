"""Creates the frame source that a configuration names. Only the driver that is needed is imported."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import config
from edge_app.capture.formats import parse_size
from edge_app.capture.v4l2.device_id import is_key
from edge_app.errors import ConfigError
from edge_app.tracing.tracer import NO_TRACER, Tracer

if TYPE_CHECKING:
    from edge_app.capture.formats import FormatRequest
    from edge_app.capture.monitor import Timeouts
    from edge_app.capture.playback import Loop
    from edge_app.capture.readers.limits import Limits
    from edge_app.capture.source import FrameSource
    from edge_app.capture.v4l2.source import RememberedControls

SOURCE_HELP = (
    '"simulated"; the path of an image, video, sequence, DICOM file, zip archive or folder of them; a device as '
    "`edge-app devices` names it: v4l2:VENDOR:PRODUCT:SERIAL or v4l2:/dev/video0, with a size to ask for if you like: "
    "v4l2:...@800x600; igtl:HOST:PORT/DEVICE (OpenIGTLink); or picamera:NUMBER/WxH (CSI camera)."
)


def make_source(
    capture: config.Capture,
    loop: Loop,
    fps: float | None,
    remembered: RememberedControls | None = None,
    tracer: Tracer = NO_TRACER,
) -> FrameSource:
    """A device, or a recording replayed at `fps` (None: at its recorded speed), its frames annotated from the screen.

    remembered: what a video device is set to whenever it is opened, as `V4l2Source` has it. Raises ConfigError and CaptureError.
    """
    from edge_app.capture.calibrated import calibrated

    return calibrated(_driver(capture, loop, fps, remembered), tracer)


def plain_source(capture: config.Capture) -> FrameSource:
    """A device whose frames are as they come: what its screen shows is not read. Raises ConfigError and CaptureError."""
    return _driver(capture, "once", None, None)


def _driver(capture: config.Capture, loop: Loop, fps: float | None, remembered: RememberedControls | None) -> FrameSource:
    match capture.source.partition(":"):
        case "v4l2", ":", device:
            from edge_app.capture.v4l2.source import V4l2Source

            name, request = _device_and_request(device, capture.frames_per_second)
            return V4l2Source(name, request, remembered=remembered)
        case "igtl", ":", address:
            from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource

            return OpenIGTLinkSource(Address.parse(address))
        case "picamera", _, camera:
            from edge_app.capture.picamera import Camera, PicameraSource

            return PicameraSource(Camera.parse(camera), capture.frames_per_second)
        case _:
            from edge_app.capture.playback import PlaybackSource
            from edge_app.capture.source_kinds import check_kind

            check_kind(capture.source)

            return PlaybackSource(Path(capture.source), loop, fps, limits=limits_for(capture))


def _device_and_request(text: str, rate: float) -> tuple[str, FormatRequest]:
    """Parse "DEVICE[@WxH]". Raises ConfigError."""
    from edge_app.capture.formats import FormatRequest

    device, at, size = text.rpartition("@")
    if not at or (is_key(device) and not size[:1].isdecimal()):  # a serial number may contain any character
        device, request = text, FormatRequest(rate=rate)
    else:
        request = FormatRequest(*parse_size(size), rate)
    if not device:
        raise ConfigError(
            f"source 'v4l2:{text}' names no device; write v4l2:VENDOR:PRODUCT:SERIAL or v4l2:/dev/video0 (see edge-app devices)"
        )
    if min(request.width, request.height) < 1:
        raise ConfigError(f"frame size {size!r} is empty; width and height must be at least 1, for example 800x600")
    return device, request


def limits_for(capture: config.Capture) -> Limits:
    """What is read of a recording at most."""
    from edge_app.capture.readers.limits import Limits

    return Limits(megapixels=capture.max_megapixels)


def timeouts_for(capture: config.Capture) -> Timeouts:
    """The timeouts for a source: a recording may pause or show the same frame for long, a live probe never does."""
    from edge_app.capture.monitor import Timeouts

    if not is_recording(capture):
        return Timeouts()
    from edge_app.capture.playback import MAX_PAUSE_S

    return Timeouts(stale_ms=1500 * MAX_PAUSE_S, frozen_ms=math.inf)


def is_recording(capture: config.Capture) -> bool:
    """Whether the source is a recording, which ends by itself."""
    try:
        return Path(capture.source).exists()
    except OSError:  # opening it will report why
        return False
