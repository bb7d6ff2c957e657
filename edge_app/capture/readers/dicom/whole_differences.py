"""JPEG Lossless of 16 bits whose neighbours differ by 32768, put so that FFmpeg reads it. Pure.

Such a difference has the category 16 and no further bits (ITU-T T.81 H.1.2.2, table H.2); FFmpeg takes 16 bits after it, and
everything behind is another image. A black corner is enough for one: the first difference is from 32768. So the 16 bits that
FFmpeg wants are put in here. Where they belong, only the sequence of codes tells: how far a code reaches is looked up for every
position in the data at once, and then followed from the first sample to the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_SOF_LOSSLESS, _DHT, _SOS, _DRI = 0xC3, 0xC4, 0xDA, 0xDD
_LENGTHS = 16  # counts of codes by their length, which begin a Huffman table (T.81 B.2.4.2)
_WHOLE = 16  # category of a difference of 32768
_WHOLE_MARK = 0x80  # in a step
_BITS_OF_WHOLE = np.array([1] + [0] * 15, np.uint8)  # 32768 as FFmpeg reads it
_PIECE = 1 << 16  # bytes that are looked at together


@dataclass(frozen=True)
class _Scan:
    """What has to be known to follow the codes of a scan."""

    start: int  # offset of its coded data
    samples: int
    interval: int  # samples between restart markers; 0: there are none
    steps: npt.NDArray[np.uint8]  # (65536,) by the next 16 bits: of a code and its further bits; | _WHOLE_MARK; 0: no code


def with_bits_after_whole_differences(encoded: bytes) -> bytes:
    """A whole JPEG Lossless frame -> the same image as FFmpeg reads it; itself where no code has the category 16.

    Raises ValueError where it has one and is damaged, or of several components.
    """
    scan = _read_scan(encoded)
    if scan is None:
        return encoded
    parts, left, position = [encoded[: scan.start]], scan.samples, scan.start
    while left > 0:
        end = _end_of_interval(encoded, position)
        count = min(left, scan.interval or left)
        parts.append(_stretched(encoded[position:end].replace(b"\xff\x00", b"\xff"), scan.steps, count))
        left -= count
        position = end + 2 if left > 0 else end
        parts.append(encoded[end:position])
    return b"".join((*parts, encoded[position:]))


def _read_scan(encoded: bytes) -> _Scan | None:
    """The one scan of a frame; None where its Huffman table has no category 16."""
    tables: dict[int, npt.NDArray[np.uint8]] = {}
    position, samples, interval, components = 2, 0, 0, 0
    while encoded[position : position + 1] == b"\xff":
        code, length = encoded[position + 1], int.from_bytes(encoded[position + 2 : position + 4], "big")
        body = encoded[position + 4 : position + 2 + length]
        position += 2 + length
        if code == _SOF_LOSSLESS and len(body) >= 6:
            samples, components = int.from_bytes(body[1:3], "big") * int.from_bytes(body[3:5], "big"), body[5]
        elif code == _DRI:
            interval = int.from_bytes(body[:2], "big")
        elif code == _DHT:
            tables |= _read_tables(body)
        elif code == _SOS:
            if not any(np.any(steps & _WHOLE_MARK) for steps in tables.values()):
                return None
            table = body[2] >> 4 if len(body) > 2 else -1
            if components != 1 or table not in tables:
                raise ValueError("JPEG Lossless frames of several components with differences of 32768 are not supported")
            return _Scan(position, samples, interval, tables[table])
    return None


def _read_tables(body: bytes) -> dict[int, npt.NDArray[np.uint8]]:
    """The tables of one marker segment, by their number, each as `_Scan.steps`. Raises ValueError."""
    found: dict[int, npt.NDArray[np.uint8]] = {}
    while len(body) > _LENGTHS:
        counts, steps, first = body[1 : 1 + _LENGTHS], np.zeros(1 << 16, np.uint8), 0
        categories = iter(body[1 + _LENGTHS : 1 + _LENGTHS + sum(counts)])
        for length, count in enumerate(counts, 1):
            for _ in range(count):  # codes of one length follow one another (T.81 C.2)
                category = next(categories, _WHOLE + 1)
                span = 1 << 16 - length
                if category > _WHOLE or first + span > 1 << 16:
                    raise ValueError("a Huffman table of a JPEG frame is damaged")
                steps[first : first + span] = length | _WHOLE_MARK if category == _WHOLE else length + category
                first += span
        found[body[0]] = steps
        body = body[1 + _LENGTHS + sum(counts) :]
    return found


def _end_of_interval(encoded: bytes, position: int) -> int:
    """Where the next marker begins. Raises ValueError where there is none."""
    while (position := encoded.find(b"\xff", position)) >= 0 and encoded[position + 1 : position + 2] == b"\x00":
        position += 2
    if position < 0:
        raise ValueError("a JPEG frame is cut off within its coded data")
    return position


def _stretched(data: bytes, steps: npt.NDArray[np.uint8], samples: int) -> bytes:
    """The coded data between two markers, unstuffed -> with the bits put in, filled up with ones, and stuffed."""
    places = np.array(_follow(data, steps, samples), np.int64)
    stretched, rest = bytearray(), np.empty(0, np.uint8)
    for start in range(0, len(data), _PIECE):
        bits = np.unpackbits(np.frombuffer(data, np.uint8, min(_PIECE, len(data) - start), start))
        inside = places[(places > 8 * start) & (places <= 8 * start + len(bits))] - 8 * start
        longer = np.insert(bits, np.repeat(inside, len(_BITS_OF_WHOLE)), np.tile(_BITS_OF_WHOLE, len(inside)))
        bits = np.concatenate((rest, longer))
        whole = len(bits) // 8 * 8
        stretched += np.packbits(bits[:whole]).tobytes()
        rest = bits[whole:]
    if len(rest):
        stretched += np.packbits(np.concatenate((rest, np.ones(8 - len(rest), np.uint8)))).tobytes()
    return bytes(stretched).replace(b"\xff", b"\xff\x00")


def _follow(data: bytes, steps: npt.NDArray[np.uint8], samples: int) -> list[int]:
    """Positions after each code of category 16, bits. Raises ValueError where there are fewer samples, or no code."""
    places: list[int] = []
    position, left = 0, samples
    for start in range(0, len(data), _PIECE):
        reach = _reach(data[start : start + _PIECE + 2], steps, min(_PIECE, len(data) - start))
        inside, end = position - 8 * start, len(reach)
        while inside < end and left:
            step = reach[inside]
            if step & _WHOLE_MARK:
                step &= ~_WHOLE_MARK
                places.append(8 * start + inside + step)
            if not step:
                raise ValueError("a JPEG frame is damaged: its coded data holds what is no code")
            inside += step
            left -= 1
        position = 8 * start + inside
    if left or position > 8 * len(data):
        raise ValueError("a JPEG frame is damaged: its coded data ends too soon")
    return places


def _reach(data: bytes, steps: npt.NDArray[np.uint8], count: int) -> bytes:
    """The step at each bit of the first `count` bytes; what would follow the data is taken for ones."""
    padded = np.frombuffer(data + b"\xff\xff", np.uint8).astype(np.uint32)
    words = padded[:count] << 16 | padded[1 : count + 1] << 8 | padded[2 : count + 2]
    windows = words[:, None] >> np.arange(8, 0, -1, dtype=np.uint32) & 0xFFFF
    return bytes(steps[windows].tobytes())
