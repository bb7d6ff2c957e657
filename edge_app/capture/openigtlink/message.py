"""OpenIGTLink messages, versions 1 to 3: the header of any, and the content of IMAGE. Pure; nothing a server claims is believed.

The formats: openigtlink.org/protocols/v2_header.html, v3_header.html, v2_image.html. Ours, because pyigtl looks at no
checksum and at no length, so that what a damaged message becomes depends on where it is damaged.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from fastcrc.crc64 import ecma_182

from edge_app.capture.readers.limits import MAX_PIXELS

HEADER = struct.Struct(">H12s20sIIQQ")
MAX_METADATA = 1 << 16  # bytes
_EXTENDED = struct.Struct(">HHII")  # its size, metadata index size, metadata size, message id
_INDEX = struct.Struct(">HHI")  # size of a key, encoding and size of its value
IMAGE = struct.Struct(">HBBBBHHH12f6H")
# What images of brightness are sent as; of 32 bits where the sender's program computes with them, and 16 are used.
_SCALARS = {3: "u1", 4: "i2", 5: "u2", 6: "i4", 7: "u4"}
_OTHER_SCALARS = {2: "int8", 10: "float32", 11: "float64"}  # nobody says what is white of them: docs/adr/0041
_ENDIAN = {1: ">", 2: "<"}
MAX_BODY = 3 * 2 * MAX_PIXELS + IMAGE.size + MAX_METADATA + _EXTENDED.size  # bytes: RGB of 16 bits


class MalformedMessage(ValueError):
    """What arrived is no OpenIGTLink message, or a damaged one. The text is half a sentence."""


class UnsupportedImage(ValueError):
    """An image that is sound, but cannot be used. The text is half a sentence."""


@dataclass(frozen=True)
class Header:
    """What precedes every message."""

    version: int  # of the header: 1 (protocol 1 and 2), 2 or 3 (protocol 3)
    kind: str  # "IMAGE", "TRANSFORM", "STATUS" ...
    device: str
    seconds: float  # the sender's clock, s since 1970; 0: none
    body_size: int  # bytes
    checksum: int


@dataclass(frozen=True)
class Image:
    """The content of an IMAGE message: one frame."""

    pixels: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]  # (H, W), or (H, W, 3) RGB; machine's byte order
    across_mm: float  # spacing of the columns; as sent: may be 0 or not finite
    down_mm: float  # of the rows
    metadata: dict[str, str]


def parse_header(data: bytes) -> Header:
    """HEADER.size bytes. Raises MalformedMessage."""
    version, kind, device, seconds, fraction, size, checksum = HEADER.unpack(data)
    try:
        name = kind.rstrip(b"\0 ").decode("ascii")
    except UnicodeDecodeError:
        name = ""
    if not 1 <= version <= 3 or not name.isprintable() or not name:
        raise MalformedMessage("what answers there is not an OpenIGTLink server")
    return Header(version, name, _text(device.rstrip(b"\0 ")), seconds + fraction / 2**32, size, checksum)


def parse_image(header: Header, body: bytes) -> Image:
    """The body of an IMAGE message, of `header.body_size` bytes. Raises MalformedMessage and UnsupportedImage."""
    if ecma_182(body) != header.checksum:
        raise MalformedMessage("its checksum is wrong")
    content, metadata = _split(body) if header.version > 1 else (body, {})
    if len(content) < IMAGE.size:
        raise MalformedMessage("it is too short")
    _, components, scalar, endian, _, *rest = IMAGE.unpack_from(content)
    size, matrix, offset, part = tuple(rest[:3]), rest[3:15], tuple(rest[15:18]), tuple(rest[18:21])
    if part != size or offset != (0, 0, 0):
        raise UnsupportedImage("partial frames are not supported, send whole ones")
    columns, rows, axes = _plane(size, components)
    if scalar in _OTHER_SCALARS:
        kind = _OTHER_SCALARS[scalar]
        raise UnsupportedImage(f"pixels of type {kind} are not supported, send unsigned integers of 8 or 16 bits")
    if scalar in (6, 7) and components > 1:
        raise UnsupportedImage("colours of 32 bits are not supported, send unsigned integers of 8 or 16 bits")
    if scalar not in _SCALARS or endian not in _ENDIAN:
        raise MalformedMessage("it names no type of pixels")
    stored = np.dtype(_ENDIAN[endian] + _SCALARS[scalar])
    if len(content) - IMAGE.size != rows * columns * components * stored.itemsize:
        raise MalformedMessage("its pixels do not fit its size")
    shape = (rows, columns, 3) if components == 3 else (rows, columns)
    samples = np.frombuffer(content, stored, offset=IMAGE.size).reshape(shape)
    if stored.kind == "i" and samples.min() < 0:
        raise UnsupportedImage("pixels below zero are not brightness, send unsigned integers of 8 or 16 bits")
    if stored.itemsize == 4 and samples.max() > 0xFFFF:
        raise UnsupportedImage("pixels above 65535 are not supported, send unsigned integers of 8 or 16 bits")
    spacing = np.linalg.norm(np.array(matrix[:9], np.float64).reshape(3, 3), axis=1)
    native = samples if stored.itemsize == 1 else samples.astype(np.uint16)
    return Image(native, float(spacing[axes[0]]), float(spacing[axes[1]]), metadata)


def _plane(size: tuple[int, ...], components: int) -> tuple[int, int, tuple[int, int]]:
    """Columns, rows, and which axes of the volume they are: (W, H, 1), or (1, W, H), as pyigtl sends arrays of two dimensions.

    Raises UnsupportedImage.
    """
    width, height, depth = size
    if components in (1, 3) and 0 not in size:
        if depth == 1:
            return width, height, (0, 1)
        if width == 1:
            return height, depth, (1, 2)
    frame = f"a frame of {width} x {height} x {depth} pixels with {components} components"
    raise UnsupportedImage(f"{frame} is not supported, send single grey or RGB frames")


def _split(body: bytes) -> tuple[bytes, dict[str, str]]:
    """Content and metadata of a message with an extended header. Raises MalformedMessage."""
    if len(body) < _EXTENDED.size:
        raise MalformedMessage("it is too short")
    begin, index_size, values_size, _ = _EXTENDED.unpack_from(body)
    end = len(body) - index_size - values_size
    if begin < _EXTENDED.size or end < begin or index_size + values_size > MAX_METADATA:
        raise MalformedMessage("its parts do not fit into it")
    return body[begin:end], _metadata(body[end : end + index_size], body[end + index_size :]) if index_size else {}


def _metadata(index: bytes, values: bytes) -> dict[str, str]:
    """Raises MalformedMessage."""
    count = int.from_bytes(index[:2], "big")
    if len(index) != 2 + count * _INDEX.size:
        raise MalformedMessage("its metadata is damaged")
    found, start = {}, 0
    for key_size, _, value_size in _INDEX.iter_unpack(index[2:]):
        middle, end = start + key_size, start + key_size + value_size
        if end > len(values):
            raise MalformedMessage("its metadata is damaged")
        found[_text(values[start:middle])] = _text(values[middle:end])
        start = end
    return found


def _text(data: bytes) -> str:
    """Whatever encoding it claims: ASCII is UTF-8 too, and what is neither is not worth losing a frame."""
    return data.decode("utf-8", "replace")
