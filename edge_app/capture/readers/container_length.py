"""How many bytes a video container says it has, so that one that was cut off is noticed whatever its frames look like."""

from __future__ import annotations

from typing import BinaryIO

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_HEAD = 4096  # bytes
_MOST_BOXES = 100_000  # of an MP4; a fragmented one has two a second


def missing_bytes(file: BinaryIO, size: int) -> int:
    """Bytes that AVI, Matroska, ASF and MP4 state beyond the `size` that the file has; 0 where they state none or fewer."""
    file.seek(0)
    head = file.read(_HEAD)
    if head[:4] == b"RIFF":
        stated = 8 + int.from_bytes(head[4:8], "little")
    elif head[:4] == _EBML:
        stated = _matroska(head)
    elif head[:16] == _ASF_HEADER:
        at = head.find(_ASF_FILE_PROPERTIES)
        stated = int.from_bytes(head[at + 40 : at + 48], "little") if at >= 0 else 0
    elif head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        stated = _end_of_boxes(file, size)
    else:
        stated = 0
    return max(0, stated - size)


def _matroska(head: bytes) -> int:
    """End of the segment; 0 where its size is unknown, as while it is being recorded (RFC 8794, 4 and 6)."""
    at = head.find(_SEGMENT)
    if at < 0 or at + 5 > len(head):
        return 0
    width = 9 - head[at + 4].bit_length()
    field = head[at + 4 : at + 4 + width]
    value = int.from_bytes(field, "big") & (1 << 7 * width) - 1
    return 0 if len(field) < width or value == (1 << 7 * width) - 1 else at + 4 + width + value


def _end_of_boxes(file: BinaryIO, size: int) -> int:
    """Where the last of the outermost boxes ends (ISO 14496-12, 4.2)."""
    position = 0
    for _ in range(_MOST_BOXES):
        file.seek(position)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if len(header) < 8 or length < 8:  # the end, a box that lasts to it, or nonsense after it
            break
        position += length
        if position >= size:
            break
    return position
