"""One encoded frame -> its samples, by the transfer syntax. Each format has one decoder, and none writes to the terminal.

Sources: DICOM PS3.5 8.2 and annex A.4. Which decoder reads what, and its licence: docs/DICOM.md.
"""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from edge_app.capture.readers.dicom.colour_space import interleaved, native_image
from edge_app.capture.readers.dicom.jpeg import decode_jpeg, read_jpeg_header, whole_jpeg
from edge_app.capture.readers.dicom.layout import Layout
from edge_app.capture.readers.dicom.pixel_data import unpacked

# Retired, and found in old archives: spectral selection and full progression, processes 6, 8, 10 and 12 (PS3.5 2004, A.4.1).
_JPEG_IN_PASSES = ("1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55")
_JPEG = (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1, *_JPEG_IN_PASSES)
_JPEG_LS = (JPEGLSLossless, JPEGLSNearLossless)
_JPEG_2000 = (JPEG2000Lossless, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)
_DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"  # Deflated Image Frame Compression (PS3.5 8.2.16); pydicom 3.0 has no name for it
_CODESTREAM, _SIZE_LENGTH = b"\xff\x4f\xff\x51", 39  # start and size marker; bytes up to the first component's depth
_RLE_UNCHECKED = 1 << 20  # bytes of a segment, which may decode to 64 times as many
_RLE_HEADER = 64  # bytes: the number of segments and their offsets (PS3.5 G.5)

SYNTAXES = (*_JPEG, *_JPEG_LS, *_JPEG_2000, RLELossless, _DEFLATED_FRAME)  # that `decode_frame` knows

Decoded = tuple[npt.NDArray[np.generic], str]  # (H, W) or (H, W, 3) of stored words, and their photometric interpretation


def decode_frame(encoded: bytes, syntax: str, layout: Layout) -> Decoded:
    """Raises `DAMAGE` for a damaged frame and a syntax that is not among SYNTAXES."""
    if syntax in _JPEG:
        _check_shape(encoded, layout)
        words, colour = decode_jpeg(encoded, layout.photometric)
        return words, "RGB" if colour == "RGB" else layout.photometric
    if syntax in _JPEG_LS:
        return _jpeg_ls(encoded, layout), layout.photometric
    if syntax in _JPEG_2000:
        return _jpeg_2000(encoded, layout), "RGB" if layout.photometric in ("YBR_RCT", "YBR_ICT") else layout.photometric
    if syntax == RLELossless:
        return _rle(encoded, layout), layout.photometric
    if syntax == _DEFLATED_FRAME:
        return _deflated(encoded, layout), layout.photometric
    raise NotImplementedError(f"transfer syntax {syntax[:64]} is not read")


def _check_shape(encoded: bytes, layout: Layout) -> None:
    header = read_jpeg_header(encoded)
    _compare((header.rows, header.columns, header.components), layout)


def _compare(shape: tuple[int, int, int], layout: Layout) -> None:
    """Before anything is decoded: a frame of another size may be as large as it likes."""
    if shape != (layout.rows, layout.columns, layout.samples):
        stated = f"{layout.columns} x {layout.rows} x {layout.samples}"
        raise ValueError(f"an encoded frame has {shape[1]} x {shape[0]} x {shape[2]} samples, its header says {stated}")


def _jpeg_ls(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    import jpeg_ls

    _check_shape(encoded, layout)
    data, told = jpeg_ls.decode_pixel_data(whole_jpeg(encoded))
    words = np.frombuffer(data, np.uint8 if told["bits_per_sample"] <= 8 else "<u2")
    return _shaped(words, layout, planar=told["components"] > 1 and told["interleave_mode"] == 0)


def _jpeg_2000(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    from openjpeg.utils import decode_pixel_data

    whole = whole_jpeg(encoded)  # a codestream's end (T.800 A.4.4) is that of a JPEG
    precision = _jpeg_2000_precision(whole, layout)
    data = np.frombuffer(decode_pixel_data(whole, version=2), np.uint8)
    return _shaped(data if precision <= 8 else data.view("<u2"), layout, planar=False)


def _jpeg_2000_precision(encoded: bytes, layout: Layout) -> int:
    """Bits per sample, by the size marker (T.800 A.5.1). Read here, because OpenJPEG reserves what it claims before it tells."""
    start = max(encoded.find(_CODESTREAM), 0)  # some files have it in the box of a JP2 file
    marker = encoded[start + 4 : start + 4 + _SIZE_LENGTH]
    if not encoded.startswith(_CODESTREAM, start) or len(marker) < _SIZE_LENGTH:
        raise ValueError("a JPEG 2000 frame has no header")
    right, bottom, left, top = struct.unpack(">4I", marker[4:20])
    components, depth = struct.unpack(">HB", marker[36:39])
    _compare((bottom - top, right - left, components), layout)
    precision = (depth & 0x7F) + 1
    if precision > 16:
        raise ValueError(f"samples of {precision} bits are not supported")
    return int(precision)


def _rle(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    """PS3.5 annex G: a segment for each byte of each sample, the high byte first."""
    from rle.rle import decode_segment

    count, *offsets = struct.unpack("<16I", encoded[:_RLE_HEADER])
    expected = 1 if layout.bits_allocated == 1 else layout.samples * layout.bits_allocated // 8
    bounds = [*offsets[:expected], len(encoded)]
    if count != expected or bounds[0] != _RLE_HEADER or bounds != sorted(bounds):
        raise ValueError("an RLE frame has a damaged header")
    size = -(-layout.frame_bits // 8) // expected
    packed = [encoded[a:b] for a, b in pairwise(bounds)]
    if any(len(one) > _RLE_UNCHECKED and _rle_length(one) > size + 1 for one in packed):
        raise ValueError("an RLE frame holds more than one frame")
    segments = [np.frombuffer(decode_segment(one), np.uint8) for one in packed]
    # The format has no checksum: too many bytes are as much a sign of damage as too few. One may be padding.
    if any(not size <= segment.size <= size + 1 for segment in segments):
        raise ValueError("an RLE frame is damaged or cut off")
    planes = np.stack([segment[:size] for segment in segments])
    if layout.bits_allocated == 1:
        return native_image(unpacked(planes.tobytes(), layout), layout)
    if layout.bits_allocated == 16:
        planes = planes.reshape(-1, 2, size).transpose(0, 2, 1).copy().view(">u2").astype(np.uint16)
    return _shaped(planes, layout, planar=layout.samples == 3)


def _rle_length(segment: bytes) -> int:
    """Bytes that a segment decodes to (PS3.5 G.3.2), found without decoding it."""
    position = length = 0
    while position < len(segment):
        run = segment[position]
        length += run + 1 if run < 128 else 257 - run if run > 128 else 0
        position += run + 2 if run < 128 else 2 if run > 128 else 1
    return length


def _deflated(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    expected = -(-layout.frame_bits // 8)
    # One byte of padding is allowed; more is not inflated.
    return native_image(unpacked(zlib.decompressobj(-zlib.MAX_WBITS).decompress(encoded, expected + 1), layout), layout)


def _shaped(words: npt.NDArray[np.generic], layout: Layout, planar: bool) -> npt.NDArray[np.generic]:
    if planar:
        return interleaved(words, layout)
    return words.reshape((layout.rows, layout.columns, 3) if layout.samples == 3 else (layout.rows, layout.columns))
