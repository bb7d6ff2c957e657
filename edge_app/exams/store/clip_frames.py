"""A clip's frames as they are kept: lossless PNG, encoded before the transaction that stores them.

OpenCV encodes outside Python's lock, so that the live image does not wait. Why PNG: docs/adr/0066-clips.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import cv2

from edge_app.errors import ErrorCode, StoreError
from edge_app.records import Frame, GreyImage

THREADS = 2  # that encode at once; the others of a board's four cores are the live image's
RUN_LENGTHS = cv2.IMWRITE_PNG_STRATEGY_RLE


def encode_frame(pixels: GreyImage) -> bytes:
    """A grey image (H, W) uint8 as PNG: run lengths after prediction, which suits speckle and the black around it."""
    done, data = cv2.imencode(".png", pixels, (cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, RUN_LENGTHS))
    if not done:
        raise StoreError(f"a frame of {pixels.shape} pixels cannot be encoded", ErrorCode.UNEXPECTED, "PNG")
    return data.tobytes()


def encode_frames(frames: Sequence[Frame], progress: Callable[[float], None]) -> list[bytes]:
    """Every frame, in order. progress: called with the share that is done, 0-1, on this thread. Raises StoreError."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="clip") as pool:
        encoded = []
        for data in pool.map(lambda frame: encode_frame(frame.pixels), frames):
            encoded.append(data)
            progress(len(encoded) / len(frames))
        return encoded
