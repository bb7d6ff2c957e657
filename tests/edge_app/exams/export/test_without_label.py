"""Where no label is given, nothing that is exported says normal or abnormal, neither of the patient nor of an image."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread

from edge_app.exams.export.export import to_folder
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import as_document
from edge_app.headless.contact_sheet import caption
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, unvalidated
from tests.support.exported_exams import OPEN, dicom_files, needs, report_text


def without_label(store: ExamStore, research: bool) -> str:
    """A finished exam of a device that was not validated, without a verdict."""
    exam = store.start(PATIENT).id
    store.add(exam, SITE, unvalidated(research=research), ENGINE)
    store.finish(exam)
    return exam


@needs("pdftotext")
@pytest.mark.parametrize(("language", "research"), [("en", False), *((language, True) for language in languages())])
def test_the_report_explains_itself_without_these_words(tmp_path: Path, language: str, research: bool) -> None:
    words = wording(language)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        text = report_text(store.read(without_label(store, research)), replace(OPEN, language=language)).lower()
    assert words.not_validated_on_this_device.lower() in text and words.no_verdict.lower() in text
    for word in (words.normal, words.abnormal, "normal", "p = "):
        assert word not in text, word


def test_no_attribute_of_the_dicom_files_has_these_words(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        to_folder(store, without_label(store, research=True), tmp_path / "stick", OPEN)
    files = dicom_files(tmp_path / "stick")
    assert len(files) >= 3
    images = [dataset for dataset in map(dcmread, files) if "Rows" in dataset and "ImageComments" in dataset]
    assert len(images) == 2 and all("not validated on this device" in dataset.ImageComments for dataset in images)
    grey, overlay = sorted(images, key=lambda dataset: int(dataset.SamplesPerPixel))
    line = overlay.pixel_array[grey.Rows :]
    assert line.shape[1:] == (grey.Columns, 3) and line.max() > 200, "what the image is not goes with its pixels"
    for file in files:
        assert "normal" not in str(dcmread(file)).lower(), file


def test_the_documents_do_not_count_abnormal_images_where_none_has_a_label(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        document = as_document(store.read(without_label(store, research=True)))
    assert [site["abnormal"] for site in document["sites"]] == [None]
    assert all("normal" not in str(value) for row in (*document["sites"], *document["images"]) for value in row.values())


@pytest.mark.parametrize("research", [True, False])
def test_no_caption_has_these_words(research: bool) -> None:
    assert "normal" not in caption(unvalidated(research=research))
