"""An OpenIGTLink IMAGE message, version 1, as a scanner's or PLUS server's: openigtlink.org/protocols/v2_image.html. Pure."""

from __future__ import annotations

from fastcrc.crc64 import ecma_182

from edge_app.capture.openigtlink.message import HEADER, IMAGE
from edge_app.records import GreyImage

_UINT8, _LITTLE, _RAS = 3, 2, 1


def body(pixels: GreyImage, mm_per_pixel: float) -> bytes:
    """Of one grey frame (H, W)."""
    rows, columns = pixels.shape
    size = columns, rows, 1
    matrix = mm_per_pixel, 0, 0, 0, mm_per_pixel, 0, 0, 0, 1, 0, 0, 0
    return IMAGE.pack(1, 1, _UINT8, _LITTLE, _RAS, *size, *matrix, 0, 0, 0, *size) + pixels.tobytes()


def header(body: bytes, checksum: int, device: str, unix_s: float) -> bytes:
    """What precedes a body. unix_s: the sender's clock, s since 1970."""
    seconds = int(unix_s)
    return HEADER.pack(1, b"IMAGE", device.encode(), seconds, int((unix_s - seconds) * 2**32), len(body), checksum)


def checksum(body: bytes) -> int:
    """CRC-64 of a body."""
    return ecma_182(body)
