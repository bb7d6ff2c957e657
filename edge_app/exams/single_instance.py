"""One kiosk for a folder of exams: two would go on with the same exam, and neither would see what the other takes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import ErrorCode, StoreError


@contextmanager
def single_instance_lock(folder: Path) -> Iterator[None]:
    """Hold the folder until the end of the block, or of the process, however it ends. Raises StoreError where another does.

    A folder that cannot be made or opened is not refused here: the screen tells of it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            sentence = f"another kiosk has the exams in {folder} open; close that one, or use --live"
            raise StoreError(sentence, ErrorCode.IN_USE) from exc
        yield
    finally:
        os.close(descriptor)
