"""A real DICOM server stores what is sent and gives it back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from urllib.request import urlopen

import cv2
import numpy as np
import pydicom
from pydicom.uid import JPEGLSLossless, UltrasoundMultiFrameImageStorage

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.overlay_legend import with_legend
from edge_app.exams.export.export import to_server
from edge_app.exams.export.exported_image import blanked_outside, redacted
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.imaging.heatmap import overlay
from edge_app.records import GreyImage, Label
from tests.support.clips import TIMES_MS, add_clip, screens
from tests.support.dicom_archive import archive
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.exported_exams import HIDDEN, NOTICE, needs, one_exam
from tests.support.orthanc import orthanc

CHECKED = dataclasses.replace(HIDDEN, text_checked=True)  # its noise looks like words


def blanked() -> list[GreyImage]:
    """The frames of the clip, as they leave."""
    return [blanked_outside(pixels)[0] for pixels in screens()]


def exam_with_clip(store: ExamStore) -> str:
    exam = store.start(PATIENT).id
    store.add(exam, SITE, found(0), ENGINE)
    add_clip(store, exam)
    store.give_verdict(exam, Label.NORMAL, "")
    store.finish(exam)
    return exam


def test_a_server_that_takes_no_jpeg_ls_gets_a_clip_uncompressed(tmp_path: Path) -> None:
    received: list[pydicom.Dataset] = []
    with ExamStore(tmp_path, KEY, "nurse") as store, archive(received) as server:
        assert to_server(store, exam_with_clip(store), server, CHECKED).sent
    (clip,) = (one for one in received if one.SOPClassUID == UltrasoundMultiFrameImageStorage)
    assert len(received) == 3 + 2 + 1
    assert clip.PixelData == np.stack(blanked()).tobytes() and clip.NumberOfFrames == len(TIMES_MS)


@needs("Orthanc")
def test_a_real_server_takes_a_clip_as_it_is_and_shows_its_frames(tmp_path: Path) -> None:
    with orthanc(tmp_path) as (server, address):
        with ExamStore(tmp_path, KEY, "nurse") as store:
            assert to_server(store, exam_with_clip(store), server, CHECKED).sent
        with urlopen(f"{address}/instances", timeout=10) as answer:
            instances = json.load(answer)
        for instance in instances:
            with urlopen(f"{address}/instances/{instance}/file", timeout=10) as answer:
                (tmp_path / "back.dcm").write_bytes(answer.read())
            back = pydicom.dcmread(tmp_path / "back.dcm")
            if back.SOPClassUID == UltrasoundMultiFrameImageStorage:
                break
        assert back.file_meta.TransferSyntaxUID == JPEGLSLossless
        np.testing.assert_array_equal(back.pixel_array, np.stack(blanked()))
        with urlopen(f"{address}/instances/{instance}/frames/5/preview", timeout=10) as answer:
            shown = cv2.imdecode(np.frombuffer(answer.read(), np.uint8), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(shown, blanked()[5])


@needs("Orthanc")
def test_a_real_server_stores_them_and_gives_them_back(tmp_path: Path) -> None:
    with orthanc(tmp_path) as (server, address):
        check_what_is_given_back(server, address, tmp_path)


def check_what_is_given_back(server: DicomNode, address: str, tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, PATIENT, "weak on the left", places=14)
        to_server(store, exam, server, CHECKED)
        assert str(server) in store.trail()[-1].entry.detail
    with urlopen(f"{address}/instances", timeout=10) as answer:
        instances = json.load(answer)
    assert len(instances) == 3 * len(PROTOCOL) + 2
    kinds, shown = [], []
    for instance in instances:
        with urlopen(f"{address}/instances/{instance}/file", timeout=10) as answer:
            (tmp_path / "back.dcm").write_bytes(answer.read())
        back = pydicom.dcmread(tmp_path / "back.dcm")
        kinds.append(back.Modality)
        assert str(back.PatientID).startswith("P") and PATIENT.identifier and PATIENT.identifier not in str(back)
        if back.Modality == "US":
            with urlopen(f"{address}/instances/{instance}/preview", timeout=10) as answer:
                assert answer.read().startswith(b"\x89PNG")
        if "Secondary Capture" in back.SOPClassUID.name:
            shown.append(back.pixel_array)
    assert sorted(set(kinds)) == ["DOC", "SEG", "SR", "US"]
    with ExamStore(tmp_path, KEY, "nurse") as store:
        sent = [
            with_legend(overlay(redacted(image).pixels, image.finding.roi, image.finding.heat), image.finding.roi, NOTICE)
            for image in store.read(exam).images
        ]
    assert sorted(one.tobytes() for one in shown) == sorted(one.tobytes() for one in sent)
