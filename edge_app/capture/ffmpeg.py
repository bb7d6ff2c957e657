"""Whether FFmpeg is here, by way of PyAV, and what is not read without it.

PyAV's wheel has x264 and x265 in it, which are under the GPL, so releases for devices leave it out (docs/adr/0043-releases.md).
They read no video, no DICOM cine that is stored as one, and of JPEG only the baseline form. A checkout and the wheel have it.
"""

from __future__ import annotations

from importlib.util import find_spec

VIDEO_SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".mkv", ".m4v", ".wmv", ".webm", ".mpg", ".mpeg", ".mjpeg", ".mjpg"})


class MissingFfmpeg(Exception):
    """What this build does not read, as a clause: "this build of the appliance reads no videos"."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"this build of the appliance reads no {kind}")


def has_ffmpeg() -> bool:
    return find_spec("av") is not None


def require_ffmpeg(kind: str) -> None:
    """Raises MissingFfmpeg where it is not here. kind: what is to be read, such as "videos"."""
    if not has_ffmpeg():
        raise MissingFfmpeg(kind)
