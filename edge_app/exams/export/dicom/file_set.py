"""An exam on a medium: a folder of its own, such as on a USB stick, that is a DICOM file set with a DICOMDIR.

Whole or not at all: it is written beside, flushed to the medium, and renamed. So a stick that is pulled, or a program that is
ended, costs this exam's export and touches no other.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.fileset import DIRECTORY_RECORDERS, FileSet

from edge_app.errors import ErrorCode, ExportError, stick_error_code
from edge_app.exams.export.dicom.clips import ClipObject
from edge_app.exams.export.dicom.system_leftovers import carry_over, is_left_by_system
from edge_app.exams.export.pseudonyms import EXAM_NAME
from edge_app.system.atomic_write import fsync_folder, fsync_tree
from edge_app.system.mounts import is_unmounted

DICOMDIR = "DICOMDIR"
PATIENT = re.compile(r"PT\d{6}")  # a patient's folder in a file set, as pydicom names it
BELOW_PATIENT = re.compile(r"[A-Z]{2}\d{6}")  # of its studies, series and objects
REPORT = "SR DOCUMENT"  # a kind of directory record
PART, OLD = ".part", ".old"  # what an export under way is called, and what it replaces
LEFT_BEHIND = re.compile(rf"\.({EXAM_NAME})({re.escape(PART)}|{re.escape(OLD)})")  # only these folders can be an export's own


_record_with_everything = DIRECTORY_RECORDERS[REPORT]


def _record_of_report(ds: Dataset) -> Dataset:
    """A structured report's directory record: of its content what modifies the title (PS3.3 F.5.25), where pydicom copies all."""
    record = _record_with_everything(ds)
    record.ContentSequence = [item for item in ds.ContentSequence if item.RelationshipType == "HAS CONCEPT MOD"]
    return record


DIRECTORY_RECORDERS[REPORT] = _record_of_report


def write_medium(folder: Path, name: str, objects: Sequence[Dataset | ClipObject], files: Mapping[str, bytes]) -> None:
    """Write the DICOM `objects`, and `files` beside them, as the folder `folder/name`; an earlier one is replaced.

    When this returns the medium has it. Other exports to `folder` wait for this one. Only folders that an export wrote are
    replaced or removed; what an operating system left in them stays. Raises ExportError, also if nothing is mounted where
    `folder` should be.
    """
    part, place = folder / f".{name}{PART}", folder / name
    if is_unmounted(folder):
        sentence = f"nothing is mounted where {folder} should be; insert and mount the medium, or choose another folder"
        raise ExportError(sentence, ErrorCode.STICK_GONE)
    if folder.is_symlink():
        raise ExportError(f"{folder} is a link; name the folder that it leads to", ErrorCode.STICK_CLOSED)
    try:
        folder.mkdir(exist_ok=True)  # not its parents: that of a stick that is not there would be made on the device's own disk
        with _folder_lock(folder):
            try:
                _refuse_foreign(place, {DICOMDIR, *files})
                _clean(folder)
                part.mkdir()
                _write_file_set(part, objects)
                for file, data in files.items():
                    (part / file).write_bytes(data)
                fsync_tree(part)
                _replace(place, part)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as exc:
        cause = _cause(exc)
        sentence = f"{folder} cannot be written ({cause.strerror or 'no reason given'}); check the medium, or choose another"
        raise ExportError(sentence, stick_error_code(cause)) from exc
    except (ValueError, AttributeError) as exc:
        sentence = f"{place} cannot be written as a DICOM medium ({exc}); choose another folder"
        raise ExportError(sentence, ErrorCode.UNEXPECTED, type(exc).__name__) from exc


def _cause(exc: OSError) -> OSError:
    """The system's own error; pydicom puts a whole traceback into the text of an exception, and the first one behind it."""
    first: BaseException | None = exc
    while first is not None and not (isinstance(first, OSError) and first.strerror):
        first = first.__cause__ or first.__context__
    return first if isinstance(first, OSError) else exc


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    # Not filelock: it needs a file, which FAT cannot hide and a pulled stick would keep, where the folder itself can be locked.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _clean(folder: Path) -> None:
    """Take away what exports left that were ended from outside; what one was about to replace comes back."""
    for left in folder.iterdir():
        found = LEFT_BEHIND.fullmatch(left.name)
        if found is None or left.is_symlink() or not left.is_dir():
            continue
        place = folder / found[1]
        if found[2] == OLD and not place.exists():
            left.rename(place)
            continue
        if found[2] == OLD:
            carry_over(left, place)
        shutil.rmtree(left, ignore_errors=True)


def _refuse_foreign(place: Path, own: set[str]) -> None:
    """Raise ExportError if `place` holds anything that an export does not write: to replace it would delete that."""
    for foreign in _foreign(place, own):
        raise ExportError(f"{foreign} is not of an export; move it elsewhere and export again", ErrorCode.STICK_CLOSED)


def _foreign(place: Path, own: set[str]) -> Iterator[Path]:
    """What is neither an export's nor left by an operating system. own: names of an export's files directly in `place`."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        yield place
        return
    for path in place.iterdir() if place.exists() else ():
        if path.name in own or is_left_by_system(path.name):
            continue
        if PATIENT.fullmatch(path.name) and path.is_dir():
            yield from _foreign_below(path)
        else:
            yield path


def _foreign_below(folder: Path) -> Iterator[Path]:
    for path in (folder, *folder.rglob("*")):
        of_file_set = BELOW_PATIENT.fullmatch(path.name) and not path.is_symlink()
        if not of_file_set and not any(is_left_by_system(part) for part in path.relative_to(folder).parts):
            yield path


def _write_file_set(folder: Path, objects: Sequence[Dataset | ClipObject]) -> None:
    # pydicom keeps copies in a temporary folder: on the medium, for patients' images do not belong into /tmp.
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(dir=folder) as tempfile.tempdir:
        try:
            files = FileSet()
            for one in objects:
                files.add(one.whole() if isinstance(one, ClipObject) else one)
            files.write(folder)
        finally:
            tempfile.tempdir = before


def _replace(place: Path, part: Path) -> None:
    old = place.with_name(f".{place.name}{OLD}")
    if place.exists():
        place.rename(old)
    part.rename(place)
    fsync_folder(place.parent)
    if old.exists():
        carry_over(old, place)
        shutil.rmtree(old, ignore_errors=True)
