"""Whether a JPEG is whole. Pure.

libjpeg fills what is missing with grey or garbage and calls that a warning, which neither Pillow nor OpenCV passes on. So the
markers are followed here (ITU-T T.81, annex B), and the coded data is decoded by simplejpeg, which passes libjpeg's warnings on:
`decoded_grey` is for live images, `check_whole` for files, where FFmpeg looks too. What both find and miss: docs/adr/0038.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simplejpeg
from PIL import Image

from edge_app.capture.ffmpeg import has_ffmpeg, require_ffmpeg
from edge_app.records import GreyImage

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_SOF_BASELINE, _SOF_PROGRESSIVE = (0xC0, 0xC1), 0xC2
_NO_SOF = (0xC4, 0xC8, 0xCC)  # DHT, JPG and DAC lie among the codes of frame headers
_SOI, _EOI, _SOS, _DRI = 0xD8, 0xD9, 0xDA, 0xDD
_RESTARTS = range(0xD0, 0xD8)
# What libjpeg warns of in images that are whole: some cameras pad the data before its end; some encoders write a JFIF or Adobe
# marker or the header of a scan in a way that it does not know.
_PADDED = re.compile(r"Corrupt JPEG data: (\d|1[0-6]) extraneous bytes before marker 0xd9")
_UNUSUAL = re.compile("Warning: unknown JFIF revision|Unknown Adobe color transform|Invalid SOS parameters for sequential")
# Without an end marker libjpeg waits for more data instead of making some up, and Pillow reports that none came. It looks eight
# bytes ahead; this many ones, which are no code, make up two of the smallest blocks at most.
_INSTEAD_OF_END = b"\xff\x00" * 8
_UNREADABLE = (OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, Image.DecompressionBombError)
_MOST_MARKERS = 1000  # outside of scans; a progressive file has some forty

# The limits here are far below Pillow's.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class DamagedJpeg(Exception):
    """What is missing or wrong, as a clause: "it ends within its coded data"."""


@dataclass(frozen=True)
class Component:
    """One colour component of a frame header."""

    number: int
    across: int  # sampling factors
    down: int


@dataclass(frozen=True)
class JpegFrame:
    """The frame header: size and kind of coding."""

    code: int  # of its marker
    width: int  # px
    height: int  # px; 0 where only the data tells it
    components: tuple[Component, ...]

    @property
    def baseline(self) -> bool:
        """Huffman-coded in one go, as live video always is."""
        return self.code in _SOF_BASELINE

    @property
    def progressive(self) -> bool:
        """In several passes."""
        return self.code == _SOF_PROGRESSIVE

    def units(self, selected: tuple[int, ...]) -> int:
        """Coded units (MCUs) of a scan of these components; 0 if the header does not tell (A.2)."""
        found = [one for one in self.components if one.number in selected]
        most = max((one.across for one in self.components), default=0), max((one.down for one in self.components), default=0)
        if not found or 0 in most or self.height == 0:
            return 0
        if len(found) > 1:
            return -(-self.width // (8 * most[0])) * -(-self.height // (8 * most[1]))
        (one,) = found
        wide, tall = -(-self.width * one.across // most[0]), -(-self.height * one.down // most[1])
        return -(-wide // 8) * -(-tall // 8)


def follow_markers(jpeg: bytes) -> tuple[JpegFrame, int]:
    """The frame header, and how many bytes the image has up to the end of its end marker; what follows is no part of it.

    Raises DamagedJpeg: no end, a foreign marker within coded data, a second frame header, restart markers that are missing or
    out of order, a progressive image without all of its passes.
    """
    if jpeg[:2] != b"\xff\xd8":
        raise DamagedJpeg("it does not begin as a JPEG")
    markers = _markers(jpeg)
    position, interval, frame, passes = 2, 0, None, _Passes()
    for _ in range(_MOST_MARKERS):
        following = int(np.searchsorted(markers, position))
        if following == len(markers):
            break
        position = int(markers[following]) + 2
        code = jpeg[position - 1]
        if code == _EOI:
            if frame is None:
                raise DamagedJpeg("it holds no image")
            passes.check_complete(frame)
            return frame, position
        if code in _RESTARTS or code in (_SOI, 0x01):
            continue
        length = int.from_bytes(jpeg[position : position + 2], "big")
        body = jpeg[position + 2 : position + length]
        if length < 2 or len(body) != length - 2:
            raise DamagedJpeg("it ends within its header")
        position += length
        if 0xC0 <= code <= 0xCF and code not in _NO_SOF:
            if frame is not None:  # decoders take the size from either, and only one of them was checked
                raise DamagedJpeg("it has two frame headers")
            frame = _frame(code, body)
        elif code == _DRI and len(body) >= 2:
            interval = int.from_bytes(body[:2], "big")
        elif code == _SOS:
            if frame is None:
                raise DamagedJpeg("its frame header is missing")
            selected = passes.take(body, frame.progressive)
            position = _end_of_scan(
                jpeg, markers[markers >= position], -(-frame.units(selected) // interval) - 1 if interval else 0
            )
    raise DamagedJpeg("it is cut off, without its end marker")


def _frame(code: int, body: bytes) -> JpegFrame:
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        raise DamagedJpeg("its frame header is damaged")
    parts = (body[6 + 3 * i : 9 + 3 * i] for i in range(body[5]))
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    return JpegFrame(code, width, height, tuple(Component(part[0], part[1] >> 4, part[1] & 15) for part in parts))


def _markers(jpeg: bytes) -> npt.NDArray[np.intp]:
    """(n,) where the markers begin, and what looks like one within headers. FF 00 is a byte of coded data, FF FF fills."""
    data = np.frombuffer(jpeg, np.uint8)
    found = np.flatnonzero(data[:-1] == 0xFF)
    codes = data[found + 1]
    return np.asarray(found[(codes != 0) & (codes != 0xFF)], np.intp)


def _end_of_scan(jpeg: bytes, markers: npt.NDArray[np.intp], restarts: int) -> int:
    """Where the marker after a scan's coded data begins; restarts: how many restart markers there should be, -1: unknown."""
    for seen, position in enumerate(markers.tolist()):
        code = jpeg[position + 1]
        if code not in _RESTARTS:
            if restarts >= 0 and seen != restarts:
                raise DamagedJpeg(f"it has {seen} restart markers instead of {restarts}")
            return int(position)
        if code - _RESTARTS[0] != seen % 8:
            raise DamagedJpeg("its restart markers are out of order")
    raise DamagedJpeg("it is cut off, without its end marker")


class _Passes:
    """The scans so far, and of a progressive image which bits of which coefficients have come (G.1.1.1.1)."""

    def __init__(self) -> None:
        self._components: set[int] = set()
        self._bits: dict[tuple[int, int], int] = {}  # component and coefficient: the lowest bit that has come

    def take(self, header: bytes, progressive: bool) -> tuple[int, ...]:
        """The components of the next scan. Raises DamagedJpeg for a pass that does not follow on those before."""
        count = header[0] if header else 0
        if count == 0 or len(header) < 4 + 2 * count:
            raise DamagedJpeg("the header of a scan is damaged")
        selected = tuple(header[1 + 2 * i] for i in range(count))
        self._components.update(selected)
        if progressive:
            first, last, bits = header[1 + 2 * count : 4 + 2 * count]
            for key in ((number, coefficient) for number in selected for coefficient in range(first, min(last, 63) + 1)):
                if self._bits.get(key, 0) != bits >> 4 or (key in self._bits) != (bits >> 4 > 0):
                    raise DamagedJpeg("one of its passes is missing")
                self._bits[key] = bits & 15
        return selected

    def check_complete(self, frame: JpegFrame) -> None:
        numbers = {one.number for one in frame.components}
        if not numbers <= self._components:
            raise DamagedJpeg("a scan of one of its colours is missing")
        wanted = ((number, coefficient) for number in numbers for coefficient in range(64))
        if frame.progressive and any(self._bits.get(key, 1) for key in wanted):
            raise DamagedJpeg("one of its passes is missing")


def decoded_grey(jpeg: bytes, most: tuple[int, int]) -> GreyImage:
    """(H, W): the luminance as it is coded. What is not baseline is checked with `check_whole` first.

    Raises DamagedJpeg when it is not whole, cannot be decoded, or is larger than `most` (width, height), px.
    """
    frame, end = follow_markers(jpeg)
    if frame.width > most[0] or frame.height > most[1]:
        raise DamagedJpeg(f"it has {frame.width} x {frame.height} pixels, more than the accepted {most[0]} x {most[1]}")
    if not frame.baseline:
        check_whole(jpeg)
    return _decoded_without_warning(jpeg[:end], frame)


def _decoded_without_warning(jpeg: bytes, frame: JpegFrame) -> GreyImage:
    """(H, W), by libjpeg. Raises DamagedJpeg for whatever it warns of, such as data that ends too soon, also before a restart."""
    grey = np.empty((frame.height, frame.width, 1), np.uint8)
    try:
        simplejpeg.decode_jpeg(jpeg, "GRAY", buffer=grey, strict=True)
    except ValueError as exc:  # says the first warning, and after that of padding the image is complete
        if _UNUSUAL.match(str(exc)):
            return _decoded_all_the_same(jpeg, frame)
        if not _PADDED.match(str(exc)):
            raise DamagedJpeg("its coded data is damaged or ends too soon") from exc
    return grey[:, :, 0]


def _decoded_all_the_same(jpeg: bytes, frame: JpegFrame) -> GreyImage:
    """(H, W), where libjpeg's first warning is none that matters and hides the others. Raises DamagedJpeg."""
    if has_ffmpeg():
        decode_strictly(jpeg, frame.width * frame.height)
    else:
        jpeg = jpeg[:-2] + _INSTEAD_OF_END
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            image.draft("L", image.size)
            image.decodermaxblock = len(jpeg)  # in one go
            grey = image if image.mode == "L" else image.convert("L")
            return np.frombuffer(grey.tobytes(), np.uint8).reshape(grey.height, grey.width)
    except _UNREADABLE as exc:
        raise DamagedJpeg("its coded data is damaged") from exc


def decoded_small(jpeg: bytes) -> npt.NDArray[np.uint8] | None:
    """(ceil(H / 8), ceil(W / 8), 3) RGB: the mean of each block. For an image that `decoded_grey` accepts; None if it fails."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            blocks = -(-image.width // 8), -(-image.height // 8)
            image.draft("RGB", (max(image.width // 8, 1), max(image.height // 8, 1)))
            small = image.convert("RGB")
            return np.asarray(small if small.size == blocks else small.resize(blocks, Image.Resampling.BOX))
    except _UNREADABLE:
        return None


def check_whole(jpeg: bytes) -> None:
    """Raise DamagedJpeg when a JPEG of any kind that can be told about here is not whole.

    Decodes it twice more, so its size must have been checked: FFmpeg notices what libjpeg does not, and the other way round.
    Arithmetic coding, lossless JPEG and components of 12 bits are only followed by their markers. Without FFmpeg only libjpeg
    looks at a baseline one; raises MissingFfmpeg for a progressive one.
    """
    frame, end = follow_markers(jpeg)
    if frame.progressive or (frame.baseline and has_ffmpeg()):
        decode_strictly(jpeg[:end], frame.width * frame.height)
    if frame.progressive or frame.baseline:
        _decoded_without_warning(jpeg[:end], frame)


def decode_strictly(jpeg: bytes, pixels: int) -> VideoFrame:
    """FFmpeg's image of a JPEG, also a lossless one or one of 12 bits: its decoder fails where libjpeg pads.

    pixels: that it has by the header that was checked. Raises DamagedJpeg when it is damaged, or holds no image or several, and
    MissingFfmpeg.
    """
    require_ffmpeg("JPEG that is progressive, lossless or of 12 bits")
    import av.logging  # at its first use: the live view of other formats and the kiosk's start do without

    av.logging.set_level(None)  # FFmpeg would write its own messages to standard error
    context = av.VideoCodecContext.create("mjpeg", "r")
    context.thread_count = 1
    # Twice, for FFmpeg counts whole blocks; a second header, which only it sees, may claim any size.
    context.options = {"err_detect": "explode", "max_pixels": str(2 * pixels)}
    try:
        images = [*context.decode(av.Packet(jpeg)), *context.decode(None)]
    except av.FFmpegError as exc:
        raise DamagedJpeg("its coded data is damaged or ends too soon") from exc
    if len(images) != 1:
        raise DamagedJpeg(f"it holds {len(images)} images")
    return images[0]
