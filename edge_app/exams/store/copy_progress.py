"""How far a database is copied, and the end of it before its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from edge_app.errors import ErrorCode, StoreError

# Called now and then with the bytes that are copied, and all; False ends the copy.
Advance = Callable[[int, int], bool]
STEPS = 100  # of SQLite's virtual machine, between two calls: a copied row takes dozens


def to_the_end(done: int, size: int) -> bool:
    """Nobody looks."""
    return True


@contextmanager
def watched_copy(connection: dbapi2.Connection, into: Path, size: int, advance: Advance) -> Iterator[None]:
    """Call `advance` while the block's statements copy `size` bytes into the file `into`. Raises StoreError once it says no."""
    stopped = False

    def look() -> int:
        nonlocal stopped
        done = 0
        with suppress(OSError):  # not there yet, or the stick is gone, which the copy itself reports
            done = into.stat().st_size
        stopped = stopped or not advance(min(done, size), size)
        return int(stopped)

    connection.set_progress_handler(look, STEPS)
    try:
        yield
    except dbapi2.Error as exc:
        if not stopped:
            raise
        raise StoreError("the copy was stopped; nothing of it is left", ErrorCode.STOPPED) from exc
    finally:
        connection.set_progress_handler(None, 0)
