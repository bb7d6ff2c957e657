"""DICOM objects on a medium: a folder, such as that of a USB stick, with a DICOMDIR."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.fileset import FileSet

from edge_app.errors import ExportError, Kind, stick_kind

DICOMDIR = "DICOMDIR"


def write_medium(folder: Path, objects: Sequence[Dataset]) -> None:
    """Write or extend the file set in `folder`. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = folder / DICOMDIR
        files = FileSet(present) if present.exists() else FileSet()
        for one in objects:
            if one.SOPInstanceUID not in {instance.SOPInstanceUID for instance in files}:
                files.add(one)
        files.write(None if present.exists() else folder)
    except (OSError, ValueError, AttributeError, InvalidDicomError) as exc:
        kind = stick_kind(exc) if isinstance(exc, OSError) else Kind.STICK_FOREIGN
        raise ExportError(
            f"{folder} cannot be written as a DICOM medium ({exc}); check it, or use an empty folder", kind
        ) from exc
