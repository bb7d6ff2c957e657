"""Finds recordings and opens each with the right reader."""

from __future__ import annotations

import os
import re
from pathlib import Path

from edge_app.capture.readers import stills, video
from edge_app.capture.readers.dicom import signature
from edge_app.capture.readers.recording import Recording
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
        if not name.startswith(".") and (file := Path(folder, name)).is_file() and _is_recording(file)
    ]
    if not found + unreadable:
        raise CaptureError(f"{path}: the folder holds no image, video or DICOM file")
    return sorted(found + unreadable, key=_natural)


def open_recording(path: Path) -> Recording:
    """Open one file with the reader for its name or its first bytes. Raises CaptureError."""
    try:
        head = _head(path)
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    if not head:
        raise CaptureError(f"{path}: the file is empty")
    suffix = path.suffix.lower()
    if signature.is_dicom(head) or suffix in _DICOM_SUFFIXES:
        from edge_app.capture.readers.dicom.reader import open_dicom  # pydicom takes a third of a second to import

        return open_dicom(path)
    if suffix in stills.SUFFIXES:
        return stills.open_still(path)
    if suffix in video.SUFFIXES:
        return video.open_video(path)
    raise CaptureError(f"{path}: not an image (PNG, JPEG, BMP, TIFF), video or DICOM file")


def _is_recording(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in stills.SUFFIXES | video.SUFFIXES | _DICOM_SUFFIXES:
        return True
    try:
        return not suffix and signature.is_dicom(_head(path))  # files on DICOM media have names like IM000001
    except OSError:
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(signature.LENGTH)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    # Numbers sort by value, other text by letter; the leading 0 or 1 makes the two comparable.
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(path)) if part]
