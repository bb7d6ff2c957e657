"""A recording on disk: what every reader (stills, video, DICOM) gives, and the limits every reader keeps."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.errors import CaptureError
from edge_app.records import SCALES_MM, GreyImage

MAX_PIXELS = 64_000_000  # a scanner's screen is at most 8 megapixel; a header that claims far more is damaged or hostile
MIN_SIDE = 16  # px; nothing can be judged in less


@dataclass(frozen=True)
class RecordedFrame:
    """One frame of a recording."""

    pixels: GreyImage  # (H, W) uint8
    mm_per_pixel: float | None  # mm, isotropic; None where the file does not say
    index: int  # counts the frames of this file from 0
    seconds: float | None = None  # s since the file's first frame, as recorded; None where the file does not say


@dataclass(frozen=True)
class Recording:
    """An opened file. Its frames are decoded one at a time, when they are asked for."""

    path: Path
    frames_per_second: float | None  # Hz, as recorded or its mean; None for stills and where the file does not say
    count: int | None  # frames in the file; None where only decoding can warn
    frames: Callable[[], Iterator[RecordedFrame]]  # a fresh pass from the first frame; raises CaptureError on damage
    warning: str | None = None  # one sentence on what is wrong with a file that can be read all the same


def iter_with_warnings(recording: Recording, warn: Callable[[str], None]) -> Iterator[RecordedFrame]:
    """The recording's frames from the first; `warn` gets a sentence for whatever is odd about them, when it comes up.

    A change of size is told once, however often it changes. Raises what the recording's reader raises.
    """
    if recording.warning:
        warn(recording.warning)
    size: tuple[int, int] | None = None
    changed = False
    for frame in recording.frames():
        height, width = frame.pixels.shape
        if size is not None and size != (width, height) and not changed:
            changed = True
            warn(
                f"{display_path(recording.path)}: the frame size changes from {size[0]} x {size[1]} to {width} x {height} at "
                f"frame {frame.index + 1}; each is taken in its own size"
            )
        size = width, height
        yield frame


def check_size(width: int, height: int, path: Path | str) -> None:
    """Refuse a frame by the size its header claims, before anything is decoded. Raises CaptureError."""
    if min(width, height) < MIN_SIDE:
        raise CaptureError(f"{path}: a frame of {width} x {height} pixels is too small, {MIN_SIDE} a side is the least")
    if width * height > MAX_PIXELS:
        most = MAX_PIXELS // 10**6
        raise CaptureError(f"{path}: a frame of {width} x {height} pixels is refused, {most} megapixel is the most")


def isotropic(across_mm: float, down_mm: float) -> float | None:
    """mm per pixel of square pixels; None where they are not, or of a size that no scanner has (a wrong unit, damage)."""
    sound = SCALES_MM[0] <= down_mm <= SCALES_MM[1] and math.isclose(across_mm, down_mm, rel_tol=0.01)
    return down_mm if sound else None


def luma(rgb: npt.NDArray[np.uint8]) -> GreyImage:
    """(H, W, 3) RGB -> (H, W) grey by Rec. 601 weights; exact where the three channels are equal."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]


def display_path(path: Path) -> str:
    """A path as text that can always be printed; bytes that are no UTF-8 appear as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
