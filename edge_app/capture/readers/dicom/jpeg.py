"""JPEG frames: baseline, extended (8 and 12 bits) and lossless (process 14, every predictor). Pure.

Pillow decodes what the rest of the program reads as JPEG files too. FFmpeg decodes 12 bits and lossless, and finds damage of
every kind: libjpeg pads a cut image with grey. GDCM is not used: docs/adr/0037-dicom.md.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from edge_app.capture.ffmpeg import has_ffmpeg
from edge_app.capture.jpeg import DamagedJpeg, check_whole, decode_strictly

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

END = b"\xff\xd9"
_LOSSLESS = (0xC3, 0xF7)  # frame headers of JPEG Lossless and JPEG-LS
_HUFFMAN, _SCAN = 0xC4, 0xDA  # DHT, SOS
_CODE_LENGTHS, _WHOLE = 16, 16  # counts of codes by length in a Huffman table (T.81 B.2.4.2); category of a difference of 32768
_NO_FRAME_HEADERS = (0xC4, 0xC8, 0xCC)  # DHT, JPG, DAC

Words = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]  # (H, W) or (H, W, 3)


@dataclass(frozen=True)
class JpegHeader:
    """What the frame header (ITU-T T.81 B.2.2) and the markers before it say."""

    precision: int  # bits per sample
    rows: int
    columns: int
    components: int
    lossless: bool
    states_colour: bool  # JFIF or Adobe marker, or colour sampled more coarsely: Pillow knows the colour space


def read_jpeg_header(encoded: bytes) -> JpegHeader:
    """Raises ValueError where there is none."""
    position, states_colour = 2, False
    while encoded[position : position + 1] == b"\xff":
        code, length = encoded[position + 1], int.from_bytes(encoded[position + 2 : position + 4], "big")
        if code == 0xFF:  # fill byte
            position += 1
            continue
        body = encoded[position + 4 : position + 2 + length]
        if (0xC0 <= code <= 0xCF and code not in _NO_FRAME_HEADERS) or code == 0xF7:
            if len(body) < 6 or len(body) < 6 + 3 * body[5]:
                break
            sampling = {body[7 + 3 * component] for component in range(body[5])}
            size = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
            return JpegHeader(body[0], *size, body[5], code in _LOSSLESS, states_colour or len(sampling) > 1)
        states_colour |= body[:4] == b"JFIF" or body[:5] == b"Adobe"
        position += 2 + length
    raise ValueError("a JPEG frame has no header")


def whole_jpeg(encoded: bytes) -> bytes:
    """The frame up to its end marker, without padding, which from DCMTK is one byte of any value.

    Raises ValueError where it is cut off.
    """
    whole = encoded.rstrip(b"\0\xff")
    if whole[-3:-1] == END:
        return whole[:-1]
    if not whole.endswith(END):
        raise ValueError("a JPEG frame is cut off, without its end marker")
    return whole


def decode_jpeg(encoded: bytes, photometric: str) -> tuple[Words, Literal["RGB", "as stored"]]:
    """(H, W) or (H, W, 3), and whether colour is RGB now. Raises ValueError for a damaged frame, and MissingFfmpeg."""
    header, whole = read_jpeg_header(encoded), whole_jpeg(encoded)
    if header.lossless and header.precision == 16 and _has_whole_differences(whole):
        raise ValueError(
            "its 16-bit JPEG Lossless has differences of 32768, which the decoder here gets wrong; decompress it with dcmdjpeg"
        )
    try:
        if header.lossless or header.precision > 8:
            return _words(decode_strictly(whole, header.rows * header.columns), header), "as stored"
        if has_ffmpeg():
            decode_strictly(whole, header.rows * header.columns)
        else:
            check_whole(whole)
    except DamagedJpeg as exc:
        raise ValueError(f"a JPEG frame is damaged: {exc}") from exc
    with Image.open(io.BytesIO(whole), formats=("JPEG",)) as image:
        if header.components == 3 and photometric == "RGB" and not header.states_colour:
            image.draft("YCbCr", image.size)  # without a marker libjpeg would convert what is RGB already
            return np.asarray(image), "RGB"
        return (np.asarray(image), "as stored") if image.mode == "L" else (np.asarray(image.convert("RGB")), "RGB")


def _has_whole_differences(encoded: bytes) -> bool:
    """Whether a Huffman table has the category 16, a difference of 32768 without further bits (T.81 H.1.2.2, table H.2).

    FFmpeg reads 16 bits after it, and everything behind is another image, mostly but not surely with an error. A black corner is
    enough for one: the first difference is from 32768.
    """
    position = 2
    while encoded[position : position + 1] == b"\xff" and encoded[position + 1] != _SCAN:
        length = int.from_bytes(encoded[position + 2 : position + 4], "big")
        if encoded[position + 1] == _HUFFMAN:
            tables = encoded[position + 4 : position + 2 + length]
            while len(tables) > _CODE_LENGTHS:
                end = 1 + _CODE_LENGTHS + sum(tables[1 : 1 + _CODE_LENGTHS])
                if _WHOLE in tables[1 + _CODE_LENGTHS : end]:
                    return True
                tables = tables[end:]
        position += 2 + length
    return False


def _words(frame: VideoFrame, header: JpegHeader) -> Words:
    """FFmpeg's picture as the coded values: it puts 9 to 15 bits at the upper end of 16. Raises ValueError for another kind."""
    match frame.format.name, header.components:
        case "gray", 1 if header.precision == 8:
            return np.asarray(frame.to_ndarray(), np.uint8)
        case ("gray16le", 1):
            words = np.asarray(frame.to_ndarray(), np.uint16)
            return np.asarray(words >> (16 - header.precision), np.uint16)
        case ("yuv444p" | "yuvj444p", 3):  # planes as they are coded
            return np.ascontiguousarray(np.moveaxis(np.asarray(frame.to_ndarray(), np.uint8), 0, -1))
        case ("bgr24" | "gbrp", 3):  # the order of colours is undone exactly
            return np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
        case _:
            raise ValueError(f"JPEG frames of {header.components} components of {header.precision} bits are not supported")
