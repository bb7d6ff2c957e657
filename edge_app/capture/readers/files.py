"""Finds recordings and opens each with the right reader."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from edge_app.capture.readers import stills, video
from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import Recording, limited
from edge_app.errors import CaptureError

_DICOM_SUFFIXES = frozenset({".dcm", ".dicom", ".ima"})


def recordings_in(path: Path) -> list[Path]:
    """The file itself, or the recordings in a folder and its subfolders, in natural order (frame_9 before frame_10).

    Hidden files and files of other types in a folder are skipped. A folder that cannot be listed is returned itself, so that
    opening it reports why. Raises CaptureError when `path` is neither a file nor a folder, or holds no recording.
    """
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as exc:  # raised by a parent folder
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    if is_file:
        return [path]
    if not is_folder:
        problem = "neither a file nor a folder" if os.path.lexists(path) else "there is no such file or folder"
        raise CaptureError(f"{path}: {problem}")
    unreadable: list[Path] = []
    found = [
        file
        for folder, _, names in os.walk(path, onerror=lambda error: unreadable.append(Path(error.filename)))
        for name in names
        if not name.startswith(".") and _is_file(file := Path(folder, name), unreadable) and _is_recording(file)
    ]
    if not found + unreadable:
        raise CaptureError(f"{path}: the folder holds no image, video or DICOM file")
    return sorted(found + unreadable, key=_natural)


def open_recording(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Open one file with the reader for its name or its first bytes. Raises CaptureError, also where it goes beyond `limits`."""
    started = time.monotonic()
    return limited(_open(path, limits), limits, opened=started)


def _open(path: Path, limits: Limits) -> Recording:
    try:
        head = _head(path)
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    if not head:
        raise CaptureError(f"{path}: the file is empty")
    suffix = path.suffix.lower()
    if _is_dicom(head) or suffix in _DICOM_SUFFIXES:
        from edge_app.capture.readers.dicom import open_dicom  # pydicom takes a third of a second to import

        return open_dicom(path, limits)
    if suffix in stills.SUFFIXES:
        return stills.open_still(path, limits)
    if suffix in video.SUFFIXES:
        return video.open_video(path, limits)
    raise CaptureError(f"{path}: not an image (PNG, JPEG, BMP, TIFF), video or DICOM file")


def _is_file(path: Path, unreadable: list[Path]) -> bool:
    """Whether it is a file. What cannot be asked, as a link into a folder that may not be read, is added to `unreadable`."""
    try:
        return path.is_file()
    except OSError:
        unreadable.append(path)
        return False


def _is_recording(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in stills.SUFFIXES | video.SUFFIXES | _DICOM_SUFFIXES:
        return True
    try:
        return not suffix and _is_dicom(_head(path))  # files on DICOM media have names like IM000001
    except OSError:
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(132)


def _is_dicom(head: bytes) -> bool:
    return head[128:132] == b"DICM"  # DICOM PS3.10, 7.1


def _natural(path: Path) -> list[tuple[int, int, str]]:
    # Numbers sort by value, other text by letter; the leading 0 or 1 makes the two comparable.
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(path)) if part]
