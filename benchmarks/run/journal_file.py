"""A file of what is finished, a line for each piece of work, so that the same command goes on after an interruption."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Generic, TypeVar

import msgspec

from edge_app.errors import ConfigError

H = TypeVar("H")  # what has to be the same for the work to go on
R = TypeVar("R")  # one piece of work that is finished
J = TypeVar("J", bound="JournalFile")  # type: ignore[type-arg]


def whole_lines(path: Path) -> list[bytes]:
    """Those that were written to their end: the last one may have been cut off. Raises OSError."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [line for line in lines if line.endswith(b"\n")]


class JournalFile(Generic[H, R]):
    """`with JournalFile(path, header, Header, Outcome, other, advice) as journal: journal.add(outcome)`."""

    def __init__(self, path: Path, header: H, header_type: type[H], outcome_type: type[R], other: str, advice: str) -> None:
        """Begin, or go on with what lies there. other, advice: what it is if the header differs, and what to do then.

        Raises OSError, and ConfigError where it is of something else or cannot be read.
        """
        self.path = path
        self.outcomes: list[R] = []
        whole = whole_lines(path)
        if whole:
            try:
                before = msgspec.json.decode(whole[0], type=header_type)
                self.outcomes = [msgspec.json.decode(line, type=outcome_type) for line in whole[1:]]
            except (msgspec.DecodeError, UnicodeDecodeError) as exc:
                raise ConfigError(f"{path} cannot be read; {advice}") from exc
            if before != header:
                raise ConfigError(f"{path} is of {other}; {advice}")
        self._file: BinaryIO = path.open("ab")
        self._file.truncate(sum(map(len, whole)))  # nothing that is finished is written a second time, and could be lost then
        if not whole:
            self._write(header)

    def __enter__(self: J) -> J:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, outcome: R) -> None:
        """Keep it for good."""
        self._write(outcome)
        self.outcomes.append(outcome)

    def remove(self) -> None:
        """All is finished, and its result written."""
        self._file.close()
        self.path.unlink()

    def _write(self, line: H | R) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
