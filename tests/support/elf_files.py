"""ELF files of a few hundred bytes that ask for libraries, as a linker would write them."""

from __future__ import annotations

import struct


def elf(*needed: str, extra: bytes = b"") -> bytes:
    """A little-endian ELF64 with one DT_NEEDED for each name; `extra` follows, as code would."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in needed)
    starts = [strings.index(b"\0" + name.encode() + b"\0") + 1 for name in needed]
    segments, address = 64, 0x1000  # both segments' headers follow the file's; the file is loaded at the address
    table = segments + 2 * 56
    entries = [*((1, start) for start in starts), (5, address + table), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 183, 1, 0, segments, 0, 0, 64, 56, 2, 0, 0, 0)
    whole = table + len(strings) + len(dynamic)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, address, address, whole, whole, 0x1000)
    place = table + len(strings)
    of_dynamic = struct.pack("<IIQQQQQQ", 2, 6, place, address + place, address + place, len(dynamic), len(dynamic), 8)
    return header + load + of_dynamic + strings + dynamic + extra
