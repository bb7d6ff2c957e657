"""Files that are there whole or not at all, also when the machine stops while they are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from edge_app.errors import ExportError


def atomic_write(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file beside `path`, flush it to the disk, and rename it over `path`.

    Raises ExportError when the disk refuses; what was at `path` is then still there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        raise ExportError(f"{path} cannot be written ({exc.strerror}); check space and permissions") from exc
    finally:
        part.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it. Raises ExportError when that fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ExportError(f"{path} cannot be made a folder ({exc.strerror}); name another one with --out") from exc
