"""Reader of video files, with PyAV (FFmpeg). A video is decoded frame by frame and never loaded completely.

OpenCV's reader silently scales every frame to the size of the first: docs/adr/0015-video-files.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from edge_app.capture.image_faults.find import chroma_of_rgb, find_fault
from edge_app.capture.readers.container_length import missing_bytes
from edge_app.capture.readers.fields import ONE_FIELD, one_field
from edge_app.capture.readers.geometry import describe_aspect, square_pixels, square_size, usable_aspect
from edge_app.capture.readers.limits import DEFAULT, Limits, check_size
from edge_app.capture.readers.recording import RecordedFrame, Recording
from edge_app.errors import CaptureError
from edge_app.imaging.colour_map import block_count, from_small_rgb

_MIN_COMPLETE = 0.96  # share of the length stated in the header; less means a truncated file

# The containers and bare streams that are opened, by FFmpeg's names. Others open further files or wait for a sender: SDP,
# playlists, DASH, lists of images by name. No address is ever opened, whatever a container refers to; MP4's references to other
# files are off unless asked for.
_CONTAINED = {
    "format_whitelist": "avi,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,asf,mpeg,mpegvideo,mpegts,mjpeg,jpeg_pipe,m4v,h264,hevc",
    "protocol_whitelist": "none",
}
# These mark the frames that they had to make up, and go on; with "explode" they would refuse what is only unusual.
_CONCEALING = ("h264", "hevc", "av1", "libdav1d", "vp9")

av.logging.set_level(None)  # FFmpeg would write its own messages to standard error


def open_video(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when the file is not a video, damaged or too large."""
    with _open_container(path, limits) as (_, stream):
        rate, aspect = float(stream.average_rate or 0), _aspect(stream)
    corrections = (describe_aspect(aspect),) if aspect != 1 else ()
    return Recording(path, rate if 0 < rate <= 1000 else None, None, lambda: _frames(path, limits), corrections=corrections)


def _format(file: BinaryIO) -> str | None:
    """FFmpeg's name for the container; None: it is to tell. It often takes Motion JPEG without one for a single JPEG."""
    bare = file.read(3) == b"\xff\xd8\xff"
    file.seek(0)
    return "mjpeg" if bare else None


def _largest(limits: Limits) -> dict[str, str]:
    """For a decoder: a frame may claim another size than its container, and is given its memory before it is seen here. An
    eighth more, since what is coded is whole blocks.
    """
    return {"max_pixels": str(limits.pixels * 9 // 8)}


def _beyond(limits: Limits) -> str:
    return f"one above {limits.megapixels:g} megapixels, which is not read; raise capture.max_megapixels if it is to be trusted"


@contextmanager
def _open_container(path: Path, limits: Limits) -> Iterator[tuple[InputContainer, VideoStream]]:
    # Opened by file object, not by name: what a file refers to has no folder that it could be in.
    try:
        options = _CONTAINED | _largest(limits)  # those of the decoders that find out what the streams are
        with path.open("rb") as file, av.open(file, "r", format=_format(file), options=options) as container:
            stream = container.streams.best("video")
            if not isinstance(stream, VideoStream):
                raise CaptureError(f"{path}: the file holds no video")
            if stream.codec_context is None:
                raise CaptureError(f"{path}: the video is in a codec that cannot be decoded here; convert it to H.264")
            if stream.width == stream.height == 0:
                raise CaptureError(f"{path}: the video says no size of its frames, or {_beyond(limits)}")
            check_size(stream.width, stream.height, path, limits)
            check_size(*square_size(stream.width, stream.height, _aspect(stream)), path, limits)
            strict = {} if stream.codec_context.name in _CONCEALING else {"err_detect": "explode+crccheck+bitstream+buffer"}
            stream.codec_context.options = strict | _largest(limits)
            yield container, stream
    except (OSError, ValueError, av.FFmpegError) as exc:
        raise CaptureError(
            f"{path}: not a video that can be read (AVI, MP4, MOV, MKV, WebM, WMV, MPEG), or it is damaged"
        ) from exc


def _frames(path: Path, limits: Limits) -> Iterator[RecordedFrame]:
    """Every frame in its own size. What cannot be decoded, or builds on that, is skipped, and reported after the last frame."""
    index, damaged, first, seconds = 0, 0, 0.0, 0.0
    refused = False  # by a decoder, as it does with a frame that claims to be too large
    sound = True  # False from damage up to the next frame that builds on no other
    with path.open("rb") as file:
        missing = missing_bytes(file, path.stat().st_size)
    with _open_container(path, limits) as (container, stream):
        rate, claimed, aspect = float(stream.average_rate or 0), _claimed(container, stream), _aspect(stream)
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError as exc:
                damaged, sound, refused = damaged + 1, False, refused or isinstance(exc, av.ArgumentError)
                continue
            for frame in frames:
                sound = not frame.is_corrupt and (sound or bool(frame.key_frame))
                if not sound:
                    damaged += 1
                    continue
                check_size(frame.width, frame.height, path, limits)
                check_size(*square_size(frame.width, frame.height, aspect), path, limits)
                first = (frame.time or 0.0) if index == 0 else first
                seconds = frame.time - first if frame.time is not None else index / (rate or 1.0)
                yield _recorded(frame, aspect, index, seconds)
                index += 1
    if refused:
        raise CaptureError(f"{path}: besides {index} frames the video holds a damaged one, or {_beyond(limits)}")
    if index == 0:
        raise CaptureError(f"{path}: the video holds no frame that can be decoded")
    if missing:
        raise CaptureError(f"{path}: the video is truncated after {index} frames, {missing} bytes are missing at its end")
    # Both conditions, since without a frame count the expected number is estimated from the length at a constant rate.
    if rate > 0 and index < _MIN_COMPLETE * claimed - 2 and seconds < (_MIN_COMPLETE * claimed - 2) / rate:
        raise CaptureError(f"{path}: the video is truncated, it ends after {index} of {claimed:.0f} frames")
    if damaged:
        raise CaptureError(f"{path}: the video is damaged, {damaged} packets besides its {index} frames cannot be decoded")


def _claimed(container: InputContainer, stream: VideoStream) -> float:
    """Number of frames according to the header; 0 if it does not state it."""
    if stream.frames:
        return float(stream.frames)
    if stream.duration is not None and stream.time_base is not None:
        length = float(stream.duration * stream.time_base)
    else:
        # Matroska measures the duration from 0 even if the first frame comes later, as in a clip cut from a longer recording.
        length = ((container.duration or 0) - max(container.start_time or 0, 0)) / av.time_base
    return length * float(stream.average_rate or 0)


def _aspect(stream: VideoStream) -> float:
    """Width to height of one pixel, from the container or else the coded data; 1.0 where neither says."""
    stated = stream.sample_aspect_ratio
    return usable_aspect(stated.numerator, stated.denominator) if stated else 1.0


def _recorded(frame: VideoFrame, aspect: float, index: int, seconds: float) -> RecordedFrame:
    """Grey is Rec. 601 luminance over the full range, of one moment; square pixels, rotated as the file specifies for display."""
    grey, small = np.asarray(frame.to_ndarray(format="gray"), np.uint8), _small_rgb(frame, aspect)
    single = one_field(grey)
    grey, corrections = (grey, ()) if single is None else (single, (ONE_FIELD,))
    fault = find_fault(grey, None if small is None else chroma_of_rgb(small))
    pixels = np.ascontiguousarray(_rotated(frame, square_pixels(grey, aspect)))
    colour = None if small is None else np.ascontiguousarray(_rotated(frame, from_small_rgb(small)))
    return RecordedFrame(pixels, None, index, seconds, colour, corrections=corrections, image_fault=fault)


def _small_rgb(frame: VideoFrame, aspect: float) -> npt.NDArray[np.uint8] | None:
    """(h, w, 3): a version of the image with one pixel a block of `Frame.colour`; None where the video is grey."""
    if frame.format.name.startswith("gray"):
        return None
    height, width = block_count(*square_size(frame.width, frame.height, aspect))
    return np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA"), np.uint8)


def _rotated(frame: VideoFrame, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.rot90(image, round(frame.rotation / 90)) if frame.rotation else image
