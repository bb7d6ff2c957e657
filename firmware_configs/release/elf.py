"""Which libraries an ELF file asks for: the dynamic section of ELF64, little-endian, as on x86-64 and aarch64.

By the "System V ABI", chapters 4 and 5: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
"""

from __future__ import annotations

import struct

MAGIC = b"\x7fELF"
_ELF64_LITTLE_ENDIAN = b"\x02\x01"
_LOAD, _DYNAMIC = 1, 2  # kinds of segments
_NEEDED, _STRING_TABLE = 1, 5  # entries of the dynamic section


def needed_libraries(content: bytes) -> tuple[str, ...]:
    """The names under DT_NEEDED, such as "libQt6Core.so.6"; none for what is no ELF file or has no dynamic section.

    Raises ValueError for a damaged file.
    """
    if content[:4] != MAGIC or content[4:6] != _ELF64_LITTLE_ENDIAN:
        return ()
    try:
        (table,) = struct.unpack_from("<Q", content, 32)
        size, count = struct.unpack_from("<HH", content, 54)
        # Of each segment: kind, flags, offset in the file, address, physical address, length in the file.
        segments = [struct.unpack_from("<IIQQQQ", content, table + index * size) for index in range(count)]
        dynamic = next((segment for segment in segments if segment[0] == _DYNAMIC), None)
        if dynamic is None:
            return ()
        entries = list(struct.iter_unpack("<QQ", content[dynamic[2] : dynamic[2] + dynamic[5] // 16 * 16]))
        address = next(value for tag, value in entries if tag == _STRING_TABLE)
        strings = next(
            address - at + offset for kind, _, offset, at, _, length in segments if kind == _LOAD and at <= address < at + length
        )
        return tuple(_text(content, strings + value) for tag, value in entries if tag == _NEEDED)
    except (struct.error, StopIteration) as exc:
        raise ValueError("a damaged ELF file") from exc


def _text(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode()
