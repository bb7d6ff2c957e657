"""A recording on disk: what every reader (stills, video, DICOM) returns, and what is watched while it does."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.readers.limits import DEFAULT, Limits, check_frames, check_time, reading_time
from edge_app.imaging.colour_map import from_rgb
from edge_app.records import SCALES_MM, Control, GreyImage, ImageFault


@dataclass(frozen=True)
class RecordedFrame:
    """One frame of a recording."""

    pixels: GreyImage  # (H, W) uint8
    mm_per_pixel: float | None  # mm, isotropic; None if the file does not state it
    index: int  # counts the frames of this file from 0
    seconds: float | None = None  # recorded time since the file's first frame, s; None if the file does not state it
    colour: GreyImage | None = None  # as in `Frame`; None where the file stores grey only
    controls: tuple[Control, ...] = ()  # what the scanner was set to, as far as the file states it
    image_fault: ImageFault | None = None  # what a grabber recorded instead of a whole image; looked for in videos only
    corrections: tuple[str, ...] = ()  # what was done to this frame and not to all: "interlaced, one of its two fields shown"


@dataclass(frozen=True)
class Recording:
    """An opened file. Its frames are decoded one at a time, on demand."""

    path: Path
    frames_per_second: float | None  # Hz, recorded rate or its mean; None for stills and files that do not state it
    count: int | None  # frames in the file; None if only decoding can tell
    frames: Callable[[], Iterator[RecordedFrame]]  # starts a new pass from the first frame; raises CaptureError on damage
    warning: str | None = None  # one sentence on what is wrong with a file that can still be read
    corrections: tuple[str, ...] = ()  # what was done to every frame: "pixels of 1.067 : 1 made square", "turned by 90 degrees"


def iter_with_warnings(recording: Recording, warn: Callable[[str], None]) -> Iterator[RecordedFrame]:
    """The recording's frames from the first; `warn` is called with one sentence for each irregularity when it occurs.

    Only the first change of frame size is reported, and the first frame that was corrected by itself. Raises what the recording's
    reader raises.
    """
    if recording.warning:
        warn(recording.warning)
    if recording.corrections:
        warn(f"{display_path(recording.path)}: corrected before anything is measured: {', '.join(recording.corrections)}")
    size: tuple[int, int] | None = None
    changed = corrected = False
    for frame in recording.frames():
        if frame.corrections and not corrected:
            corrected = True
            name = display_path(recording.path)
            warn(f"{name}: corrected from frame {frame.index + 1} on where needed: {', '.join(frame.corrections)}")
        height, width = frame.pixels.shape
        if size is not None and size != (width, height) and not changed:
            changed = True
            warn(
                f"{display_path(recording.path)}: the frame size changes from {size[0]} x {size[1]} to {width} x {height} at "
                f"frame {frame.index + 1}; each frame is analysed in its own size"
            )
        size = width, height
        yield frame


def limited(
    recording: Recording, limits: Limits = DEFAULT, clock: Callable[[], float] = reading_time, opened: float | None = None
) -> Recording:
    """The recording, whose frames raise CaptureError when there are too many or the next one takes too long.

    opened: the clock's time when opening the file began, in the same thread. A decoder that does not return cannot be stopped
    here; what is too slow ends after the frame at the latest. Raises CaptureError where the header states too many frames.
    """
    if recording.count is not None:
        check_frames(recording.count, recording.path, limits)
    if opened is not None:
        check_time(clock() - opened, recording.path, limits)
    return replace(recording, frames=lambda: _limited_frames(recording, limits, clock))


def _limited_frames(recording: Recording, limits: Limits, clock: Callable[[], float]) -> Iterator[RecordedFrame]:
    since = clock()
    for count, frame in enumerate(recording.frames(), 1):
        check_frames(count, recording.path, limits)
        check_time(clock() - since, recording.path, limits)
        yield frame
        since = clock()


def isotropic(across_mm: float, down_mm: float) -> float | None:
    """mm per pixel of square pixels; None if they are not square or no scanner has such a scale (a wrong unit, damage)."""
    valid = SCALES_MM[0] <= down_mm <= SCALES_MM[1] and math.isclose(across_mm, down_mm, rel_tol=0.01)
    return down_mm if valid else None


def luma_and_colour(rgb: npt.NDArray[np.uint8]) -> tuple[GreyImage, GreyImage]:
    """(H, W, 3) RGB -> (H, W) grey, Rec. 601, exact where the three channels are equal; and the colour as in `Frame`."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8), from_rgb(rgb)


def display_path(path: Path) -> str:
    """A path as text that can always be printed; bytes that are not UTF-8 appear as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
