"""Reader of WAV: PCM of 8, 16, 24 and 32 bits and floating point of 32 and 64, of any number of channels.

Python's `wave` reads no floating point, and before 3.12 no WAVE_FORMAT_EXTENSIBLE, which sound cards' programs write. The form:
IBM and Microsoft, Multimedia Programming Interface and Data Specifications 1.0, 1991; RIFF chunks, little-endian.
A WAV knows no microvolts. Unless somebody states what a count is, a trace of one is not calibrated.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from edge_app.emg.readers.read_as import ReadAs, check_finite, check_length, check_rate, pick_channel
from edge_app.emg.trace import Samples, Trace
from edge_app.errors import EmgError

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_UNKNOWN_SIZE = (0, 0xFFFFFFFF)  # of a recorder that was writing still: all that is there counts
_MAX_CHUNKS = 1_000
_BLOCK = 1 << 20  # frames converted at a time


@dataclass(frozen=True)
class _Form:
    floating: bool
    channels: int
    rate_hz: float
    bits: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.bits // 8


def is_wav(head: bytes) -> bool:
    """Whether a file that begins so is a WAV."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def read_wav(path: Path, read_as: ReadAs) -> Trace:
    """One channel. Raises EmgError where the file is damaged, cut, or in a form that is not read."""
    with path.open("rb") as file:
        form, start, size = _find_data(file, path)
        count = size // form.frame_bytes
        check_length(count, path)
        names = tuple(str(number) for number in range(1, form.channels + 1))
        channel = pick_channel(names, read_as.channel, path)
        file.seek(start)
        samples = _samples(file, path, form, channel, count)
    least, most = (-1.0, 1.0) if form.floating else (-float(1 << (form.bits - 1)), float((1 << (form.bits - 1)) - 1))
    rate = check_rate(read_as.rate_hz or form.rate_hz, path)
    return Trace(samples, rate, read_as.scale(-least), names[channel], path.name, rails=(least, most))


def _find_data(file: BinaryIO, path: Path) -> tuple[_Form, int, int]:
    """The form of the samples, where they begin, and their bytes."""
    end = path.stat().st_size
    file.seek(12)
    form = None
    for _ in range(_MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, size = head[:4], struct.unpack("<I", head[4:])[0]
        here = file.tell()
        if name == b"fmt ":
            form = _form(file.read(min(size, 40)), path)
        elif name == b"data":
            if form is None:
                break
            there = end - here
            if size in _UNKNOWN_SIZE:
                size = there - there % form.frame_bytes
            if size > there:
                raise EmgError(f"{path}: the file is cut, {size - there} bytes of its samples are missing; copy it again")
            return form, here, size
        file.seek(here + size + size % 2)
    raise EmgError(f"{path}: the WAV has no samples, or its header is damaged; export the recording again")


def _form(content: bytes, path: Path) -> _Form:
    if len(content) < 16:
        raise EmgError(f"{path}: the WAV's header is damaged; export the recording again")
    tag, channels, rate, _, block, bits = struct.unpack("<HHIIHH", content[:16])
    if tag == _EXTENSIBLE and len(content) >= 26:
        tag = struct.unpack("<H", content[24:26])[0]
    if (tag, bits) not in {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}:
        raise EmgError(
            f"{path}: the WAV is compressed, or in a form that is not read ({tag}, {bits} bits); save it as PCM, 16 bits"
        )
    if not 1 <= channels <= 64 or block != channels * bits // 8:
        raise EmgError(f"{path}: the WAV's header is damaged ({channels} channels of {block} bytes); export the recording again")
    return _Form(tag == _FLOAT, channels, float(rate), bits)


def _samples(file: BinaryIO, path: Path, form: _Form, channel: int, count: int) -> Samples:
    """One channel, in blocks: what the others hold is never kept."""
    samples = np.empty(count, np.float32)
    for start in range(0, count, _BLOCK):
        frames = min(_BLOCK, count - start)
        content = file.read(frames * form.frame_bytes)
        if len(content) < frames * form.frame_bytes:
            raise EmgError(f"{path}: the file ended while it was read; copy it again")
        samples[start : start + frames] = _of_channel(content, form, channel)
    return check_finite(samples, path)


def _of_channel(content: bytes, form: _Form, channel: int) -> Samples:
    if form.floating:
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number is found afterwards
            return _column(content, f"<f{form.bits // 8}", form, channel)
    if form.bits == 8:  # the only one without a sign
        return np.asarray(_column(content, "u1", form, channel) - 128, np.float32)
    if form.bits == 24:
        triple = np.frombuffer(content, np.uint8).reshape(-1, form.channels, 3)[:, channel]
        wide = np.zeros((len(triple), 4), np.uint8)
        wide[:, 1:] = triple  # the upper three bytes carry the sign
        return np.asarray(wide.view("<i4")[:, 0] >> 8, np.float32)
    return _column(content, f"<i{form.bits // 8}", form, channel)


def _column(content: bytes, kind: str, form: _Form, channel: int) -> Samples:
    return np.frombuffer(content, np.dtype(kind)).reshape(-1, form.channels)[:, channel].astype(np.float32)
