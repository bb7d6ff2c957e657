"""The number of the store's tables, beside the store: who has no PIN can see which releases are able to read it.

It says nothing of what is kept. The store itself decides; the note is only what `edge_app.release` asks before it goes back to an
older release, and a release in its self-test.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from edge_app.system.atomic_write import atomic_write

NOTE = "tables"


def note_tables(folder: Path, version: int) -> None:
    """Write down the number, unless it stands there. A disk that refuses changes nothing: the store is open all the same."""
    if noted_tables(folder) != version:
        with suppress(OSError):
            atomic_write(folder / NOTE, f"{version}\n".encode(), 0o600)


def noted_tables(folder: Path) -> int | None:
    """The number that was written down; None where there is none that can be read."""
    try:
        return int((folder / NOTE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
