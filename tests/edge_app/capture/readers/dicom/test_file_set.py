"""A DICOMDIR: the files it lists, and none outside its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.errors import CaptureError
from tests.support.dicom_files import dicom
from tests.support.recordings import LEVELS, refusal


def dicomdir(folder: Path, *records: tuple[str, object]) -> Path:
    """Records of a type and the file it names."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    data.DirectoryRecordSequence = []
    for kind, name in records:
        record = Dataset()
        record.DirectoryRecordType, record.ReferencedFileID = kind, name
        data.DirectoryRecordSequence.append(record)
    data.save_as(folder / "DICOMDIR", enforce_file_format=True)
    return folder / "DICOMDIR"


def test_the_images_it_lists_are_read(tmp_path: Path) -> None:
    (tmp_path / "IMAGES").mkdir()
    listed = [dicom(tmp_path / "IMAGES" / name, LEVELS) for name in ("B", "A")]
    dicom(tmp_path / "IMAGES" / "C", LEVELS)
    path = dicomdir(
        tmp_path, ("PATIENT", None), ("IMAGE", ["IMAGES", "B"]), ("SR DOCUMENT", "REPORT"), ("IMAGE", ["IMAGES", "A"])
    )
    assert recordings_in(path) == listed
    assert all(np.array_equal(next(open_recording(file).frames()).pixels, LEVELS) for file in listed)
    assert recordings_in(tmp_path) == [tmp_path / "IMAGES" / name for name in "ABC"]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    dicom(tmp_path / "A", LEVELS)
    path = dicomdir(tmp_path, ("IMAGE", "A"), ("IMAGE", "GONE"))
    for where in (path, tmp_path):
        assert recordings_in(where) == [tmp_path / "A", tmp_path / "GONE"]
    assert "No such file" in refusal(tmp_path / "GONE")


@pytest.mark.parametrize("name", [["..", "secret"], "../secret", "/etc/hostname", ["LINK", "secret"]])
def test_a_file_outside_its_folder_is_not_followed(tmp_path: Path, name: object) -> None:
    dicom(tmp_path / "secret", LEVELS)
    folder = tmp_path / "disc"
    folder.mkdir()
    (folder / "LINK").symlink_to(tmp_path)
    path = dicomdir(folder, ("IMAGE", name))
    assert recordings_in(path) == [path]
    assert "outside its folder" in refusal(path)


def test_a_damaged_one_is_reported(tmp_path: Path) -> None:
    path = dicomdir(tmp_path, ("IMAGE", "A"))
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(CaptureError):
        [open_recording(file) for file in recordings_in(path)]
