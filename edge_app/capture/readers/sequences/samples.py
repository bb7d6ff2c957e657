"""Frames of a MetaImage, NRRD or NIfTI file, one at a time: the header is its own reader's, the samples are read here.

Memory does not grow with the number of frames, compressed or not, save for NRRD with the frames as first axis.
"""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from edge_app.capture.readers.geometry import describe_aspect, square_pixels, square_size, usable_aspect
from edge_app.capture.readers.limits import DEFAULT, Limits, check_frames, check_inflated, check_ratio, check_size
from edge_app.capture.readers.recording import RecordedFrame, Recording, isotropic, luma_and_colour
from edge_app.capture.readers.sample_depth import held_bits, to_eight_bits
from edge_app.errors import CaptureError

Samples = npt.NDArray[np.generic]

_LONGEST_NAME = 255  # bytes of a file's name that Linux takes
_CHUNK, _STEP = 1 << 16, 1 << 20  # bytes read of a compressed file, and inflated, at once
_UNSET_MM = 1.0  # what PLUS, ITK and NRRD write where nobody has calibrated the image


@dataclass(frozen=True)
class SequenceHeader:
    """What a header says of the samples. The first axis after the components is across the frame, the second down."""

    path: Path  # of the header, for messages
    data: Path  # of the samples; the same file, or one in the same folder
    offset: int  # bytes before the samples; -1: they are the last of the file
    compressed: bool  # the samples, as zlib or gzip
    dtype: np.dtype[np.generic]
    components: int  # 1 grey, 3 RGB, 4 with opacity
    width: int  # samples
    height: int
    count: int  # frames
    frames_first: bool = False  # the frames are the first axis, as older versions of Slicer write
    across_mm: float = 0.0  # mm between two samples; 0: not stated
    down_mm: float = 0.0
    times: tuple[float, ...] = ()  # s, of each frame; empty: not stated
    invalid: frozenset[int] = frozenset()  # frames that the recorder has marked as no images
    upside_down: bool = False  # the skin is below
    whole_compressed: bool = False  # the header too, and `offset` counts inflated bytes

    @property
    def frame_bytes(self) -> int:
        return self.width * self.height * self.components * self.dtype.itemsize

    def with_spacing(self, across_mm: float, down_mm: float) -> SequenceHeader:
        """The header with the distance between two samples; none where a value cannot be one."""
        valid = math.isfinite(across_mm) and math.isfinite(down_mm) and min(across_mm, down_mm) > 0
        return replace(self, across_mm=across_mm, down_mm=down_mm) if valid else self


def open_sequence(header: SequenceHeader, limits: Limits) -> Recording:
    """Check the sizes, and look through samples that are not of 8 bits for their range. Raises CaptureError."""
    path = header.path
    if header.components not in (1, 3, 4):
        raise CaptureError(f"{path}: samples of {header.components} components are no image; save it as grey or RGB")
    aspect = usable_aspect(header.across_mm, header.down_mm)
    check_size(header.width, header.height, path, limits)
    check_size(*square_size(header.width, header.height, aspect), path, limits)
    check_frames(header.count, path, limits)
    if header.frames_first or header.compressed or header.whole_compressed:
        check_inflated(header.frame_bytes * (header.count if header.frames_first else 1), path, limits)
    grading = _Grading()
    if header.dtype != np.uint8:
        grading = _grading(header)
    corrections = ["turned upside down, the skin is above"] if header.upside_down else []
    corrections += [describe_aspect(aspect)] if aspect != 1 else []
    warnings = [grading.sentence] if grading.sentence else []
    if header.invalid:
        warnings.append(f"{len(header.invalid)} of its {header.count} frames are marked as invalid by the recorder and left out")
    rate = _rate(header.times)
    return Recording(
        path, rate, header.count - len(header.invalid), lambda: _frames(header, grading, aspect),
        f"{path}: {'; '.join(warnings)}" if warnings else None, tuple(corrections),
    )  # fmt: skip


def _rate(times: tuple[float, ...]) -> float | None:
    length = times[-1] - times[0] if len(times) > 1 else 0.0
    return (len(times) - 1) / length if length > 0 and (len(times) - 1) / length <= 1000 else None


@dataclass(frozen=True)
class _Grading:
    """How samples become grey levels."""

    bits: int | None = 8  # of unsigned samples; None: by the range
    low: float = 0.0
    high: float = 0.0

    @property
    def sentence(self) -> str:
        if self.bits is None:
            return f"its samples, from {self.low:g} to {self.high:g}, are scaled to grey levels by that"
        return f"the 16-bit samples hold {self.bits} bits and are scaled by that" if 8 < self.bits < 16 else ""

    def apply(self, samples: Samples) -> npt.NDArray[np.uint8]:
        if samples.dtype == np.uint8:
            return np.ascontiguousarray(samples, np.uint8)
        if self.bits is not None:
            return to_eight_bits(samples.astype(np.uint16), self.bits)
        share = (samples.astype(np.float64) - self.low) / ((self.high - self.low) or 1.0)
        return np.asarray(np.nan_to_num(np.clip(share, 0, 1) * 255, nan=0.0).round(), np.uint8)


def _grading(header: SequenceHeader) -> _Grading:
    low, high = math.inf, -math.inf
    for samples in _samples(header):
        finite = samples[np.isfinite(samples)] if samples.dtype.kind == "f" else samples
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if low > high:
        raise CaptureError(f"{header.path}: none of its samples is a number")
    unsigned = header.dtype.kind in "ui" and low >= 0 and high < 1 << 16
    return _Grading(held_bits(int(high)), low, high) if unsigned else _Grading(None, low, high)


def _frames(header: SequenceHeader, grading: _Grading, aspect: float) -> Iterator[RecordedFrame]:
    scale = _scale(header)
    index = 0
    for number, samples in enumerate(_samples(header)):
        if number in header.invalid:
            continue
        image = grading.apply(samples[::-1] if header.upside_down else samples)
        square = square_pixels(image[:, :, :3] if header.components > 1 else image[:, :, 0], aspect)
        pixels, colour = luma_and_colour(np.ascontiguousarray(square)) if header.components > 1 else (square, None)
        seconds = header.times[number] - header.times[0] if header.times else None
        yield RecordedFrame(np.array(pixels), scale, index, seconds, colour)
        index += 1


def _scale(header: SequenceHeader) -> float | None:
    """mm per pixel once the pixels are square, which is the smaller of the two."""
    if usable_aspect(header.across_mm, header.down_mm) == 1 and not math.isclose(header.across_mm, header.down_mm, rel_tol=0.01):
        return None  # no scanner has such pixels
    smaller = min(header.across_mm, header.down_mm)
    return None if smaller <= 0 or header.across_mm == header.down_mm == _UNSET_MM else isotropic(smaller, smaller)


def _samples(header: SequenceHeader) -> Iterator[Samples]:
    """(H, W, components) of each frame. Raises CaptureError where the data is damaged or ends too soon."""
    size = header.frame_bytes
    shape = header.height, header.width, header.components
    try:
        with _opened(header) as data:
            if header.frames_first:
                content = _exactly(data, size * header.count, header, 0)
                every = np.frombuffer(content, header.dtype).reshape(*shape[:2], header.count, header.components)
                yield from (every[:, :, number] for number in range(header.count))
            else:
                for number in range(header.count):
                    yield np.frombuffer(_exactly(data, size, header, number), header.dtype).reshape(shape)
            if isinstance(data, Inflated):
                data.check_end()
    except (OSError, zlib.error, EOFError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise CaptureError(f"{header.path}: the samples in {header.data.name} cannot be read ({reason})") from exc


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _exactly(data: _Readable, size: int, header: SequenceHeader, number: int) -> bytes:
    content = data.read(size)
    if len(content) != size:
        raise CaptureError(
            f"{header.path}: the file is truncated, {header.data.name} ends within frame {number + 1} of {header.count}"
        )
    return content


@contextmanager
def _opened(header: SequenceHeader) -> Iterator[_Readable]:
    """The samples' file, where they begin."""
    with header.data.open("rb") as file:
        if header.whole_compressed:
            inflated = Inflated(file, header.path)
            inflated.read(header.offset)
            yield inflated
            return
        first, size = header.offset, header.data.stat().st_size
        if first < 0 and not header.compressed:
            first = size - header.frame_bytes * header.count
        file.seek(min(max(0, first), size))
        yield Inflated(file, header.path) if header.compressed else file


class Inflated:
    """A zlib or gzip stream that is inflated only as far as it is read."""

    def __init__(self, file: BinaryIO, path: Path, limits: Limits = DEFAULT) -> None:
        """path: of what is read, for messages."""
        self._file, self._inflater = file, zlib.decompressobj(47)  # 47: either kind, told by its header
        self._waiting, self._path, self._limits = b"", path, limits
        self._taken = self._given = 0  # bytes

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end. Raises zlib.error for damaged data, CaptureError where it inflates too far."""
        parts, needed = [], size
        while needed > 0:
            if self._inflater.eof:
                self._waiting = self._inflater.unused_data or self._next_chunk()
                if not self._waiting.startswith(b"\x1f"):  # gzip may have several members
                    break
                self._inflater = zlib.decompressobj(47)
            waiting = self._waiting or self._next_chunk()
            part = self._inflater.decompress(waiting, min(needed, _STEP))
            self._waiting = self._inflater.unconsumed_tail
            if not part and not waiting and not self._waiting:
                break
            parts.append(part)
            needed -= len(part)
            self._given += len(part)
            check_ratio(self._given, self._taken, self._path, self._limits)
        return b"".join(parts)

    def _next_chunk(self) -> bytes:
        chunk = self._file.read(_CHUNK)
        self._taken += len(chunk)
        return chunk

    def check_end(self) -> None:
        """Raise zlib.error where the check sum after the data is wrong, EOFError where it is missing."""
        if not self.read(1) and not self._inflater.eof:
            raise EOFError("its end is missing")


def beside(header: Path, name: str) -> Path:
    """The file of the samples that a header names. Raises CaptureError unless it lies in the header's own folder."""
    if "\0" in name or len(os.fsencode(name)) > _LONGEST_NAME:
        raise CaptureError(f"{header}: its header names no file that could hold its samples; it is damaged")
    data = header.parent / name
    if not name or Path(name).name != name or data.resolve().parent != header.resolve().parent:
        raise CaptureError(f"{header}: its samples are in {name!r}, outside of its folder; only files beside it are read")
    if not data.is_file():
        raise CaptureError(f"{header}: the file with its samples, {name}, is missing; copy it into the same folder")
    return data


def with_frames(header: SequenceHeader, times: tuple[float, ...], invalid: frozenset[int]) -> SequenceHeader:
    """The header with what it says of single frames; times that are not one for each frame, or do not rise, are left out."""
    rising = len(times) == header.count and all(b >= a for a, b in pairwise(times))
    finite = all(math.isfinite(time) for time in times)
    return replace(header, times=times if rising and finite else (), invalid=frozenset(i for i in invalid if i < header.count))
