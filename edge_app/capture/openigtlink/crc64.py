"""CRC-64 as ECMA-182 defines it and OpenIGTLink uses it: polynomial 0x42F0E1EBA9EA3693, no reflection, begins with 0.

Vectorised, because a frame of a megabyte may arrive 30 times a second: the checksums of all groups of 64 bytes are looked up
at once, then merged in pairs. A checksum that begins with 0 is linear, so that of A and B together is that of A, moved by B's
length, xor that of B; and leading zeros change nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

_POLYNOMIAL = 0x42F0E1EBA9EA3693
_GROUP = 64  # bytes

Words = npt.NDArray[np.uint64]


def crc64(data: bytes | bytearray | memoryview) -> int:
    """The checksum of the data, 0 for none."""
    size = len(data)
    if not size:
        return 0
    padded = np.zeros(-(-size // _GROUP) * _GROUP, np.uint8)
    padded[-size:] = np.frombuffer(data, np.uint8)
    groups = padded.reshape(-1, _GROUP)
    sums = np.zeros(len(groups), np.uint64)
    for place, contributions in enumerate(_contributions()):
        sums ^= contributions[groups[:, place]]
    level = 0
    while len(sums) > 1:
        if len(sums) % 2:
            sums = np.concatenate((np.zeros(1, np.uint64), sums))
        sums = _apply(_moved_by(level), sums[0::2]) ^ sums[1::2]
        level += 1
    return int(sums[0])


@lru_cache(maxsize=1)
def _contributions() -> Words:
    """(64, 256): what each value of each byte of a group adds to the checksum of the group."""
    last = np.arange(256, dtype=np.uint64) << np.uint64(56)
    for _ in range(8):
        last = (last << np.uint64(1)) ^ np.where(last >> np.uint64(63), np.uint64(_POLYNOMIAL), np.uint64(0))
    table = np.empty((_GROUP, 256), np.uint64)
    table[-1] = last
    for place in range(_GROUP - 1, 0, -1):  # the byte before is followed by one byte more
        table[place - 1] = _followed_by_zero(table[place], last)
    return table


def _followed_by_zero(sums: Words, last: Words) -> Words:
    return np.asarray((sums << np.uint64(8)) ^ last[sums >> np.uint64(56)])


@lru_cache(maxsize=64)
def _moved_by(level: int) -> Words:
    """(8, 256): a checksum followed by 64 * 2**level zero bytes, by the value of each of its bytes, the lowest first."""
    moved = np.uint64(1) << np.arange(64, dtype=np.uint64)  # every bit of a checksum by itself
    if level == 0:
        for _ in range(_GROUP):
            moved = _followed_by_zero(moved, _contributions()[-1])
    else:
        moved = _apply(_moved_by(level - 1), _apply(_moved_by(level - 1), moved))
    table = np.zeros((8, 256), np.uint64)
    for bit, image in enumerate(moved):
        value = 1 << bit % 8
        table[bit // 8, value : 2 * value] = table[bit // 8, :value] ^ image
    return table


def _apply(table: Words, sums: Words) -> Words:
    found = np.zeros_like(sums)
    for byte, contributions in enumerate(table):
        found ^= contributions[(sums >> np.uint64(8 * byte)).astype(np.uint8)]
    return found
