"""Files, written whole or not at all, whenever the power goes. The one place that writes beside, flushes and renames."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from edge_app.errors import ExportError
from edge_app.system.mounts import is_unmounted

PART = ".edge-app-part"  # end of a file that is being written; not ".part", which others use too


def atomic_write(path: Path, data: bytes | Callable[[BinaryIO], object], mode: int = 0o644) -> None:
    """Replace the content of `path` with `data`, or with what `data` writes into the file it is given.

    mode: permissions of the file; its folder is made where it is missing, and as closed as the file. Raises OSError; the
    earlier file is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755 if mode & 0o044 else 0o700)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with replacement(path) as part, os.fdopen(os.open(part, flags, mode), "wb") as file:
        file.write(data) if isinstance(data, bytes) else data(file)


def part_of(path: Path) -> Path:
    """What a file is called while it is being written."""
    return path.with_name(f".{path.name}{PART}")


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """A path beside `path`, for what can only write to a path: flushed to the disk and renamed over `path` after the block.

    Raises OSError. After that, and after an exception in the block, what was at `path` is still there.
    """
    part = part_of(path)
    part.unlink(missing_ok=True)  # of a program that was killed
    try:
        yield part
        fsync_file(part)
        part.replace(path)
        fsync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def write_output(path: Path, data: bytes | Callable[[BinaryIO], object]) -> None:
    """`atomic_write` of a result where the user asked for it, never through a link that lies there. Raises ExportError."""
    if path.is_symlink():
        raise ExportError(f"{path} is a link; remove it, or choose another place")
    _refuse_unmounted(path.parent)
    try:
        atomic_write(path, data)
    except OSError as exc:
        raise ExportError(f"{path} cannot be written ({exc.strerror or exc}); check space and permissions") from exc


def make_folder(folder: Path) -> None:
    """Make a folder for results, with its parents, but not in place of a medium that is not mounted. Raises ExportError."""
    _refuse_unmounted(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ExportError(f"the folder {folder} cannot be made ({exc.strerror}); choose another with --out") from exc


def _refuse_unmounted(folder: Path) -> None:
    if is_unmounted(folder):
        raise ExportError(f"nothing is mounted where {folder} should be; mount the medium, or choose another folder")


def fsync_tree(folder: Path) -> None:
    """Have the disk take everything in `folder`; an error of a late write is only reported by this. Raises OSError."""
    for path in folder.rglob("*"):
        (fsync_folder if path.is_dir() else fsync_file)(path)
    fsync_folder(folder)


def fsync_folder(folder: Path) -> None:
    """Make a rename in `folder` outlive a power cut."""
    _fsync(folder, os.O_DIRECTORY)


def fsync_file(path: Path) -> None:
    """Have the disk take what was written to a file."""
    _fsync(path, 0)


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
