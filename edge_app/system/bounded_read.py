"""Reading a file that somebody else gave: a regular file, and no larger than what it should be can be."""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import EdgeError


def read_bounded(path: Path, max_bytes: int, what: str, error: type[EdgeError], remedy: str) -> bytes:
    """The bytes of a file. what: it should be, in words ("a site validation"). remedy: what to do, for all faults.

    Raises `error`, in one sentence, where it is missing, is no regular file (a pipe would never end), is larger than `max_bytes`
    or cannot be read.
    """
    try:
        if not path.is_file():
            raise error(f"{path} is missing or is no file; {remedy}")
        if path.stat().st_size > max_bytes:
            raise error(f"{path} is larger than {_size(max_bytes)} and cannot be {what}; {remedy}")
        return path.read_bytes()
    except OSError as exc:
        raise error(f"{path} cannot be read ({exc.strerror}); check medium and permissions, or {remedy}") from exc


def _size(count: int) -> str:
    return f"{count >> 20} MB" if count >= 2**20 else f"{count >> 10} kB"
