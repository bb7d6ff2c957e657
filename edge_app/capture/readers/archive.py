"""Recordings in zip archives. A member is inflated into memory, within limits, and read from there; nothing is written to a disk.

A member has a path below its archive, `exams.zip/study/IM0001`, as if the archive were a folder.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from edge_app.capture.readers.dicom import signature
from edge_app.capture.readers.limits import DEFAULT, Limits, check_inflated, check_ratio
from edge_app.capture.readers.recording import RecordedFrame, Recording
from edge_app.errors import CaptureError

SUFFIX = ".zip"
MAX_MEMBERS = 20_000
_MAX_DIRECTORY = 8 << 20  # bytes of the list of members
_STEP = 1 << 20
# The end of the list of members; where that or the archive is large, a record before it, and where that record is (APPNOTE 4.3.14
# to 4.3.16).
_END, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65535
_END64, _END64_LENGTH = b"PK\x06\x06", 56
_LOCATOR64, _LOCATOR64_LENGTH = b"PK\x06\x07", 20
_ENCRYPTED = 1  # bit of a member's flags (APPNOTE 4.4.4)

_DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    MemoryError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)

OpenFile = Callable[[Path, Path, Limits], Recording]  # a file, and the name that says what it is


def archive_of(path: Path) -> Path | None:
    """The archive that a path leads into; None for any other path."""
    above = (parent for parent in path.parents if parent.suffix.lower() == SUFFIX)
    return next((parent for parent in above if parent.is_file()), None)


def members(archive: Path, is_wanted: Callable[[Path, Callable[[], bytes]], bool]) -> tuple[list[Path], list[Path]]:
    """Paths of the members for which `is_wanted(path, read_head)` holds, and of the others.

    Hidden members and folders are in neither; archives within the archive are not opened. Raises CaptureError for an archive that
    cannot be read.
    """
    wanted: list[Path] = []
    others: list[Path] = []
    with _opened(archive) as file:
        for info in file.infolist():
            if (name := _inner_path(info)) is not None:
                inner = name.suffix.lower() == SUFFIX
                is_one = not inner and is_wanted(archive / name, partial(_head, file, info, archive))
                (wanted if is_one else others).append(archive / name)
    return wanted, others


def open_member(path: Path, open_file: OpenFile, limits: Limits = DEFAULT) -> Recording:
    """The recording at a path within an archive. Raises CaptureError, as the reader of its kind does."""
    with _spooled(path, limits) as file:
        recording = open_file(file, path, limits)
        warning = recording.warning and recording.warning.replace(str(file), str(path))

    def frames() -> Iterator[RecordedFrame]:
        with _spooled(path, limits) as file:
            yield from open_file(file, path, limits).frames()

    return replace(recording, path=path, frames=frames, warning=warning)


@contextmanager
def _spooled(path: Path, limits: Limits) -> Iterator[Path]:
    """A file that lives in memory only. Its name in errors becomes the member's path."""
    archive = archive_of(path)
    if archive is None:
        raise CaptureError(f"{path}: there is no such archive")
    memory = os.memfd_create("member", os.MFD_CLOEXEC)
    name = Path(f"/proc/self/fd/{memory}")
    try:
        with _opened(archive) as file:
            _inflate(file, _member(file, archive, path), memory, path, limits)
        yield name
    except CaptureError as exc:
        raise CaptureError(str(exc).replace(str(name), str(path))) from exc
    finally:
        os.close(memory)


def _inflate(file: zipfile.ZipFile, info: zipfile.ZipInfo, memory: int, path: Path, limits: Limits) -> None:
    total = 0
    with _member_opened(file, info, path) as member:
        while block := member.read(_STEP):
            total += len(block)
            check_inflated(total, path, limits)
            check_ratio(total, info.compress_size, path, limits)
            view = memoryview(block)
            while view:
                view = view[os.write(memory, view) :]


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        _check_directory(archive)
        with zipfile.ZipFile(archive) as file:
            yield file
    except CaptureError:
        raise
    except _DAMAGE as exc:
        reason = " ".join(str(exc).split())[:160] or type(exc).__name__
        raise CaptureError(f"{archive}: the archive is damaged or of a kind that is not read ({reason})") from exc


def _check_directory(archive: Path) -> None:
    """Before the list of members is read as a whole: it may be the bomb."""
    with archive.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, size - _END_LENGTH - _LONGEST_COMMENT - _LOCATOR64_LENGTH - _END64_LENGTH))
        tail = file.read()
    end = tail.rfind(_END)
    if end < 0:
        raise CaptureError(f"{archive}: not a zip archive, or its end is cut off")
    count, directory = _stated_in(tail, start, end)
    if count > MAX_MEMBERS or directory > _MAX_DIRECTORY:
        raise CaptureError(f"{archive}: archives of more than {MAX_MEMBERS} files are not read; unpack it into a folder")


def _stated_in(tail: bytes, start: int, end: int) -> tuple[int, int]:
    """How many members there are, and bytes of their list. Raises ValueError for a record of a large archive that is elsewhere.

    The module zipfile looks for it right before its locator or where the locator says, by its version; so it must be both.
    """
    locator = end - _LOCATOR64_LENGTH
    if locator < 0 or not tail.startswith(_LOCATOR64, locator):
        return int.from_bytes(tail[end + 10 : end + 12], "little"), int.from_bytes(tail[end + 12 : end + 16], "little")
    record, located = locator - _END64_LENGTH, int.from_bytes(tail[locator + 8 : locator + 16], "little")
    if record < 0 or located != start + record or not tail.startswith(_END64, record):
        raise ValueError("the end of its list of members is damaged")
    return int.from_bytes(tail[record + 32 : record + 40], "little"), int.from_bytes(tail[record + 40 : record + 48], "little")


def _inner_path(info: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where a member is within its archive, never outside; None for what is not to be read."""
    parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if info.is_dir() or not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return None
    return PurePosixPath(*parts)


def _member(file: zipfile.ZipFile, archive: Path, path: Path) -> zipfile.ZipInfo:
    wanted = PurePosixPath(path.relative_to(archive).as_posix())
    found = next((info for info in file.infolist() if _inner_path(info) == wanted), None)
    if found is None:
        raise CaptureError(f"{path}: the archive holds no such file")
    return found


def _head(file: zipfile.ZipFile, info: zipfile.ZipInfo, archive: Path) -> bytes:
    with _member_opened(file, info, archive) as member:
        return member.read(signature.LENGTH)


def _member_opened(file: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> IO[bytes]:
    if info.flag_bits & _ENCRYPTED:
        raise CaptureError(f"{path}: the archive is encrypted; unpack it with its password into a folder")
    return file.open(info)
