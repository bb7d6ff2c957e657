"""The images that a DICOMDIR lists (DICOM PS3.10 8.6, PS3.3 F.3)."""

from __future__ import annotations

from pathlib import Path

from pydicom.multival import MultiValue

from edge_app.capture.readers.dicom.damage import DAMAGE, damaged
from edge_app.capture.readers.dicom.data_set import read_data_set
from edge_app.errors import CaptureError

_MAX_SIZE = 64 << 20  # bytes; it lists some hundred bytes an image


def listed_images(path: Path) -> list[Path]:
    """The files named as images, in the order of the DICOMDIR; also those that are missing, so that opening them says so.

    Raises CaptureError when the DICOMDIR is damaged, too large, or names a file outside its folder.
    """
    try:
        if path.stat().st_size > _MAX_SIZE:
            raise CaptureError(f"{path}: the DICOMDIR has more than {_MAX_SIZE >> 20} MB; open the folder instead")
        with path.open("rb") as file:
            records = read_data_set(file, path).header.get("DirectoryRecordSequence") or []
            named = [record.get("ReferencedFileID") for record in records if record.get("DirectoryRecordType") == "IMAGE"]
    except DAMAGE as exc:
        raise damaged(path, exc) from exc
    folder = path.parent.resolve()
    return [_within(path, folder, [*file_id] if isinstance(file_id, MultiValue) else [file_id]) for file_id in named if file_id]


def _within(path: Path, folder: Path, parts: list[object]) -> Path:
    names = [str(part) for part in parts]
    inside = all(name not in ("", ".", "..") and not {"/", "\\", "\0"} & set(name) for name in names)
    if not inside or not folder.joinpath(*names).resolve().is_relative_to(folder):
        raise CaptureError(f"{path}: the DICOMDIR names a file outside its folder ({'/'.join(names)[:80]!r}); it is not followed")
    return path.parent.joinpath(*names)
