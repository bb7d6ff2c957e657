"""Where no label is given, nothing that is exported says normal or abnormal, neither of the patient nor of an image."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread

from edge_app.exams.export.export import to_folder
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.headless.contact_sheet import caption
from tests.support.exam_factories import ENGINE, KEY, PATIENT, unvalidated
from tests.support.exported_exams import OPEN, dicom_files, needs


def exported(folder: Path, language: str, research: bool) -> Path:
    """An exam without a verdict, exported."""
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for number, site in enumerate(PROTOCOL[:1]):
            store.add(exam, site, unvalidated(number, research), ENGINE)
        store.finish(exam)
        to_folder(store, exam, folder / "stick", dataclasses.replace(OPEN, language=language))
    return folder / "stick"


@needs("pdftotext")
@pytest.mark.parametrize(("language", "research"), [("en", False), *((language, True) for language in languages())])
def test_the_report_explains_itself_without_these_words(tmp_path: Path, language: str, research: bool) -> None:
    words = wording(language)
    (pdf,) = exported(tmp_path, language, research).glob("*/*.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout.lower()
    assert words.not_validated_on_this_device.lower() in text and words.no_verdict.lower() in text
    for word in (words.normal, words.abnormal, "normal", "p = "):
        assert word not in text, word


def test_no_attribute_of_the_dicom_files_has_these_words(tmp_path: Path) -> None:
    files = dicom_files(exported(tmp_path, "en", research=True))
    assert len(files) >= 3
    for file in files:
        assert "normal" not in str(dcmread(file)).lower(), file


@pytest.mark.parametrize("research", [True, False])
def test_no_caption_has_these_words(research: bool) -> None:
    assert "normal" not in caption(unvalidated(research=research))
