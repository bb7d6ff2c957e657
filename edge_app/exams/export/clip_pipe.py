"""The frames of an exam's clips on their way into the export's process: one at a time, each when it is asked for.

The process that has the store open gives them; only it has the store's key. Neither has more than a frame of them in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, overload

ASKS_WITHIN_S = 0.05  # s; how late the end of an export is noticed

_asking: list[Connection] = []  # in the export's process, where it asks


def ask_through(connection: Connection) -> None:
    """In the export's process, first of all."""
    _asking.append(connection)


@dataclass(frozen=True)
class PipedFrames(Sequence[bytes]):
    """In the export's process: the frames of a clip, each a PNG."""

    clip: int  # its number
    length: int

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(self.length)))
        if not 0 <= number < self.length:
            raise IndexError(number)
        (connection,) = _asking
        connection.send((self.clip, number))
        return connection.recv_bytes()


def give(frames: Mapping[int, Sequence[bytes]], connection: Connection, export: Future[Any]) -> None:
    """Give the frames that are asked for until the export has ended. frames: by the number of the clip. Raises StoreError."""
    with suppress(EOFError, OSError):  # the process was ended: the export says so
        while not export.done():
            if connection.poll(ASKS_WITHIN_S):
                clip, number = connection.recv()
                connection.send_bytes(frames[clip][number])
