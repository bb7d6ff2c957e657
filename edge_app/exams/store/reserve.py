"""Space kept for what has to work on a full disk: opening, deleting, recording an export or a backup."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from edge_app.exams.store.quota import SPARE

RESERVE = "reserve"
RESERVE_BYTES = 4 * 2**20  # the write-ahead log of a deleted exam, with room to spare


class Reserve:
    """A file that only takes up space, in the folder of the exams."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / RESERVE

    def keep(self) -> None:
        """Make it, unless it exists or the disk has too little space."""
        with suppress(OSError):
            kept = self._file.stat().st_size if self._file.exists() else 0
            if kept == RESERVE_BYTES or shutil.disk_usage(self._file.parent).free < SPARE + RESERVE_BYTES:
                return
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
            except OSError:
                self._file.unlink()
            finally:
                os.close(descriptor)

    def release(self) -> bool:
        """Give half of its space to the store, the second time the rest; False if there is none.

        Half, because others may fill what opening the store was given, and an exam must still be deleted then.
        """
        try:
            if self._file.stat().st_size > RESERVE_BYTES // 2:
                os.truncate(self._file, RESERVE_BYTES // 2)
            else:
                self._file.unlink()
        except OSError:
            return False
        return True
