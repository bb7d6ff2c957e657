"""Echo intensity from a driver's buffer: the luminance as the device sent it, copied once, never converted through colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge_app.capture.ffmpeg import MissingFfmpeg
from edge_app.capture.formats import MAX_SIZE, PixelFormat
from edge_app.capture.jpeg import DamagedJpeg, decoded_grey
from edge_app.records import GreyImage


class DamagedFrame(Exception):
    """The buffer does not hold a complete frame. Only this frame is lost."""


@dataclass(frozen=True)
class Layout:
    """Memory layout of a frame in a buffer."""

    format: PixelFormat
    width: int  # px
    height: int  # px
    stride: int  # bytes from one row of luminance to the next; 0 for MJPG


def luma(data: memoryview, layout: Layout) -> GreyImage:
    """A copy of the luminance, (height, width) uint8; for MJPG of the size stated in its header.

    data: the bytes in use of one buffer. Raises DamagedFrame when there are fewer than a frame needs, or for a JPEG that is
    truncated or cannot be decoded.
    """
    if layout.format is PixelFormat.MJPG:
        return _decoded(data)
    step = 2 if layout.format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1
    first = 1 if layout.format is PixelFormat.UYVY else 0
    needed = (layout.height - 1) * layout.stride + layout.width * step
    if len(data) < needed:
        raise DamagedFrame(f"{len(data)} bytes instead of the {needed} of a frame")
    rows = np.ndarray((layout.height, layout.width, step), np.uint8, data, 0, (layout.stride, step, 1))
    return np.asarray(cv2.extractChannel(rows, first), np.uint8) if step == 2 else rows[:, :, 0].copy()


def _decoded(data: memoryview) -> GreyImage:
    try:
        return decoded_grey(bytes(data), MAX_SIZE)
    except (DamagedJpeg, MissingFfmpeg) as exc:
        raise DamagedFrame(f"a JPEG of {len(data)} bytes: {exc}") from exc
