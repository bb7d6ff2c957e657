"""One kiosk for a folder of exams: two would go on with the same exam, and neither would see what the other takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from edge_app.errors import ErrorCode, StoreError
from edge_app.system.file_lock import file_lock


@contextmanager
def single_instance_lock(folder: Path) -> Iterator[None]:
    """Hold the folder until the end of the block, or of the process, however it ends. Raises StoreError where another does.

    A folder that cannot be made or written is not refused here: the screen says so.
    """
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            held.enter_context(file_lock(folder, timeout_s=0))
        except TimeoutError as exc:
            sentence = f"another kiosk has the exams in {folder} open; close that one, or use --live"
            raise StoreError(sentence, ErrorCode.IN_USE) from exc
        except OSError:
            pass
        yield
