"""Finds recordings and opens each with the right reader."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from edge_app.capture.ffmpeg import VIDEO_SUFFIXES, MissingFfmpeg, require_ffmpeg
from edge_app.capture.readers import archive, stills
from edge_app.capture.readers.dicom import signature
from edge_app.capture.readers.limits import DEFAULT, Limits, reading_time
from edge_app.capture.readers.recording import Recording, display_path, limited
from edge_app.capture.readers.sequences import metaimage, nifti, nrrd
from edge_app.errors import CaptureError
from edge_app.typed_reader import nearest

Reader = Callable[[Path, Limits], Recording]


def _open_video(path: Path, limits: Limits) -> Recording:
    try:
        require_ffmpeg("videos")
    except MissingFfmpeg as exc:
        raise CaptureError(f"{path}: {exc}; read it on a workstation") from exc
    from edge_app.capture.readers.video import open_video

    return open_video(path, limits)


_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (stills.SUFFIXES, stills.open_still),
    (VIDEO_SUFFIXES, _open_video),
    (metaimage.SUFFIXES, metaimage.open_metaimage),
    (nrrd.SUFFIXES, nrrd.open_nrrd),
    (nifti.SUFFIXES, nifti.open_nifti),
)
_IN_ARCHIVES = (stills.open_still, _open_video)  # the header of a sequence may name another file
_SAMPLES = (".raw", ".zraw", ".gz")  # what belongs to a header of the same name
_KINDS_NAMED, _FILES_NAMED = 6, 2
_NAMES_COMPARED = 5000  # of a folder, with that of a missing file
_DICOM_SUFFIXES = frozenset({".dcm", ".dicom", ".ima"})
_DICOMDIR = "DICOMDIR"


@dataclass(frozen=True)
class Found:
    """What is in a folder, or the one file."""

    recordings: list[Path]  # in natural order (frame_9 before frame_10), and what cannot be read, so that opening it says why
    left_out: list[Path]  # files of other kinds, links to folders, pipes and devices


def recordings_in(path: Path) -> list[Path]:
    """The recordings of `find`, for those who do not say what is left out. Raises CaptureError as it does."""
    return find(path).recordings


def find(path: Path) -> Found:
    """The file itself, or the recordings in a folder and its subfolders, by name or by content.

    Hidden files are skipped, and so are the samples that belong to the header of a MetaImage or NRRD. Raises CaptureError when
    `path` is neither a file nor a folder, or holds no recording.
    """
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as exc:  # raised by a parent folder
        raise CaptureError(f"{path}: cannot be opened ({exc.strerror})") from exc
    if is_file:
        found = _listed(path)
        if not found.recordings:
            raise CaptureError(f"{path}: it lists no image, video, sequence or DICOM file")
        return found
    if not is_folder:
        missing = f"there is no such file or folder{_nearest(path)}"
        raise CaptureError(f"{path}: {'neither a file nor a folder' if os.path.lexists(path) else missing}")
    recordings: list[Path] = []
    others: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: recordings.append(Path(error.filename))):
        others += [link for name in folders if not name.startswith(".") and (link := Path(folder, name)).is_symlink()]
        for file in (Path(folder, name) for name in names if not name.startswith(".")):
            (recordings if _is_recording(file) else others).append(file)
    headers = {file.with_suffix("") for file in recordings if file.suffix.lower() in (".mhd", ".nhdr")}
    others = [file for file in others if not (file.suffix.lower() in _SAMPLES and _stem(file) in headers)]
    lists = [_listed(file) for file in recordings]
    listed = [recording for one in lists for recording in one.recordings]
    others += [other for one in lists for other in one.left_out]
    if not listed:
        raise CaptureError(f"{path}: the folder holds no image, video, sequence or DICOM file")
    return Found(sorted(dict.fromkeys(listed), key=_natural), sorted(others, key=_natural))


def _listed(file: Path) -> Found:
    """What an archive or a DICOMDIR lists, otherwise the file itself; also if it is damaged, so that opening it reports why."""
    try:
        listed = _list_of(file)
    except (CaptureError, OSError):
        return Found([file], [])
    if listed is None:
        return Found([file], [])
    return listed if listed.recordings or listed.left_out else Found([], [file])


def _list_of(file: Path) -> Found | None:
    """What a file lists; None if it is no list. Raises CaptureError for one that is damaged, and OSError."""
    if file.suffix.lower() == archive.SUFFIX:
        wanted, others = archive.members(file, _is_wanted_member)
        # What a DICOMDIR lists is in the archive as well.
        return Found(sorted(wanted, key=_natural), [other for other in others if other.name.upper() != _DICOMDIR])
    if file.name.upper() == _DICOMDIR and signature.is_dicom(_head(file)):
        from edge_app.capture.readers.dicom.file_set import listed_images  # pydicom takes a third of a second to import

        return Found(listed_images(file), [])
    return None


def _nearest(path: Path) -> str:
    """ ", did you mean ...?" for the name that is most like the first part of the path that does not exist; empty for none."""
    missing = path
    while not missing.parent.exists() and missing.parent != missing:
        missing = missing.parent
    try:
        with os.scandir(missing.parent) as entries:
            names = [entry.name for entry in islice(entries, _NAMES_COMPARED)]
    except OSError:
        return ""
    return nearest(missing.name, names)


def describe_left_out(files: Sequence[Path]) -> str:
    """One sentence that counts files that are not read and names some: "2 files were left out: 2 .txt (a.txt, b.txt)"."""
    kinds: dict[str, list[Path]] = {}
    for file in files:
        kinds.setdefault(file.suffix.lower(), []).append(file)
    most_first = sorted(kinds.items(), key=lambda kind: -len(kind[1]))
    parts = []
    for suffix, named in most_first[:_KINDS_NAMED]:
        names = ", ".join(display_path(Path(file.name)) for file in named[:_FILES_NAMED])
        more = " ..." if len(named) > _FILES_NAMED else ""
        parts.append(f"{len(named)} {display_path(Path(suffix)) if suffix else 'without a suffix'} ({names}{more})")
    rest = sum(len(named) for _, named in most_first[_KINDS_NAMED:])
    parts += [f"{rest} of other kinds"] if rest else []
    count = "1 file was" if len(files) == 1 else f"{len(files)} files were"
    return f"{count} left out, not being an image, video, sequence or DICOM file: {', '.join(parts)}"


def open_recording(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Open one file with the reader for its first bytes or its name. Raises CaptureError, also where it goes beyond `limits`."""
    started = reading_time()
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
    if _is_dicom(name, head):
        from edge_app.capture.readers.dicom.reader import open_dicom  # pydicom takes a third of a second to import

        return open_dicom(path, limits)
    reader = _by_content(name, head) or _by_name(name)
    if reader is None:
        raise CaptureError(
            f"{path}: not an image (PNG, JPEG, BMP, TIFF, GIF, WebP, HEIC), video, sequence (MetaImage, NRRD, NIfTI) or DICOM"
        )
    if name != path and reader not in _IN_ARCHIVES:
        raise CaptureError(f"{path}: sequences are not read from archives; unpack the archive into a folder")
    return reader(path, limits)


def _is_dicom(name: Path, head: bytes) -> bool:
    return signature.is_dicom(head) or name.suffix.lower() in _DICOM_SUFFIXES


def _is_wanted_member(name: Path, read_head: Callable[[], bytes]) -> bool:
    """Sequences too, which are not read from archives: opening one says so."""
    if name.name.upper() == _DICOMDIR:
        return False
    if _has_name_of_recording(name):
        return True
    head = read_head()
    return signature.is_dicom(head) or _by_content(name, head) is not None


def _by_content(path: Path, head: bytes) -> Reader | None:
    if stills.is_still(head):
        # Motion JPEG without a container begins as its first image does.
        return _open_video if head.startswith(b"\xff\xd8") and _by_name(path) is _open_video else stills.open_still
    if metaimage.is_metaimage(head):
        return metaimage.open_metaimage
    if nrrd.is_nrrd(head):
        return nrrd.open_nrrd
    if nifti.is_nifti(path, head):
        return nifti.open_nifti
    return None


def _by_name(path: Path) -> Reader | None:
    if path.name.lower().endswith(".nii.gz"):
        return nifti.open_nifti
    return next((reader for suffixes, reader in _READERS if path.suffix.lower() in suffixes), None)


def _stem(samples: Path) -> Path:
    """The path without its suffixes, of which compressed samples have two: a.raw.gz."""
    first = samples.with_suffix("")
    return first.with_suffix("") if first.suffix.lower() == ".raw" else first


def _is_recording(path: Path) -> bool:
    """By its name, or by what it begins with. What has the name of one and cannot be opened is one too: opening it says why."""
    try:
        kind = path.stat().st_mode
    except OSError as exc:  # a link that leads nowhere, or to where nobody may look
        return _has_name_of_recording(path) or isinstance(exc, PermissionError)
    if not stat.S_ISREG(kind):
        return False  # a pipe, a device or a socket: whoever opens it waits
    try:
        return _has_name_of_recording(path) or _begins_as_recording(path)
    except OSError:
        return False


def _has_name_of_recording(path: Path) -> bool:
    return path.suffix.lower() == archive.SUFFIX or _by_name(path) is not None or path.suffix.lower() in _DICOM_SUFFIXES


def _begins_as_recording(path: Path) -> bool:
    head = _head(path)  # files on DICOM media have names like IM000001, and some archives' have no suffix or any
    return _is_dicom(path, head) or _by_content(path, head) is not None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(signature.LENGTH)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    # Numbers sort by value, other text by letter; the leading 0 or 1 makes the two comparable.
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(path)) if part]
