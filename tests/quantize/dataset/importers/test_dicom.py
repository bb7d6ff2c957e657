"""DICOM images and the SEG objects that refer to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, FileMetaDataset
from pydicom.pixels.utils import pack_bits
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from quantize.dataset.importers.layouts import guess_layout
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.plan import make_plan
from quantize.dataset.importers.writing import Imported, write_data_set
from quantize.dataset.manifest import read_grey

US, SEG = "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.66.4"
MASK = np.zeros((60, 80), np.uint8)
MASK[10:50, 20:60] = 1


def write(path: Path, sop_class: str, bits: int, data: bytes, **values: object) -> str:
    """A file of 80 x 60 pixels; its SOP instance UID."""
    header = Dataset()
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header.SOPClassUID, header.SOPInstanceUID = sop_class, generate_uid()
    header.file_meta.MediaStorageSOPClassUID = UID(sop_class)
    header.file_meta.MediaStorageSOPInstanceUID = header.SOPInstanceUID
    header.Rows, header.Columns, header.SamplesPerPixel, header.PhotometricInterpretation = 60, 80, 1, "MONOCHROME2"
    header.BitsAllocated, header.BitsStored, header.HighBit, header.PixelRepresentation = bits, bits, bits - 1, 0
    for name, value in values.items():
        setattr(header, name, value)
    header.PixelData = data
    path.parent.mkdir(parents=True, exist_ok=True)
    header.save_as(path, enforce_file_format=True)
    return str(header.SOPInstanceUID)


def item(**values: object) -> Dataset:
    one = Dataset()
    for name, value in values.items():
        setattr(one, name, value)
    return one


def segmentation(path: Path, image: str, frame: int, label: str) -> None:
    """One segment on one frame of an image, beside another that is no muscle."""
    frames = [
        item(
            SegmentIdentificationSequence=[item(ReferencedSegmentNumber=number)],
            DerivationImageSequence=[
                item(SourceImageSequence=[item(ReferencedSOPInstanceUID=image, ReferencedFrameNumber=frame + 1)])
            ],
        )
        for number in (1, 2)
    ]
    segments = [item(SegmentNumber=1, SegmentLabel=label), item(SegmentNumber=2, SegmentLabel="Bone")]
    pixels = np.stack([MASK, np.flipud(MASK)])
    data = pack_bits(pixels)
    write(path, SEG, 1, data, NumberOfFrames=2, SegmentSequence=segments, PerFrameFunctionalGroupsSequence=frames)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A still of one patient, and a clip of another whose second frame is segmented."""
    rng = np.random.default_rng(0)
    still, clip = (rng.integers(1, 255, (count, 60, 80), np.uint8) for count in (1, 3))
    person = {"PatientSex": "F", "PatientAge": "045Y", "PatientSize": 1.7, "PatientWeight": 65.5, "Manufacturer": "Maker"}
    write(tmp_path / "d" / "healthy" / "IM1", US, 8, still.tobytes(), PatientID="4711", PixelSpacing=[0.1, 0.1], **person)
    uid = write(
        tmp_path / "d" / "patients" / "IM2", US, 8, clip.tobytes(), PatientID="Meier", NumberOfFrames=3,
        PatientBirthDate="19800101", StudyDate="20260102",
    )  # fmt: skip
    segmentation(tmp_path / "d" / "seg.dcm", uid, 1, "Muscle")
    np.save(tmp_path / "clip.npy", clip)
    return tmp_path / "d"


def imported(source: Path) -> Imported:
    plan = make_plan(source, Mapping(guess_layout(source), simulated=False))
    assert not plan.faults and plan.mapping.layout == "dicom"
    return write_data_set(plan, source.parent / "out", strict=True, progress=lambda: None)


def test_headers_and_segments_become_rows_and_masks(source: Path) -> None:
    found = imported(source)
    still, clip = found.samples
    assert (still.label, still.age, still.sex, still.height_cm, still.weight_kg, still.device) == (
        "normal", 45, "female", 170.0, 65.5, "Maker"
    )  # fmt: skip
    assert still.mm_per_pixel == pytest.approx(0.1) and still.mask is None
    assert (clip.label, clip.age) == ("abnormal", 46)
    assert {still.subject, clip.subject} == {"P1", "P2"}  # not the patients' IDs
    out = source.parent / "out"
    np.testing.assert_array_equal(read_grey(out / clip.image), np.load(source.parent / "clip.npy")[1])
    np.testing.assert_array_equal(read_grey(out / str(clip.mask)), MASK * 255)
    assert "Meier" not in (out / "manifest.csv").read_text(encoding="utf-8")


def test_damaged_files_and_lost_images_are_named(source: Path) -> None:
    (source / "patients" / "IM2").unlink()
    whole = (source / "healthy" / "IM1").read_bytes()
    (source / "healthy" / "IM3").write_bytes(whole[:140] + b"\xff" * 40)
    plan = make_plan(source, Mapping("dicom", simulated=False))
    assert len(plan.images) == 1
    assert any("seg.dcm" in fault and "not below" in fault for fault in plan.faults), plan.faults
