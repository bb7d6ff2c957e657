"""Cines stored as one video: MPEG-2, MPEG-4 AVC and HEVC (DICOM PS3.5 8.2.5 to 8.2.11), decoded by FFmpeg.

The stream comes from the file's bytes. Its container is recognised here and opened as nothing else: a stream that claims to be
a playlist opens no file and no socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import AllTransferSyntaxes

from edge_app.capture.ffmpeg import require_ffmpeg
from edge_app.capture.readers.dicom.colour_space import Image8
from edge_app.capture.readers.dicom.layout import Layout
from edge_app.capture.readers.dicom.pixel_data import FragmentStream

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_PROGRAM_STREAM, _MP4, _TRANSPORT_STREAM = b"\x00\x00\x01\xba", b"ftyp", 0x47
_CODECS = ("mpeg1video", "mpeg2video", "h264", "hevc")


def video_format(syntax: str) -> str | None:
    """FFmpeg's name of an elementary stream of this transfer syntax; None for a syntax that is no video."""
    name = next((uid.name for uid in AllTransferSyntaxes if uid == syntax), "")
    if "MPEG2" in name:
        return "mpegvideo"
    if "MPEG-4" in name or "H.264" in name:
        return "h264"
    return "hevc" if "HEVC" in name else None


def video_frames(stream: FragmentStream, elementary: str, layout: Layout) -> Iterator[Image8]:
    """(H, W, 3) RGB, each in turn. Raises ValueError or EOFError for damage and for too few frames, and MissingFfmpeg."""
    require_ffmpeg("DICOM cines that are stored as a video")
    import av

    index = 0
    try:
        for frame in _decoded(stream, elementary, 2 * layout.rows * layout.columns):
            if (frame.height, frame.width) != (layout.rows, layout.columns):
                stated = f"{layout.columns} x {layout.rows}"
                raise ValueError(f"a frame of the video has {frame.width} x {frame.height} pixels, its header says {stated}")
            if frame.is_corrupt:
                raise ValueError(f"frame {index + 1} of the video is damaged")
            yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
            index += 1
            if index == layout.frames:
                return
    except av.FFmpegError as exc:
        raise ValueError(f"the video is damaged after frame {index} of {layout.frames}") from exc
    raise EOFError(f"the video ends after {index} of {layout.frames} frames")


def _decoded(stream: FragmentStream, elementary: str, max_pixels: int) -> Iterator[VideoFrame]:
    import av.logging
    from av.video.stream import VideoStream

    av.logging.set_level(None)  # FFmpeg would write its own messages to standard error
    options = {"err_detect": "explode", "max_pixels": str(max_pixels)}
    with av.open(stream, "r", format=_container(stream, elementary), options=options) as container:
        video = container.streams.best("video")
        if not isinstance(video, VideoStream) or video.codec_context is None or video.codec_context.name not in _CODECS:
            raise ValueError("the pixel data holds no MPEG-2, MPEG-4 AVC or HEVC video")
        video.codec_context.options = options
        yield from container.decode(video)


def _container(stream: FragmentStream, elementary: str) -> str:
    head = stream.read(189)
    stream.seek(0)
    if head[4:8] == _MP4:
        return "mp4"
    if head[:1] == bytes([_TRANSPORT_STREAM]) and head[188:189] == head[:1]:
        return "mpegts"
    return "mpeg" if head[:4] == _PROGRAM_STREAM else elementary
