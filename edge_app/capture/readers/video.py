"""Reader of video files, with PyAV (FFmpeg). A video is decoded frame by frame, never loaded whole.

OpenCV's reader scales every frame to the size of the first and does not say so: docs/adr/0015-video-files.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from edge_app.capture.readers.recording import RecordedFrame, Recording, check_size
from edge_app.errors import CaptureError
from edge_app.records import GreyImage

_MIN_COMPLETE = 0.96  # of the length that the header claims; less is a file cut short

SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".mkv", ".m4v", ".wmv", ".webm", ".mpg", ".mpeg"})

av.logging.set_level(None)  # FFmpeg writes its own complaints to standard error; ours is one sentence


def open_video(path: Path) -> Recording:
    """Read the header. Raises CaptureError when the file is no video, damaged or too large."""
    with _open_container(path) as (_, stream):
        rate = float(stream.average_rate or 0)
    return Recording(path, rate if 0 < rate <= 1000 else None, None, lambda: _frames(path))


@contextmanager
def _open_container(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    # By an open file, not by its name: a playlist that calls itself a video opens nothing else, no connection either.
    try:
        with path.open("rb") as file, av.open(file, "r") as container:
            stream = container.streams.best("video")
            if not isinstance(stream, VideoStream):
                raise CaptureError(f"{path}: the file holds no video")
            check_size(stream.width, stream.height, path)
            yield container, stream
    except (OSError, ValueError, av.FFmpegError) as exc:
        raise CaptureError(f"{path}: not a video that can be decoded, or it is damaged") from exc


def _frames(path: Path) -> Iterator[RecordedFrame]:
    """Every frame in its own size. What cannot be decoded is left out, and told after the last frame."""
    index, damaged, first, seconds = 0, 0, 0.0, 0.0
    with _open_container(path) as (container, stream):
        rate, claimed = float(stream.average_rate or 0), _claimed(container, stream)
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                damaged += 1
                continue
            for frame in frames:
                check_size(frame.width, frame.height, path)
                first = (frame.time or 0.0) if index == 0 else first
                seconds = frame.time - first if frame.time is not None else index / (rate or 1.0)
                yield RecordedFrame(_upright(frame), None, index, seconds)
                index += 1
    if index == 0:
        raise CaptureError(f"{path}: the video holds no frame that can be decoded")
    # Both, since headers that do not count the frames have them reckoned from the length, as if evenly spread.
    if rate > 0 and index < _MIN_COMPLETE * claimed - 2 and seconds < (_MIN_COMPLETE * claimed - 2) / rate:
        raise CaptureError(f"{path}: the video is cut short, it ends after {index} of {claimed:.0f} frames")
    if damaged:
        raise CaptureError(f"{path}: the video is damaged, {damaged} pieces beside its {index} frames cannot be decoded")


def _claimed(container: InputContainer, stream: VideoStream) -> float:
    """How many frames the header says there are; 0 where it does not say."""
    if stream.frames:
        return float(stream.frames)
    if stream.duration is not None and stream.time_base is not None:
        length = float(stream.duration * stream.time_base)
    else:
        # Matroska counts from 0 also where the first frame comes later, as in what was cut out of a longer recording.
        length = ((container.duration or 0) - max(container.start_time or 0, 0)) / av.time_base
    return length * float(stream.average_rate or 0)


def _upright(frame: VideoFrame) -> GreyImage:
    """(H, W) grey, Rec. 601 luminance over the full range, turned as the file asks for it to be shown."""
    grey = frame.to_ndarray(format="gray")
    turned = np.rot90(grey, round(frame.rotation / 90)) if frame.rotation else grey
    return np.ascontiguousarray(turned, dtype=np.uint8)
