"""A folder for one program at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

LOCK = ".lock"


@contextmanager
def file_lock(folder: Path, timeout_s: float = -1) -> Iterator[None]:
    """Hold `folder` until the end of the block, or of the process, however it ends: the kernel gives the lock back.

    timeout_s: how long to wait for who else holds it, s; -1 without end. Raises TimeoutError after that, and OSError where
    the folder cannot be written.
    """
    path = folder / LOCK
    # For every account: what root's program left when it was killed must not shut out the kiosk's.
    with FileLock(path, timeout=timeout_s, mode=0o666, poll_interval=0.005):
        try:
            yield
        finally:
            # While it is held: whoever waits for this file notices that it is gone, and makes another.
            with suppress(OSError):
                path.unlink()
