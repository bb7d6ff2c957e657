"""The blocks of a PNG, GIF, WebP or TIFF file: whether it is whole, and how long each of its images is shown. Pure.

Pillow accepts a PNG without its end and with wrong check sums, a GIF that ends between two images, and a TIFF that ends within a
directory.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

_PNG, _GIF = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
_HUNDREDTH = 0.01  # s, GIF's unit


class DamagedStill(Exception):
    """What is missing or wrong, as a clause: "it ends within its data"."""


@dataclass(frozen=True)
class StillStructure:
    """What the blocks say, without decoding any."""

    durations: tuple[float, ...] = ()  # s that each image of an animation is shown; empty: it is none
    significant_bits: int | None = None  # of 16 in each sample of a PNG; None: not stated


def read_structure(content: bytes) -> StillStructure:
    """Of PNG, GIF and WebP; nothing of other formats. Raises DamagedStill."""
    try:
        if content.startswith(_PNG):
            return _png(content)
        if content.startswith(_GIF):
            return StillStructure(_gif(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return StillStructure(_webp(content))
    except (IndexError, struct.error) as exc:
        raise DamagedStill("it ends within its data") from exc
    return StillStructure()


def _png(content: bytes) -> StillStructure:
    """Chunks: length, type, body, CRC (PNG 3rd edition, 5.3)."""
    durations: list[float] = []
    position, bits = len(_PNG), None
    while position < len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        end = position + 12 + length
        if end > len(content):
            break
        if struct.unpack_from(">I", content, end - 4)[0] != zlib.crc32(memoryview(content)[position + 4 : end - 4]):
            raise DamagedStill("the check sum of a part is wrong")
        if kind == b"IEND":
            return StillStructure(tuple(durations), bits)
        if kind == b"fcTL":  # its delay is a fraction of a second, of hundredths where the denominator is 0
            above, below = struct.unpack_from(">HH", content, position + 28)
            durations.append(above / (below or 100))
        if kind == b"sBIT" and length:
            bits = max(content[position + 8 : position + 8 + length])
        position = end
    raise DamagedStill("it is cut off, without its end")


def _colour_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif(content: bytes) -> tuple[float, ...]:
    """Blocks up to the trailer; each image's time from the graphic control extension before it (GIF89a, 18-27)."""
    durations: list[float] = []
    position, delay = 13 + _colour_table(content[10]), 0.0
    while content[position] != 0x3B:
        if content[position] == 0x2C:
            durations.append(delay)
            delay = 0.0
            position = _after_sub_blocks(content, position + 11 + _colour_table(content[position + 9]))
        elif content[position] == 0x21:
            if content[position + 1] == 0xF9:
                delay = _HUNDREDTH * struct.unpack_from("<H", content, position + 4)[0]
            position = _after_sub_blocks(content, position + 2)
        else:
            raise DamagedStill("one of its blocks is damaged")
    return tuple(durations) if len(durations) > 1 else ()


def _after_sub_blocks(content: bytes, position: int) -> int:
    while content[position]:
        position += content[position] + 1
    return position + 1


def _webp(content: bytes) -> tuple[float, ...]:
    """Chunks of RIFF: type, length, body padded to an even length; an image of an animation says its milliseconds."""
    durations: list[float] = []
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content):
        raise DamagedStill("it is cut off")
    position = 12
    while position < end:
        kind, length = struct.unpack_from("<4sI", content, position)
        if position + 8 + length > end:
            raise DamagedStill("it ends within its data")
        if kind == b"ANMF":
            durations.append(int.from_bytes(content[position + 20 : position + 23], "little") / 1000)
        position += 8 + length + length % 2
    return tuple(durations)


def count_pages(file: BinaryIO) -> int | None:
    """A TIFF's pages, one a directory: a count, entries of 12 bytes, and where the next one is (TIFF 6.0, section 2).

    Only the directories are read: a stack of pages may be large, and Pillow takes a time that grows with the square of their
    number. None: no TIFF, or a BigTIFF, which is left to its decoder. Raises DamagedStill.
    """
    file.seek(0)
    head = file.read(8)
    if head[:4] not in (b"II*\0", b"MM\0*"):
        return None
    order = "<" if head[:2] == b"II" else ">"
    seen: set[int] = set()
    try:
        (position,) = struct.unpack(order + "4xI", head)
        while position:
            if position in seen:
                raise DamagedStill("its pages lead back to one before")
            seen.add(position)
            file.seek(position)
            (entries,) = struct.unpack(order + "H", file.read(2))
            file.seek(position + 2 + 12 * entries)
            (position,) = struct.unpack(order + "I", file.read(4))
    except struct.error as exc:
        raise DamagedStill("it ends within its pages' directories") from exc
    return len(seen)
