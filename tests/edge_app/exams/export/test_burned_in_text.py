"""Text that a scanner burned in: removed outside the ultrasound, left and reported within, where a pixel may be tissue."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest

from edge_app.exams.export.export import to_folder, to_server
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.export.text_review import SiteImages, TextReview
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.scanner_screen import Shape
from tests.support.burned_in_text import SEEDS, clean, finished, three
from tests.support.dicom_archive import archive
from tests.support.drawn_screens import made_screen
from tests.support.exam_factories import KEY
from tests.support.exported_exams import HIDDEN, OPEN, dicom_files, needs, report_text

EXPECTED = TextReview(possible=(SiteImages(PROTOCOL[1], (2,)),), withheld=(SiteImages(PROTOCOL[2], (3,)),))


def test_every_file_of_an_export_says_which_images_may_show_text(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        review = to_folder(store, finished(store, *three()), tmp_path / "stick", HIDDEN)
    assert review == EXPECTED
    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    images = [one for one in objects if one.Modality == "US"]
    assert len(images) == 2 * 3
    for one in images:
        assert one.BurnedInAnnotation == ("YES" if one.InstanceNumber == 2 else "NO")
        assert ("look at it before" in one.ImageComments) is (one.InstanceNumber == 2)
        assert ("Withheld" in one.ImageComments) is (one.InstanceNumber == 3)
    assert [one.BurnedInAnnotation for one in objects if one.Modality == "DOC"] == ["YES"]
    (data,), (lines,) = (tmp_path / "stick").glob("*/*.json"), (tmp_path / "stick").glob("*/*.csv")
    said = ["none found", "possible", "image withheld"]
    assert [image["burned_in_text"] for image in json.loads(data.read_text())["images"]] == said
    assert [line["burned_in_text"] for line in csv.DictReader(lines.read_text().splitlines())] == said


def test_no_pixel_of_the_field_changes_and_all_else_is_black(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        to_folder(store, finished(store, *three()), tmp_path / "stick", HIDDEN)
    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    pixels = {one.InstanceNumber: one.pixel_array for one in objects if one.SOPClassUID.name == "Ultrasound Image Storage"}
    for number, seed in zip((1, 2), SEEDS, strict=True):
        truth = made_screen(seed, Shape.RECTANGLE)
        inner = cv2.erode(truth.field, np.ones((9, 9), np.uint8)) > 0
        np.testing.assert_array_equal(pixels[number][inner], three()[number - 1][inner])
        outer = cv2.dilate(truth.field, np.ones((31, 31), np.uint8)) == 0
        assert not pixels[number][outer].any()
    assert not pixels[3][:480].any() and pixels[3][480:].max() > 200, "withheld, and a line below it says so"
    overlays = {one.InstanceNumber: one.pixel_array for one in objects if "Secondary Capture" in one.SOPClassUID.name}
    assert not overlays[3][:100].any()


def test_with_identity_nothing_is_blanked_or_looked_for(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert to_folder(store, finished(store, *three()), tmp_path / "stick", OPEN) == TextReview()
    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    assert {one.BurnedInAnnotation for one in objects if one.Modality in ("US", "DOC")} == {"YES"}
    (data,) = (tmp_path / "stick").glob("*/*.json")
    assert {image["burned_in_text"] for image in json.loads(data.read_text())["images"]} == {"kept"}


def test_a_server_gets_images_that_may_show_text_only_when_somebody_has_looked(tmp_path: Path) -> None:
    received: list[pydicom.Dataset] = []
    with archive(received) as server, ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store, *three())
        assert to_server(store, exam, server, HIDDEN) == dataclasses.replace(EXPECTED, sent=False)
        assert received == []
        assert to_server(store, exam, server, dataclasses.replace(HIDDEN, text_checked=True)) == EXPECTED
        assert len(received) == 3 * 3 + 2
        exports = [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == "export"]
        assert exports[-1] == f"pseudonymous, images looked at, to {server}"


def test_a_clean_exam_is_sent_at_once(tmp_path: Path) -> None:
    received: list[pydicom.Dataset] = []
    with archive(received) as server, ExamStore(tmp_path, KEY, "nurse") as store:
        assert to_server(store, finished(store, clean(SEEDS[0])), server, HIDDEN) == TextReview()
    assert len(received) == 3 + 2


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_says_it_in_its_language(tmp_path: Path, language: str) -> None:
    words = wording(language)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.read(finished(store, *three()))
    text = " ".join(report_text(exam, dataclasses.replace(HIDDEN, language=language)).split())
    assert f"{words.text_possible} 2 (" in text and f"{words.withheld} 3 (" in text
