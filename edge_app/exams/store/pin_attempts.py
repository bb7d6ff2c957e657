"""The count of wrong PINs since the last correct one: kept on the disk, under a lock, and in memory where the disk refuses.

Whoever checks a PIN holds the lock from reading the count until it is written again, so several at once cannot count each
other's attempts as wrong ones. The lock is the kernel's on the file itself: it needs no space and ends with the process.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from edge_app.errors import ErrorCode, StoreError
from edge_app.typed_reader import FormatError, build, parse_json

ATTEMPTS = "attempts.json"
FREE_ATTEMPTS = 3  # wrong PINs without a waiting time
FIRST_WAIT_S = 5.0  # after the next wrong PIN; doubles with each further one ...
MAX_WAIT_S = 900.0  # ... up to this
ATTEMPTS_BYTES = 128
LOCK_TIMEOUT_S = 30.0  # a PIN takes about a second to check, on the slowest board
LOCK_POLL_S = 0.01


@dataclass(frozen=True)
class Attempts:
    """Wrong PINs, and when the last was entered."""

    failed: int  # since the last correct one
    at: float  # s, Unix time of the last attempt

    def wait(self, now: float) -> float:
        """Seconds until the next PIN may be entered."""
        if self.failed < FREE_ATTEMPTS:
            return 0.0
        wait = min(FIRST_WAIT_S * 2.0 ** min(self.failed - FREE_ATTEMPTS, 32), MAX_WAIT_S)
        return max(0.0, wait - (now - self.at))


class AttemptCount:
    """The count in one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._unwritten: Attempts | None = None  # newer than the file, whose disk is read-only or failing

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one, of all threads and processes, that checks a PIN. Raises StoreError if another takes too long."""
        descriptor = self._open()
        try:
            if descriptor is not None:
                self._lock(descriptor)
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def read(self, now: float) -> Attempts:
        """A missing or damaged file counts as wrong PINs just now: deleting it must not give more attempts.

        An attempt in the future means that the clock was set back, as on a board without a battery after a power cut: the wait
        starts again now, otherwise it would last until that time comes again.
        """
        attempts = self._unwritten
        if attempts is None:
            try:
                attempts = build(Attempts, parse_json(self._file.read_bytes()))
            except (OSError, FormatError):
                attempts = Attempts(FREE_ATTEMPTS, math.inf)
        if attempts.at > now:
            attempts = replace(attempts, at=now)
            self.write(attempts)
        return attempts

    def write(self, attempts: Attempts) -> None:
        """Overwrite the same bytes, which needs no space. A disk that refuses even that locks nobody out: the count is then
        kept in memory, for this process. Who could use that to try PINs has the files already, and could try them on a copy.
        """
        text = json.dumps(asdict(attempts)).ljust(ATTEMPTS_BYTES).encode()
        try:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                os.pwrite(descriptor, text, 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._unwritten = None
        except OSError:
            self._unwritten = attempts

    def _open(self) -> int | None:
        for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
            with suppress(OSError):
                return os.open(self._file, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        return None

    def _lock(self, descriptor: int) -> None:
        end = time.monotonic() + LOCK_TIMEOUT_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    message = f"another program has been checking a PIN for {LOCK_TIMEOUT_S:.0f} s; close it and try again"
                    raise StoreError(message, ErrorCode.IN_USE) from None
                time.sleep(LOCK_POLL_S)
            except OSError:  # a file system without locks
                return
