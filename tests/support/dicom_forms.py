"""Every form of DICOM that ultrasound is stored in, each written from the one sequence of `dicom_sequence`."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import cv2
import jpeg_ls
import numpy as np
import numpy.typing as npt
from openjpeg.utils import encode_array
from PIL import Image
from pydicom import Dataset, uid
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from rle.rle import encode_frame, encode_segment

from tests.support.dicom_sequence import COLUMNS, FRAMES, FULL, GREY, JUMPS, RGB, ROWS, SMOOTH, SMOOTH_RGB, WIDE, luma

Words = npt.NDArray[np.generic]
_ENCODED = Path(__file__).parents[1] / "golden" / "dicom" / "encoded.npz"


@dataclass(frozen=True)
class Form:
    """One way to store the sequence, and what is to be read: (N, H, W) grey, within a mean error in grey levels."""

    syntax: str
    value: Callable[[], bytes | list[bytes]]  # of the pixel data; a list of encoded frames
    expected: npt.NDArray[np.uint8]
    error: float = 0.0
    photometric: str = "MONOCHROME2"
    bits: int = 8
    attributes: dict[str, Any] = field(default_factory=dict)
    encapsulated: Callable[[list[bytes]], bytes] = lambda frames: encapsulate(frames, has_bot=True)


def write(path: Path, form: Form, **attributes: Any) -> Path:
    """`attributes` replace those of the form."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = uid.UID(form.syntax)
    data.SOPClassUID, data.SOPInstanceUID = uid.UltrasoundMultiFrameImageStorage, uid.generate_uid()
    data.NumberOfFrames, data.Rows, data.Columns = FRAMES, ROWS, COLUMNS
    data.SamplesPerPixel = 3 if form.photometric.startswith(("RGB", "YBR")) else 1
    data.PhotometricInterpretation, data.PixelRepresentation = form.photometric, 0
    if data.SamplesPerPixel == 3:
        data.PlanarConfiguration = 0
    data.BitsAllocated = form.bits if form.bits in (1, 8) else 16
    data.BitsStored, data.HighBit = form.bits, form.bits - 1
    value = form.value()
    data.PixelData = value if isinstance(value, bytes) else form.encapsulated(value)
    data["PixelData"].VR = (
        "OB" if isinstance(value, list) or (form.bits <= 8 and form.syntax != uid.ImplicitVRLittleEndian) else "OW"
    )
    for name, content in {**form.attributes, **attributes}.items():
        setattr(data, name, content)
    if uid.UID(form.syntax).is_transfer_syntax:
        data.save_as(path, enforce_file_format=True)
    else:  # newer than pydicom
        data.preamble, data["PixelData"].is_undefined_length = bytes(128), True
        data.save_as(path, implicit_vr=False, little_endian=True, force_encoding=True)
    return path


def _ybr(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.array([cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)[:, :, [0, 2, 1]] for image in rgb])


def _partial(ybr: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    brightness, colour = ybr[..., :1] * (219 / 255) + 16, (ybr[..., 1:] - 128.0) * (224 / 255) + 128
    return np.asarray(np.rint(np.concatenate([brightness, colour], axis=-1)), np.uint8)


def _in_pairs(ybr: npt.NDArray[np.uint8]) -> bytes:
    first, second = ybr[:, :, ::2], ybr[:, :, 1::2]
    pairs = np.stack([first[..., 0], second[..., 0], first[..., 1], first[..., 2]], axis=-1)
    return bytes(pairs.tobytes())


def _jpeg(frames: Words, mode: str, **options: Any) -> list[bytes]:
    encoded = []
    for frame in frames:
        file = io.BytesIO()
        Image.fromarray(frame).convert(mode).save(file, "JPEG", quality=95, **options)
        encoded.append(file.getvalue())
    return encoded


def _extended(frames: Words) -> list[bytes]:
    """Of 8 bits: a baseline image whose frame header says extended."""
    return [frame.replace(b"\xff\xc0", b"\xff\xc1", 1) for frame in _jpeg(frames, "L")]


def _hevc() -> bytes:
    with np.load(_ENCODED) as encoded:
        return bytes(encoded["hevc/0"].tobytes())


def _stored(name: str) -> list[bytes]:
    with np.load(_ENCODED) as encoded:
        return [encoded[f"{name}/{index}"].tobytes() for index in range(FRAMES)]


def _rle(frames: Words) -> list[bytes]:
    samples = frames.shape[3] if frames.ndim == 4 else 1
    return [bytes(encode_frame(f.tobytes(), ROWS, COLUMNS, samples, 8 * f.dtype.itemsize, "<")) for f in frames]


def _rle_bits(frames: Words) -> list[bytes]:
    header = np.array([1, 64] + [0] * 14, "<u4").tobytes()
    return [header + bytes(encode_segment(_bits(frame), COLUMNS // 8)) for frame in frames]


def _bits(frames: Words) -> bytes:
    return bytes(np.packbits(np.asarray(frames, np.uint8), bitorder="little").tobytes())


def _openjpeg(frames: Words, bits: int, **options: Any) -> list[bytes]:
    return [encode_array(np.ascontiguousarray(frame), bits_stored=bits, **options) for frame in frames]


def _jpeg_ls(frames: Words, error: int = 0, interleave: int | None = None) -> list[bytes]:
    return [bytes(jpeg_ls.encode_array(np.ascontiguousarray(frame), error, interleave)) for frame in frames]


def video(codec: str, container: str, frames: Sequence[npt.NDArray[np.uint8]], gop: int = 2) -> bytes:
    """The frames (H, W, 3) as a stream."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt, stream.gop_size, stream.bit_rate = "yuv420p", gop, 4_000_000
        if codec != "mpeg2video":
            stream.options = {"crf": "4", "preset": "ultrafast"}
        for frame in frames:
            output.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        output.mux(stream.encode(None))
    return file.getvalue()


def _palette(bits: int, entries: npt.NDArray[np.uint16], segmented: bool = False) -> dict[str, Any]:
    kind = "Segmented" if segmented else ""
    found: dict[str, Any] = {}
    for colour in ("Red", "Green", "Blue"):
        found[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, bits]
        found[f"{kind}{colour}PaletteColorLookupTableData"] = entries.astype(f"<u{bits // 8}").tobytes()
    return found


_MASK = (GREY > 128).astype(np.uint8)
_MASK_LEVELS = _MASK * np.uint8(255)
_INVERSE = np.arange(255, -1, -1, dtype=np.uint16)
_RAMP = np.array([0, 1, 255 * 257, 1, 255, 0], np.uint16)  # segments: one entry of 65535, then linear over 255 to 0
_LE, _GREY_LUMA = uid.ExplicitVRLittleEndian, luma(RGB)
_SIGNED = (WIDE.astype(np.int32) - 2048).astype(np.int16)


def _wide_window() -> npt.NDArray[np.uint8]:
    """Centre 2048, width 1025: levels 1536 to 2560 span the display."""
    share = np.clip((WIDE.astype(np.float64) - 2047.5) / 1024 + 0.5, 0, 1)
    return np.rint(255 * share).astype(np.uint8)


def _native(photometric: str, value: Callable[[], bytes], expected: npt.NDArray[np.uint8] = _GREY_LUMA, **rest: Any) -> Form:
    return Form(_LE, value, expected, photometric=photometric, **rest)


NATIVE: dict[str, Form] = {
    "implicit little endian": Form(uid.ImplicitVRLittleEndian, GREY.tobytes, GREY),
    "explicit little endian": Form(_LE, GREY.tobytes, GREY),
    "explicit big endian": Form(uid.ExplicitVRBigEndian, GREY.tobytes, GREY),
    "explicit big endian, words": Form(
        uid.ExplicitVRBigEndian, lambda: WIDE.astype(">u2").tobytes(), GREY, bits=12
    ),
    "deflated": Form(uid.DeflatedExplicitVRLittleEndian, GREY.tobytes, GREY),
    "one bit": Form(_LE, lambda: _bits(_MASK), _MASK_LEVELS, bits=1),
    "12 bits": Form(_LE, WIDE.tobytes, GREY, bits=12),
    "12 bits at the upper end": Form(_LE, lambda: (WIDE << 4).tobytes(), GREY, bits=12, attributes={"HighBit": 15}),
    "16 bits": Form(_LE, FULL.tobytes, GREY, bits=16),
    "12 bits that are said to be 16": Form(_LE, WIDE.tobytes, GREY, bits=16),
    "12 bits, signed, that are said to be 16": Form(_LE, _SIGNED.tobytes, GREY, bits=16, attributes={"PixelRepresentation": 1}),
    "12 bits that are said to be 16 signed ones": Form(_LE, WIDE.tobytes, GREY, bits=16, attributes={"PixelRepresentation": 1}),
    "signed": Form(_LE, _SIGNED.tobytes, GREY, bits=12, attributes={"PixelRepresentation": 1}),
    "window": Form(_LE, WIDE.tobytes, _wide_window(), bits=12, attributes={"WindowCenter": 2048, "WindowWidth": 1025}),
    "rescale and window": Form(
        _LE, WIDE.tobytes, _wide_window(), bits=12,
        attributes={"RescaleSlope": 2, "RescaleIntercept": -96, "WindowCenter": 3999.5, "WindowWidth": 2049}, error=0.51,
    ),
    "window beside 8 bits": Form(_LE, GREY.tobytes, GREY, attributes={"WindowCenter": 40, "WindowWidth": 10}),
    "VOI table": Form(
        _LE, WIDE.tobytes, 255 - GREY, bits=12,
        attributes={"VOILUTSequence": []},  # filled below: a dataset
    ),
    "MONOCHROME1": Form(_LE, lambda: (255 - GREY).tobytes(), GREY, photometric="MONOCHROME1"),
    "RGB": _native("RGB", RGB.tobytes),
    "RGB in planes": _native("RGB", lambda: np.moveaxis(RGB, 3, 1).tobytes(), attributes={"PlanarConfiguration": 1}),
    "YBR_FULL": _native("YBR_FULL", lambda: _ybr(RGB).tobytes(), error=1.0),
    "YBR_FULL in planes": _native(
        "YBR_FULL", lambda: np.moveaxis(_ybr(RGB), 3, 1).tobytes(), attributes={"PlanarConfiguration": 1}, error=1.0
    ),
    "YBR_FULL_422": _native("YBR_FULL_422", lambda: _in_pairs(_ybr(SMOOTH_RGB)), luma(SMOOTH_RGB), error=1.5),
    "YBR_PARTIAL_422": _native("YBR_PARTIAL_422", lambda: _in_pairs(_partial(_ybr(SMOOTH_RGB))), luma(SMOOTH_RGB), error=1.5),
    "palette, 8 bits": _native("PALETTE COLOR", lambda: (255 - GREY).tobytes(), GREY, attributes=_palette(8, _INVERSE)),
    "palette, 16 bits": _native("PALETTE COLOR", lambda: (255 - GREY).tobytes(), GREY, attributes=_palette(16, _INVERSE * 257)),
    "palette, 8 bits in 16": _native("PALETTE COLOR", lambda: (255 - GREY).tobytes(), GREY, attributes=_palette(16, _INVERSE)),
    "palette in segments": _native(
        "PALETTE COLOR", lambda: (255 - GREY).tobytes(), GREY, attributes=_palette(16, _RAMP, segmented=True), error=0.1
    ),
}  # fmt: skip

_table = Dataset()
_table.LUTDescriptor, _table.LUTData = [4096, 0, 12], (4095 - np.arange(4096)).astype("<u2").tobytes()
NATIVE["VOI table"].attributes["VOILUTSequence"] = [_table]

_LOSSLESS, _SV1 = uid.JPEGLossless, uid.JPEGLosslessSV1
ENCODED: dict[str, Form] = {
    "RLE": Form(uid.RLELossless, lambda: _rle(GREY), GREY),
    "RLE, 16 bits": Form(uid.RLELossless, lambda: _rle(FULL), GREY, bits=16),
    "RLE, 12 bits that are said to be 16": Form(uid.RLELossless, lambda: _rle(WIDE), GREY, bits=16),
    "RLE, one bit": Form(uid.RLELossless, lambda: _rle_bits(_MASK), _MASK_LEVELS, bits=1),
    "RLE, RGB": Form(uid.RLELossless, lambda: _rle(RGB), _GREY_LUMA, photometric="RGB"),
    "JPEG baseline": Form(uid.JPEGBaseline8Bit, lambda: _jpeg(SMOOTH, "L"), SMOOTH, 1.0),
    "JPEG baseline, YBR_FULL_422": Form(
        uid.JPEGBaseline8Bit, lambda: _jpeg(SMOOTH_RGB, "RGB", subsampling="4:2:2"), luma(SMOOTH_RGB), 1.5, "YBR_FULL_422"
    ),
    "JPEG baseline, RGB": Form(
        uid.JPEGBaseline8Bit, lambda: _jpeg(SMOOTH_RGB, "RGB", keep_rgb=True), luma(SMOOTH_RGB), 1.0, "RGB"
    ),
    "JPEG extended, 8 bits": Form(uid.JPEGExtended12Bit, lambda: _extended(SMOOTH), SMOOTH, 1.0),
    "JPEG extended, 12 bits": Form(uid.JPEGExtended12Bit, lambda: _stored("extended_12"), SMOOTH, 1.0, bits=12),
    "JPEG in passes, spectral selection": Form(
        "1.2.840.10008.1.2.4.53", lambda: _jpeg(SMOOTH, "L", progressive=True), SMOOTH, 1.0
    ),
    "JPEG in passes, full progression": Form(
        "1.2.840.10008.1.2.4.55", lambda: _jpeg(SMOOTH_RGB, "RGB", progressive=True, subsampling="4:2:2"), luma(SMOOTH_RGB), 1.5,
        "YBR_FULL_422",
    ),
    **{
        f"JPEG Lossless, predictor {n}": Form(_LOSSLESS, lambda n=n: _stored(f"lossless_{n}_8"), GREY)  # type: ignore[misc]
        for n in range(1, 8)
    },
    "JPEG Lossless SV1": Form(_SV1, lambda: _stored("lossless_1_8"), GREY),
    "JPEG Lossless SV1, 12 bits": Form(_SV1, lambda: _stored("lossless_1_12"), GREY, bits=12),
    "JPEG Lossless, 16 bits": Form(_LOSSLESS, lambda: _stored("lossless_6_16"), GREY, bits=16),
    **{
        f"JPEG Lossless, 16 bits, differences of 32768, predictor {n}": Form(
            _LOSSLESS, lambda n=n: _stored(f"lossless_{n}_16_jumps"), (JUMPS >> 8).astype(np.uint8), bits=16  # type: ignore[misc]
        )
        for n in (1, 4, 7)
    },
    "JPEG Lossless SV1, RGB": Form(_SV1, lambda: _stored("lossless_1_rgb"), _GREY_LUMA, photometric="RGB"),
    "JPEG-LS": Form(uid.JPEGLSLossless, lambda: _jpeg_ls(GREY), GREY),
    "JPEG-LS, 12 bits": Form(uid.JPEGLSLossless, lambda: _jpeg_ls(WIDE), GREY, bits=12),
    "JPEG-LS, RGB": Form(uid.JPEGLSLossless, lambda: _jpeg_ls(RGB, interleave=2), _GREY_LUMA, photometric="RGB"),
    "JPEG-LS near lossless": Form(uid.JPEGLSNearLossless, lambda: _jpeg_ls(GREY, 2), GREY, 2.0),
    "JPEG 2000 lossless": Form(uid.JPEG2000Lossless, lambda: _openjpeg(GREY, 8), GREY),
    "JPEG 2000 lossless, 12 bits": Form(uid.JPEG2000Lossless, lambda: _openjpeg(WIDE, 12), GREY, bits=12),
    "JPEG 2000 lossless, YBR_RCT": Form(
        uid.JPEG2000Lossless, lambda: _openjpeg(RGB, 8, photometric_interpretation=1), _GREY_LUMA, photometric="YBR_RCT"
    ),
    "JPEG 2000": Form(uid.JPEG2000, lambda: _openjpeg(SMOOTH, 8, compression_ratios=[4]), SMOOTH, 2.0),
    "HTJ2K lossless": Form(uid.HTJ2KLossless, lambda: _stored("htj2k_lossless_8"), GREY),
    "HTJ2K lossless, 12 bits": Form(uid.HTJ2KLosslessRPCL, lambda: _stored("htj2k_lossless_12"), GREY, bits=12),
    "HTJ2K lossless, YBR_RCT": Form(
        uid.HTJ2KLossless, lambda: _stored("htj2k_lossless_rgb"), _GREY_LUMA, photometric="YBR_RCT"
    ),
    "HTJ2K": Form(uid.HTJ2K, lambda: _stored("htj2k_lossy_8"), SMOOTH, 2.0),
    "deflated frames": Form("1.2.840.10008.1.2.8.1", lambda: [_deflate(frame) for frame in GREY], GREY),
}  # fmt: skip


def _deflate(frame: Words) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(frame.tobytes()) + packer.flush()


def _cine(syntax: str, codec: str, container: str, error: float = 3.0) -> Form:
    return Form(syntax, lambda: [video(codec, container, list(SMOOTH_RGB))], luma(SMOOTH_RGB), error, "YBR_PARTIAL_420")


CINES: dict[str, Form] = {
    "MPEG-2": _cine(uid.MPEG2MPML, "mpeg2video", "mpeg2video"),
    "MPEG-2 in a program stream": _cine(uid.MPEG2MPHL, "mpeg2video", "vob"),
    "MPEG-4 AVC": _cine(uid.MPEG4HP41, "libx264", "h264"),
    "MPEG-4 AVC in MP4": _cine(uid.MPEG4HP42STEREO, "libx264", "mp4"),
    "MPEG-4 AVC in a transport stream": _cine(uid.MPEG4HP41BD, "libx264", "mpegts"),
    "HEVC": Form(uid.HEVCMP51, lambda: [_hevc()], luma(SMOOTH_RGB), 3.0, "YBR_PARTIAL_420"),
}

ITEMS: dict[str, Callable[[list[bytes]], bytes]] = {
    "no offset table": lambda frames: encapsulate(frames, has_bot=False),
    "offset table": lambda frames: encapsulate(frames, has_bot=True),
    "fragments": lambda frames: encapsulate(frames, fragments_per_frame=3, has_bot=True),
    "fragments, no offset table": lambda frames: encapsulate(frames, fragments_per_frame=3, has_bot=False),
}
