"""The formats that a video device offers, and the choice among them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from edge_app.errors import CaptureError, ConfigError

MAX_SIZE = (1920, 1200)  # px; anything larger is upscaled by the grabber and too much for a small board


class PixelFormat(str, Enum):
    """The supported formats by their four-character codes, those that need the least conversion first."""

    GREY = "GREY"
    NV12 = "NV12"
    NV21 = "NV21"
    YUYV = "YUYV"
    UYVY = "UYVY"
    MJPG = "MJPG"

    @property
    def conversion(self) -> str:
        """How the luminance is obtained."""
        return ("copied", "luminance extracted", "luminance decoded")[_EFFORT[self]]


_EFFORT = {  # to obtain the luminance: 0 copy, 1 extract, 2 decode
    PixelFormat.GREY: 0, PixelFormat.NV12: 0, PixelFormat.NV21: 0, PixelFormat.YUYV: 1, PixelFormat.UYVY: 1, PixelFormat.MJPG: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Mode:
    """One format, size and rate that a device offers."""

    fourcc: str  # four-character code of the pixel format
    width: int  # px
    height: int  # px
    rate: float  # Hz; 0 if the device does not report it

    def __str__(self) -> str:
        return f"{self.fourcc} {self.width} x {self.height}" + (f" at {self.rate:g} Hz" if self.rate else "")


# Width to height of one pixel of digitised PAL and NTSC (ITU-R BT.601), by size; USB grabbers send it and call it square.
_BT_601 = {(720, 576): 59 / 54, (704, 576): 59 / 54, (720, 480): 10 / 11, (704, 480): 10 / 11}


def pixel_aspect(width: int, height: int, stated: float) -> float:
    """Width to height of one pixel of a device's format, px; stated: by the device, 1.0 where it does not say."""
    return _BT_601.get((width, height), 1.0) if stated == 1 else stated


@dataclass(frozen=True)
class FormatRequest:
    """The preferred size and rate; the nearest mode on offer is chosen."""

    width: int = 1280  # px
    height: int = 720  # px
    rate: float = 30.0  # Hz


def parse_size(text: str) -> tuple[int, int]:
    """Parse "WxH" as (width, height), px. Raises ConfigError for any other text."""
    width, cross, height = text.partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise ConfigError(f"size {text!r} is not WxH in whole pixels, for example 800x480")
    return int(width), int(height)


def negotiate(modes: Iterable[Mode], request: FormatRequest, name: str) -> Mode:
    """The mode nearest to the request in size and rate; among equals, the one that needs the least conversion.

    A rate that is too low costs as much as a size that is off by the same factor. Raises CaptureError, calling the device
    `name`, when no format is supported or every mode is larger than MAX_SIZE.
    """
    offered = [mode for mode in modes if mode.width > 0 and mode.height > 0]  # a receiver without a signal reports size 0
    if not offered:
        raise CaptureError(f"{name} offers no video format; plug it in again or use another device")
    understood = [mode for mode in offered if mode.fourcc in PixelFormat.__members__]
    if not understood:
        formats = ", ".join(sorted({mode.fourcc for mode in offered}))
        known = ", ".join(PixelFormat.__members__)
        raise CaptureError(f"{name} sends only {formats}, which is not supported; it must offer one of {known}")
    fitting = [mode for mode in understood if mode.width <= MAX_SIZE[0] and mode.height <= MAX_SIZE[1]]
    if not fitting:
        smallest = min(understood, key=lambda mode: mode.width * mode.height)
        raise _too_large(name, f"at least {smallest.width} x {smallest.height}")

    def cost(mode: Mode) -> tuple[float, int, float]:
        size_cost = abs(math.log(mode.width / request.width)) + abs(math.log(mode.height / request.height))
        rate_cost = max(0.0, math.log(request.rate / mode.rate)) if mode.rate else 0.0
        return round(size_cost + rate_cost, 2), _EFFORT[PixelFormat(mode.fourcc)], abs(mode.rate - request.rate)

    return min(fitting, key=cost)


def check_negotiated_size(width: int, height: int, name: str) -> None:
    """Raise CaptureError if the size, px, that the device `name` finally selected is unusable: it may ignore the request."""
    if width > MAX_SIZE[0] or height > MAX_SIZE[1]:
        raise _too_large(name, f"{width} x {height}")
    if min(width, height) < 1:
        raise CaptureError(f"{name} sends frames of {width} x {height}; check the video cable, and that the scanner is on")


def _too_large(name: str, size: str) -> CaptureError:
    return CaptureError(
        f"{name} sends frames of {size}, more than the {MAX_SIZE[0]} x {MAX_SIZE[1]} that this appliance accepts; "
        "set the scanner's video output to a smaller size"
    )
