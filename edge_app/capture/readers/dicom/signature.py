"""Whether a file is DICOM, by its first bytes; without pydicom, which takes a third of a second to import."""

from __future__ import annotations

import struct

LENGTH = 132  # bytes that `is_dicom` wants

_GROUPS = (0x0002, 0x0008)  # a file without a preamble begins with its meta group or, without that too, with the identification
_LONGEST_FIRST = 256  # bytes; the first element is a group's length, a character set, an image type or a UID


def is_dicom(head: bytes) -> bool:
    """With the preamble of PS3.10 7.1, or without one, as old archives and network captures write it."""
    return head[128:132] == b"DICM" or _begins_a_data_set(head)


def _begins_a_data_set(head: bytes) -> bool:
    if len(head) < LENGTH:
        return False
    for order in "<>":
        group, element, vr, short = struct.unpack(f"{order}HH2sH", head[:8])
        (implicit,) = struct.unpack(f"{order}I", head[4:8])
        if group in _GROUPS and element <= 0x0016:
            if vr in (b"UL", b"CS", b"UI", b"DA", b"SH"):
                return bool(0 < short <= _LONGEST_FIRST)
            return bool(order == "<" and 0 < implicit <= _LONGEST_FIRST)
    return False
