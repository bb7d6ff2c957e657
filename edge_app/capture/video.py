"""Reader of video files, with OpenCV and its FFmpeg. A video is decoded picture by picture, never loaded whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from edge_app.capture.recording import Picture, Recording, check_size, luma
from edge_app.errors import CaptureError

_WHOLE = 0.96  # of the length that the header claims; less is a file cut short

SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".mkv", ".m4v", ".wmv", ".webm", ".mpg", ".mpeg"})

# FFmpeg and OpenCV write their own complaints to standard error; ours is one sentence. Read at the first opening.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def open_video(path: Path) -> Recording:
    """Read the header. Raises CaptureError when the file is no video, damaged or too large."""
    with _opened(path) as video:
        rate = video.get(cv2.CAP_PROP_FPS)
    return Recording(path, rate if 0 < rate <= 1000 else None, None, lambda: _frames(path))


@contextmanager
def _opened(path: Path) -> Iterator[cv2.VideoCapture]:
    try:
        name = str(path.absolute()).encode("utf-8").decode("utf-8")  # absolute: FFmpeg reads "concat:x" as a protocol
    except UnicodeEncodeError as exc:
        raise CaptureError(f"{str(path)!a}: the name of a video must be UTF-8; rename the file") from exc
    video = cv2.VideoCapture(name, cv2.CAP_FFMPEG)
    try:
        if not video.isOpened():
            raise CaptureError(f"{path}: not a video that can be decoded, or it is damaged")
        check_size(int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT)), path)
        yield video
    finally:
        video.release()


def _frames(path: Path) -> Iterator[Picture]:
    """Every picture has the size of the first: FFmpeg scales where a video changes size."""
    index, seconds = 0, 0.0
    with _opened(path) as video:
        rate, claimed = video.get(cv2.CAP_PROP_FPS), video.get(cv2.CAP_PROP_FRAME_COUNT)
        while True:
            try:
                more, bgr = video.read()
            except cv2.error as exc:
                raise CaptureError(f"{path}: picture {index} of the video is damaged ({exc.err})") from exc
            if not more:
                break
            grey = luma(np.asarray(bgr[..., ::-1], dtype=np.uint8)) if bgr.ndim == 3 else np.asarray(bgr, dtype=np.uint8)
            seconds = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
            yield Picture(grey, None, index, seconds)
            index += 1
    if index == 0:
        raise CaptureError(f"{path}: the video holds no picture that can be decoded")
    # Both, since headers that do not count the pictures have them reckoned from the length, as if evenly spread.
    if rate > 0 and index < _WHOLE * claimed - 2 and seconds < (_WHOLE * claimed - 2) / rate:
        raise CaptureError(f"{path}: the video is cut short, it ends after {index} of {claimed:.0f} pictures")
