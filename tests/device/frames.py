"""The frames of the software probe: each carries its own number, so a test can tell which ones arrived."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np

from edge_app.records import GreyImage

PixelFormat = Literal["YUY2", "NV12", "GREY", "MJPG"]
_BITS = 16  # of the number; it counts on from 0 after 65535
_PHASES = 8  # after so many frames the ramp is the first again
_BLOCK = 16  # px, side of the square that stands for one bit


@dataclass(frozen=True)
class Mode:
    """One format the probe offers."""

    pixel_format: PixelFormat
    width: int  # px
    height: int  # px
    frames_per_second: int  # Hz

    def __str__(self) -> str:
        return f"{self.pixel_format} {self.width} x {self.height}"

    @property
    def frame_bytes(self) -> int:
        """Length of one frame; of MJPG the longest allowed."""
        bits = {"YUY2": 16, "NV12": 12, "GREY": 8, "MJPG": 16}[self.pixel_format]
        return self.width * self.height * bits // 8


def numbered(number: int, width: int, height: int) -> GreyImage:
    """A ramp that jumps from frame to frame, (height, width), with the number in black and white squares on its top edge."""
    frame = _ramp(number % _PHASES, width, height)
    frame[:_BLOCK] = _top_edge(number, frame[:_BLOCK])
    return frame


def number_of(frame: GreyImage) -> int:
    """The number a frame carries."""
    middles = frame[_BLOCK // 2, _BLOCK // 2 : _BITS * _BLOCK : _BLOCK]
    return sum(1 << bit for bit, value in enumerate(middles) if value > 127)


def encode(frame: GreyImage, pixel_format: PixelFormat) -> bytes:
    """The frame as a device sends it, without colour."""
    match pixel_format:
        case "GREY":
            return frame.tobytes()
        case "YUY2":
            return (frame.astype("<u2") | 128 << 8).tobytes()  # luminance first
        case "NV12":
            return frame.tobytes() + bytes([128]) * (frame.size // 2)
        case "MJPG":
            return bytes(cv2.imencode(".jpg", frame)[1])


def sent(number: int, mode: Mode) -> bytes:
    """`numbered`, encoded. Of raw formats only the top edge is made anew: the guest is emulated, every copy counts there."""
    if mode.pixel_format == "MJPG":
        return encode(numbered(number, mode.width, mode.height), "MJPG")
    ramp, whole = _encoded_ramp(number % _PHASES, mode)
    edge = encode(_top_edge(number, ramp), "YUY2" if mode.pixel_format == "YUY2" else "GREY")
    return b"".join((edge, whole[len(edge) :]))


@lru_cache(maxsize=_PHASES)
def _encoded_ramp(phase: int, mode: Mode) -> tuple[GreyImage, memoryview]:
    """The top edge of the ramp, and the whole of it as it is sent."""
    ramp = _ramp(phase, mode.width, mode.height)
    return ramp[:_BLOCK], memoryview(encode(ramp, mode.pixel_format))


def _ramp(phase: int, width: int, height: int) -> GreyImage:
    y, x = np.arange(height) + phase * 256 // _PHASES, np.arange(width)
    ramp: GreyImage = y.astype(np.uint8)[:, None] + x.astype(np.uint8)  # modulo 256
    return ramp


def _top_edge(number: int, ramp: GreyImage) -> GreyImage:
    edge: GreyImage = ramp.copy()
    squares = np.array([255 * (number >> bit & 1) for bit in range(_BITS)], np.uint8)
    edge[:, : _BITS * _BLOCK] = np.repeat(squares, _BLOCK)
    return edge
