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

_JPEG = (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1)
_JPEG_LS = (JPEGLSLossless, JPEGLSNearLossless)
_JPEG_2000 = (JPEG2000Lossless, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)
_DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"  # Deflated Image Frame Compression (PS3.5 8.2.16); pydicom 3.0 has no name for it
_RLE_HEADER = 64  # bytes: the number of segments and their offsets (PS3.5 G.5)

Decoded = tuple[npt.NDArray[np.generic], str]  # (H, W) or (H, W, 3) of stored words, and their photometric interpretation


def decode_frame(encoded: bytes, syntax: str, layout: Layout) -> Decoded:
    """Raises `DAMAGE` for a damaged frame and an unknown syntax."""
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
    from openjpeg.utils import decode_pixel_data, get_parameters

    told = {name: int(value) for name, value in get_parameters(encoded).items() if not isinstance(value, str)}
    _compare((told["rows"], told["columns"], told["samples_per_pixel"]), layout)
    if told["precision"] > 16:
        raise ValueError(f"samples of {told['precision']} bits are not supported")
    # A codestream's end (T.800 A.4.4) is that of a JPEG.
    data = np.frombuffer(decode_pixel_data(whole_jpeg(encoded), version=2), np.uint8)
    return _shaped(data if told["precision"] <= 8 else data.view("<u2"), layout, planar=False)


def _rle(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    """PS3.5 annex G: a segment for each byte of each sample, the high byte first."""
    from rle.rle import decode_segment

    count, *offsets = struct.unpack("<16I", encoded[:_RLE_HEADER])
    expected = 1 if layout.bits_allocated == 1 else layout.samples * layout.bits_allocated // 8
    bounds = [*offsets[:expected], len(encoded)]
    if count != expected or bounds[0] != _RLE_HEADER or bounds != sorted(bounds):
        raise ValueError("an RLE frame has a damaged header")
    segments = [np.frombuffer(decode_segment(encoded[a:b]), np.uint8) for a, b in pairwise(bounds)]
    size = -(-layout.frame_bits // 8) // expected
    # The format has no checksum: too many bytes are as much a sign of damage as too few. One may be padding.
    if any(not size <= segment.size <= size + 1 for segment in segments):
        raise ValueError("an RLE frame is damaged or cut off")
    planes = np.stack([segment[:size] for segment in segments])
    if layout.bits_allocated == 1:
        return native_image(unpacked(planes.tobytes(), layout), layout)
    if layout.bits_allocated == 16:
        planes = planes.reshape(-1, 2, size).transpose(0, 2, 1).copy().view(">u2").astype(np.uint16)
    return _shaped(planes, layout, planar=layout.samples == 3)


def _deflated(encoded: bytes, layout: Layout) -> npt.NDArray[np.generic]:
    expected = -(-layout.frame_bits // 8)
    # One byte of padding is allowed; more is not inflated.
    return native_image(unpacked(zlib.decompressobj(-zlib.MAX_WBITS).decompress(encoded, expected + 1), layout), layout)


def _shaped(words: npt.NDArray[np.generic], layout: Layout, planar: bool) -> npt.NDArray[np.generic]:
    if planar:
        return interleaved(words, layout)
    return words.reshape((layout.rows, layout.columns, 3) if layout.samples == 3 else (layout.rows, layout.columns))
