"""Echo intensity from a driver's buffer: the luminance as the device sent it, copied once, never converted through colour."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from edge_app.capture.formats import MAX_SIZE, PixelFormat
from edge_app.records import GreyImage

# Neither can occur within a frame's coded data; a preview before it may contain both.
_SCAN_OF_JPEG, _END_OF_JPEG = b"\xff\xda", b"\xff\xd9"

# Our own size limit is far below Pillow's.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


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
    # A decoder silently fills a truncated frame with grey, so the end marker is checked; some devices append padding to it.
    jpeg = bytes(data)
    scan = jpeg.rfind(_SCAN_OF_JPEG)
    if scan < 0 or jpeg.find(_END_OF_JPEG, scan) < 0:
        raise DamagedFrame(f"a JPEG of {len(data)} bytes without its end")
    try:
        # The size first: a damaged header may claim any size, and OpenCV would allocate a gigabyte for it.
        width, height = Image.open(io.BytesIO(jpeg), formats=("JPEG",)).size
        if width > MAX_SIZE[0] or height > MAX_SIZE[1]:
            raise DamagedFrame(f"a JPEG of {width} x {height}, more than the accepted {MAX_SIZE[0]} x {MAX_SIZE[1]}")
        grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    except (cv2.error, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as exc:
        raise DamagedFrame("a JPEG that cannot be read") from exc
    if grey is None:
        raise DamagedFrame("a JPEG that cannot be read")
    return np.asarray(grey, np.uint8)
