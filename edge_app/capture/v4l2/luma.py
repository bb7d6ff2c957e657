"""Echo intensity out of a driver's buffer: luminance as the device sent it, copied once, never by way of colour."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from edge_app.capture.formats import MAX_SIZE, PixelFormat
from edge_app.records import GreyImage

# Neither can occur within a frame's coded data. There may be a preview before it, with both.
_SCAN_OF_JPEG, _END_OF_JPEG = b"\xff\xda", b"\xff\xd9"

# Our own limit of size lies far below Pillow's.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class DamagedFrame(Exception):
    """The buffer does not hold a whole frame. It costs this one frame, nothing more."""


@dataclass(frozen=True)
class Layout:
    """How a frame lies in a buffer."""

    format: PixelFormat
    width: int  # px
    height: int  # px
    stride: int  # bytes from one row of luminance to the next; 0 for MJPG


def luma(data: memoryview, layout: Layout) -> GreyImage:
    """(height, width) uint8 in memory of its own; MJPG has the size that its own header says.

    data: the bytes in use of one buffer. Raises DamagedFrame when they are fewer than a frame needs, or a JPEG that is
    cut off or cannot be read.
    """
    if layout.format is PixelFormat.MJPG:
        return _decoded(data)
    step = 2 if layout.format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1
    first = 1 if layout.format is PixelFormat.UYVY else 0
    needed = (layout.height - 1) * layout.stride + layout.width * step
    if len(data) < needed:
        raise DamagedFrame(f"{len(data)} bytes where a frame has {needed}")
    rows = np.ndarray((layout.height, layout.width, step), np.uint8, data, 0, (layout.stride, step, 1))
    return np.asarray(cv2.extractChannel(rows, first), np.uint8) if step == 2 else rows[:, :, 0].copy()


def _decoded(data: memoryview) -> GreyImage:
    # A decoder fills a cut-off frame up with grey and says nothing; some devices pad the whole one with anything.
    whole = bytes(data)
    scan = whole.rfind(_SCAN_OF_JPEG)
    if scan < 0 or whole.find(_END_OF_JPEG, scan) < 0:
        raise DamagedFrame(f"a JPEG of {len(data)} bytes without its end")
    try:
        # The size first: a damaged header may claim any, and OpenCV gives a gigabyte to it without a question.
        width, height = Image.open(io.BytesIO(whole), formats=("JPEG",)).size
        if width > MAX_SIZE[0] or height > MAX_SIZE[1]:
            raise DamagedFrame(f"a JPEG of {width} x {height}, more than the {MAX_SIZE[0]} x {MAX_SIZE[1]} that are taken")
        grey = cv2.imdecode(np.frombuffer(whole, np.uint8), cv2.IMREAD_GRAYSCALE)
    except (cv2.error, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as exc:
        raise DamagedFrame("a JPEG that cannot be read") from exc
    if grey is None:
        raise DamagedFrame("a JPEG that cannot be read")
    return np.asarray(grey, np.uint8)
