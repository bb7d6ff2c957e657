"""DICOM objects on a medium: a folder, such as that of a USB stick, with a DICOMDIR."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.fileset import FileSet

from edge_app.errors import ExportError

DICOMDIR = "DICOMDIR"


def write_medium(folder: Path, objects: Sequence[Dataset]) -> None:
    """Write or extend the file set in `folder`. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _staging_on(folder):
            present = folder / DICOMDIR
            files = FileSet(present) if present.exists() else FileSet()
            for one in objects:
                if one.SOPInstanceUID not in {instance.SOPInstanceUID for instance in files}:
                    files.add(one)
            files.write(None if present.exists() else folder)
    except (OSError, ValueError, AttributeError) as exc:
        raise ExportError(f"{folder} cannot be written as a DICOM medium ({exc}); check it, or use an empty folder") from exc


@contextmanager
def _staging_on(folder: Path) -> Iterator[None]:
    """Have pydicom lay its temporary copies on the medium: an exam with its identity belongs on no disk of this machine."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as staging:
        tempfile.tempdir = staging
        try:
            yield
        finally:
            tempfile.tempdir = before
