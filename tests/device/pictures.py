"""The pictures of the software probe: each carries its own number, so a test can tell which ones arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from edge_app.records import GreyImage

PixelFormat = Literal["YUY2", "NV12", "GREY", "MJPG"]
_BITS = 16  # of the number; it counts on from 0 after 65535
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
        """Length of one picture; of MJPG the longest allowed."""
        bits = {"YUY2": 16, "NV12": 12, "GREY": 8, "MJPG": 16}[self.pixel_format]
        return self.width * self.height * bits // 8


def numbered(number: int, width: int, height: int) -> GreyImage:
    """A moving ramp, (height, width), with the number in black and white squares along the top edge."""
    y, x = np.arange(height) + 4 * number, np.arange(width)
    picture: GreyImage = y.astype(np.uint8)[:, None] + x.astype(np.uint8)  # modulo 256
    squares = np.array([255 * (number >> bit & 1) for bit in range(_BITS)], np.uint8)
    picture[:_BLOCK, : _BITS * _BLOCK] = np.repeat(squares, _BLOCK)
    return picture


def number_of(picture: GreyImage) -> int:
    """The number a picture carries."""
    middles = picture[_BLOCK // 2, _BLOCK // 2 : _BITS * _BLOCK : _BLOCK]
    return sum(1 << bit for bit, value in enumerate(middles) if value > 127)


def encode(picture: GreyImage, pixel_format: PixelFormat) -> bytes:
    """The picture as a device sends it, without colour."""
    match pixel_format:
        case "GREY":
            return picture.tobytes()
        case "YUY2":
            return (picture.astype("<u2") | 128 << 8).tobytes()  # luminance first
        case "NV12":
            return picture.tobytes() + bytes([128]) * (picture.size // 2)
        case "MJPG":
            return bytes(cv2.imencode(".jpg", picture)[1])
