"""The parts of a soak on the disk, so that it can be stopped, and so that keeping them takes no memory that would be measured."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from benchmarks.soak.records import PART, Part, Subject
from edge_app.errors import ConfigError

Times = npt.NDArray[np.float32]  # (frames, 2) ms: wall clock, processor; NaN for a frame that was not judged

PARTS, TIMES = "parts.jsonl", "times.f32"
_ROW = 2 * np.dtype(np.float32).itemsize  # bytes


@dataclass(frozen=True)
class Finished:
    """What lies on the disk."""

    parts: tuple[Part, ...]
    times: Times


class SoakJournal:
    """`with SoakJournal(folder, subject) as journal: journal.add(part, times)`."""

    def __init__(self, folder: Path, subject: Subject) -> None:
        """Begin, or go on with what lies there. Raises OSError, and ConfigError where it is of something else."""
        self._lines: BinaryIO = (folder / PARTS).open("ab")
        self._times: BinaryIO = (folder / TIMES).open("ab")
        begun, finished = _read(folder)
        if begun is None:
            self._lines.truncate(0)
            self._write(subject)
        elif begun != subject:
            raise ConfigError(f"{folder} holds a soak of {begun.bundle} by {begun.engine} or of other frames; name another --out")
        self.shown = finished.parts[-1].shown if finished.parts else 0
        self.next_frame = finished.parts[-1].next_frame if finished.parts else 0
        self.start = finished.parts[-1].start + 1 if finished.parts else 0
        self._lines.truncate(_whole(folder))
        self._times.truncate(len(finished.parts) * PART * _ROW)

    def __enter__(self) -> SoakJournal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lines.close()
        self._times.close()

    def add(self, part: Part, times: Times) -> None:
        """Keep it for good: the times first, for a part without them would be missed."""
        self._times.write(times.tobytes())
        self._times.flush()
        os.fsync(self._times.fileno())
        self._write(part)
        self.shown, self.next_frame = part.shown, part.next_frame

    def _write(self, line: Subject | Part) -> None:
        self._lines.write(msgspec.json.encode(line) + b"\n")
        self._lines.flush()
        os.fsync(self._lines.fileno())


def read_finished(folder: Path) -> Finished:
    """Every part that was finished. Raises OSError, ConfigError."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Subject | None, Finished]:
    whole = (folder / PARTS).read_bytes()[: _whole(folder)].splitlines()
    times = np.fromfile(folder / TIMES, np.float32, count=2 * PART * max(len(whole) - 1, 0))
    try:
        subject = msgspec.json.decode(whole[0], type=Subject) if whole else None
        parts = tuple(msgspec.json.decode(line, type=Part) for line in whole[1:])
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{folder / PARTS} cannot be read ({exc}); name another --out") from exc
    if len(times) < 2 * PART * len(parts):
        raise ConfigError(f"{folder / TIMES} lacks times of finished parts; name another --out")
    return subject, Finished(parts, times.reshape(-1, 2))


def _whole(folder: Path) -> int:
    """Bytes up to the end of the last line that was written to its end."""
    return (folder / PARTS).read_bytes().rfind(b"\n") + 1
