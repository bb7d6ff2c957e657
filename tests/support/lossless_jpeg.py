"""A plain encoder of JPEG Lossless with 16 bits a sample (ITU-T T.81, annex H): predictor 1, every code five bits long."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

_CODE_BITS, _CATEGORIES = 5, 17


def encode_lossless(image: npt.NDArray[np.uint16], restart_rows: int = 0) -> bytes:
    """(H, W) -> a frame; restart_rows: rows between two restart markers, 0 for none."""
    height, width = image.shape
    head = b"\xff\xd8" + _segment(0xC3, struct.pack(">BHHB3B", 16, height, width, 1, 1, 0x11, 0))
    counts = bytes([0] * (_CODE_BITS - 1) + [_CATEGORIES] + [0] * (16 - _CODE_BITS))
    head += _segment(0xC4, b"\0" + counts + bytes(range(_CATEGORIES)))
    if restart_rows:
        head += _segment(0xDD, struct.pack(">H", restart_rows * width))
    head += _segment(0xDA, bytes([1, 1, 0, 1, 0, 0]))
    bands = np.split(image, range(restart_rows, height, restart_rows)) if restart_rows else [image]
    coded = b"".join(_coded(band) + bytes([0xFF, 0xD0 + index % 8]) for index, band in enumerate(bands))
    return head + coded[:-2] + b"\xff\xd9"


def _segment(code: int, body: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", 2 + len(body)) + body


def _coded(band: npt.NDArray[np.uint16]) -> bytes:
    samples = band.astype(np.int64)
    predicted = np.empty_like(samples)
    predicted[:, 1:], predicted[1:, 0], predicted[0, 0] = samples[:, :-1], samples[:-1, 0], 1 << 15
    bits = "".join(_code(int(difference)) for difference in ((samples - predicted) & 0xFFFF).ravel())
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")


def _code(difference: int) -> str:
    """difference: modulo 65536."""
    if difference == 1 << 15:
        return f"{16:05b}"
    signed = difference if difference < 1 << 15 else difference - (1 << 16)
    category = abs(signed).bit_length()
    further = signed if signed >= 0 else signed + (1 << category) - 1
    return f"{category:05b}" + (f"{further:0{category}b}" if category else "")
