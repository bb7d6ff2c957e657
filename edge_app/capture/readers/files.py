"""Finds recordings and opens each with the right reader."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from edge_app.capture.readers import archive, stills, video
from edge_app.capture.readers.dicom import signature
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
        listed = _listed(path)
        if not listed:
            raise CaptureError(f"{path}: it lists no image, video or DICOM file")
        return listed
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
    listed = [recording for file in found for recording in _listed(file)]
    return sorted(dict.fromkeys(listed + unreadable), key=_natural)


def _listed(file: Path) -> list[Path]:
    """What an archive or a DICOMDIR lists, otherwise the file itself; also if it is damaged, so that opening it reports why."""
    try:
        listed = _list_of(file)
    except (CaptureError, OSError):
        return [file]
    return [file] if listed is None else listed


def _list_of(file: Path) -> list[Path] | None:
    """The recordings that a file lists; None if it is no list. Raises CaptureError for one that is damaged, and OSError."""
    if file.suffix.lower() == archive.SUFFIX:
        return archive.members(file, _is_wanted)
    if file.name.upper() == "DICOMDIR" and signature.is_dicom(_head(file)):
        from edge_app.capture.readers.dicom.file_set import listed_images  # pydicom takes a third of a second to import

        return listed_images(file)
    return None


def open_recording(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Open one file with the reader for its name or its first bytes. Raises CaptureError, also where it goes beyond `limits`."""
    started = time.monotonic()
    return limited(_open(path, limits), limits, opened=started)


def _open(path: Path, limits: Limits) -> Recording:
    if archive.archive_of(path) is not None:
        return archive.open_member(path, _open_file, limits)
    return _open_file(path, path, limits)


def _open_file(path: Path, name: Path, limits: Limits) -> Recording:
    """`name` says what the file is; it has another one where it is a member of an archive."""
    try:
        head = _head(path)
        if head and _list_of(path) is not None:
            raise CaptureError(f"{path}: it lists recordings and is none; give it as the path to be read")
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    if not head:
        raise CaptureError(f"{path}: the file is empty")
    suffix = name.suffix.lower()
    if signature.is_dicom(head) or suffix in _DICOM_SUFFIXES:
        from edge_app.capture.readers.dicom.reader import open_dicom  # pydicom takes a third of a second to import

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
    return path.suffix.lower() == archive.SUFFIX or _is_wanted(path, lambda: _head(path))


def _is_wanted(path: Path, read_head: Callable[[], bytes]) -> bool:
    """By its name or, without a suffix, by its first bytes."""
    suffix = path.suffix.lower()
    if suffix in stills.SUFFIXES | video.SUFFIXES | _DICOM_SUFFIXES:
        return True
    try:
        return not suffix and signature.is_dicom(read_head())  # files on DICOM media have names like IM000001
    except OSError:
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(signature.LENGTH)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    # Numbers sort by value, other text by letter; the leading 0 or 1 makes the two comparable.
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(path)) if part]
