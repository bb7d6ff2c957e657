"""Where each frame's bytes are in the file, and reading them one frame at a time.

Sources: DICOM PS3.5 8 (native), A.4 (encapsulated; basic and extended offset tables), PS3.3 C.7.6.3.1.8 (extended offset table).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from pydicom import Dataset

from edge_app.capture.readers.dicom.data_set import DataSet
from edge_app.capture.readers.dicom.layout import Layout

_PIXEL_DATA = (0x7FE0, 0x0010)
_ITEM, _END = (0xFFFE, 0xE000), (0xFFFE, 0xE0DD)
_UNDEFINED = 0xFFFFFFFF
_MAX_FRAGMENTS = 250_000  # their places are kept in memory
_STARTS = (b"\xff\xd8", b"\xff\x4f\xff\x51")  # of a JPEG (also lossless and LS) and a JPEG 2000 frame


@dataclass(frozen=True)
class PixelData:
    """The pixel data element, its value not read."""

    file: BinaryIO
    start: int  # offset of its value
    length: int | None  # bytes; None if the value is encapsulated
    words: bool  # value representation OW: in a big-endian file bytes are swapped in pairs
    little: bool


@dataclass(frozen=True)
class Fragment:
    """A piece of an encapsulated frame."""

    start: int  # offset in the file
    length: int  # bytes


def find_pixel_data(data_set: DataSet) -> PixelData | None:
    """The element that the file stands at; None if there is none. Raises struct.error where it is cut off."""
    file, order = data_set.file, "<" if data_set.little else ">"
    head = file.read(8)
    if len(head) < 8 or struct.unpack(f"{order}HH", head[:4]) != _PIXEL_DATA:
        return None
    # Some files change between explicit and implicit. An implicit length is even; what spells these is odd.
    explicit = head[4:6] in (b"OB", b"OW", b"UN")
    (length,) = struct.unpack(f"{order}I", file.read(4) if explicit else head[4:])
    words = not explicit or head[4:6] == b"OW"
    return PixelData(file, file.tell(), None if length == _UNDEFINED else length, words, data_set.little)


def native_frames(pixels: PixelData, layout: Layout) -> Iterator[npt.NDArray[np.generic]]:
    """Each frame's samples in the order of the file, (n,): uint8 of 0 and 1 for one bit, otherwise uint8 or uint16.

    Raises EOFError at the first frame that is not complete.
    """
    bits, most = layout.frame_bits, pixels.length or 0
    swapped = not pixels.little and pixels.words and layout.bits_allocated == 8
    for index in range(layout.frames):
        first, last = index * bits // 8, -(-(index + 1) * bits // 8)
        # Frames of an odd number of bytes begin in the middle of a swapped pair.
        begin, end = (first & ~1, last + (last & 1)) if swapped else (first, last)
        pixels.file.seek(pixels.start + begin)
        data = pixels.file.read(end - begin) if end <= most + (end - last) else b""
        if len(data) < last - begin:
            raise EOFError(f"the pixel data ends within frame {index + 1} of {layout.frames}")
        if swapped:
            pairs = np.frombuffer(data + bytes(len(data) & 1), np.uint8).reshape(-1, 2)
            data = pairs[:, ::-1].tobytes()[first - begin :]
        yield unpacked(data, layout, pixels.little, skip=index * bits - 8 * first)


def unpacked(data: bytes, layout: Layout, little: bool = True, skip: int = 0) -> npt.NDArray[np.generic]:
    """The samples of one frame, (n,): uint8 or uint16; of one bit, after `skip` bits of the frame before, uint8 of 0 and 1.

    Raises EOFError if there are too few.
    """
    count = layout.frame_bits // layout.bits_allocated
    if layout.bits_allocated == 1:
        samples = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[skip : skip + count]
    else:
        samples = np.frombuffer(data, np.uint8 if layout.bits_allocated == 8 else "<u2" if little else ">u2")[:count]
    if samples.size < count:
        raise EOFError("a frame of the pixel data is cut off")
    return samples if samples.dtype.isnative else samples.astype(np.uint16)


def encapsulated_frames(pixels: PixelData, layout: Layout, header: Dataset) -> Iterator[bytes]:
    """Each frame's encoded bytes, its fragments joined. Raises EOFError or ValueError at the first that is not complete."""
    table, fragments, closed = _fragments(pixels, layout.frames)
    groups = _by_frame(pixels, layout.frames, header, table, fragments)
    for index in range(layout.frames):
        if index >= len(groups) or not groups[index]:
            raise EOFError(f"the pixel data ends after {index} of {layout.frames} frames")
        if not closed and index >= len(groups) - 1:
            raise EOFError(f"the pixel data is cut off within frame {index + 1} of {layout.frames}")
        yield b"".join(_bytes(pixels.file, fragment) for fragment in groups[index])


def encapsulated_stream(pixels: PixelData, frames: int) -> FragmentStream:
    """The fragments as one stream of bytes, for video. Raises EOFError where the pixel data is cut off, ValueError as below."""
    _, fragments, closed = _fragments(pixels, frames)
    if not closed:
        raise EOFError("the pixel data is cut off")
    return FragmentStream(pixels.file, fragments)


class FragmentStream(io.RawIOBase):
    """Reads fragments one after the other, as if they were a file."""

    def __init__(self, file: BinaryIO, fragments: Sequence[Fragment]) -> None:
        self._file, self._fragments = file, fragments
        self._starts = np.cumsum([0, *(fragment.length for fragment in fragments)])
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: int(self._starts[-1])}[whence]
        self._position = min(max(base + offset, 0), int(self._starts[-1]))
        return self._position

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [], int(self._starts[-1]) if size is None or size < 0 else size
        while wanted > 0 and self._position < self._starts[-1]:
            index = int(np.searchsorted(self._starts, self._position, side="right")) - 1
            inside = self._position - int(self._starts[index])
            fragment = self._fragments[index]
            count = min(wanted, fragment.length - inside)
            part = _bytes(self._file, Fragment(fragment.start + inside, count))
            parts.append(part)
            self._position += count
            wanted -= count
        return b"".join(parts)


def _bytes(file: BinaryIO, fragment: Fragment) -> bytes:
    file.seek(fragment.start)
    data = file.read(fragment.length)
    if len(data) < fragment.length:
        raise EOFError("the pixel data is cut off")
    return data


def _fragments(pixels: PixelData, frames: int) -> tuple[list[int], list[Fragment], bool]:
    """The basic offset table, the fragments, and whether their sequence is closed. Nothing but the items' heads is read.

    Raises ValueError for no or far too many fragments.
    """
    file = pixels.file
    file.seek(0, io.SEEK_END)
    size = file.tell()
    position, items, most = pixels.start, list[Fragment](), min(64 * frames + 1000, _MAX_FRAGMENTS)
    while position + 8 <= size:
        file.seek(position)
        group, element, length = struct.unpack("<HHI", file.read(8))
        closed = (group, element) == _END
        if closed or (group, element) != _ITEM or position + 8 + length > size:
            break
        if len(items) > most:
            raise ValueError(f"the pixel data has more than {most} fragments for {frames} frames")
        items.append(Fragment(position + 8, length))
        position += 8 + length
    else:
        closed = position == size  # some writers leave the end out
    if not items:
        raise ValueError("the encapsulated pixel data has no items")
    first = items[0].length // 4
    table = list(struct.unpack(f"<{first}I", _bytes(file, Fragment(items[0].start, 4 * first))))
    return table, items[1:], closed


def _by_frame(
    pixels: PixelData, frames: int, header: Dataset, table: list[int], fragments: list[Fragment]
) -> list[list[Fragment]]:
    """The fragments of each frame, by the extended offset table, the basic one, their number, or how they begin."""
    extended = header.get("ExtendedOffsetTable")
    if extended:
        table = list(struct.unpack(f"<{len(extended) // 8}Q", extended[: len(extended) // 8 * 8]))
    if frames == 1:
        return [fragments]
    if not any(table):
        if len(fragments) == frames:
            return [[fragment] for fragment in fragments]
        heads = (_bytes(pixels.file, Fragment(f.start, min(f.length, 4))) for f in fragments)
        starts = [index for index, head in enumerate(heads) if head.startswith(_STARTS)] or list(range(len(fragments)))
        if len(starts) > frames:
            raise ValueError(f"the pixel data holds {len(starts)} encoded frames, its header says {frames}")
        return _groups(fragments, starts)
    # Offsets count from the first item after the table (PS3.5 A.4); a fragment's item begins 8 bytes before it.
    origin = fragments[0].start if fragments else 0
    index_of = {fragment.start - origin: index for index, fragment in enumerate(fragments)}
    present = [offset for offset in table if fragments and offset <= fragments[-1].start - origin]  # more, unless cut off
    if any(offset not in index_of for offset in present):
        raise ValueError("the offset table of the pixel data does not fit its fragments")
    starts = [index_of[offset] for offset in present]
    if starts != sorted(set(starts)):
        raise ValueError("the offset table of the pixel data is out of order")
    return _groups(fragments, starts)


def _groups(fragments: list[Fragment], starts: list[int]) -> list[list[Fragment]]:
    return [fragments[a:b] for a, b in zip(starts, [*starts[1:], len(fragments)], strict=True)]
