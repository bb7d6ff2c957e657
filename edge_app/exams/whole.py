"""Small secret files, written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from edge_app.errors import StoreError


def read_whole(path: Path) -> bytes:
    """All of a file. Raises StoreError."""
    try:
        return path.read_bytes()
    except OSError as exc:
        raise StoreError(f"{path} cannot be read ({exc.strerror}); check that the data folder is there") from exc


def write_whole(path: Path, data: bytes) -> None:
    """Write beside `path`, flush to the disk, rename over `path`. Raises StoreError; the earlier file is then still there."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written ({exc.strerror}); check space and permissions") from exc


def flush_folder(folder: Path) -> None:
    """Make a rename in `folder` outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_file(path: Path) -> None:
    """Have the disk take what was written to a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
