"""The report on paper, read back as text in every language."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import pytest

from edge_app.exams.export.export import ExportOptions, original, redacted
from edge_app.exams.export.pdf_report import as_pdf
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.records import Exam
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found
from tests.support.exported_exams import HIDDEN, NOTICE, OPEN, needs, one_exam


def report_text(exam: Exam, options: ExportOptions) -> str:
    """The report alone, as text: the other files of an export take most of its time."""
    subject, pixels_of = Pseudonymiser(KEY, options.pseudonymous).subject(exam), redacted if options.pseudonymous else original
    pdf = as_pdf(exam, subject, wording(options.language), options.notice, pixels_of)
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_reads_in_every_language(tmp_path: Path, language: str) -> None:
    words = wording(language)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.read(one_exam(store, PATIENT, "weak on the left " * 60, images_each=3))
    date = exam.started[:10]
    text = report_text(exam, dataclasses.replace(OPEN, language=language))
    for phrase in (words.title, words.assists, "Clinic 17", words.signature, "weak on the left", NOTICE, "test bundle", ENGINE):
        assert phrase in text, phrase
    assert f"{words.number(66.25, 1)} kg" in text and ("P = 0," in text) == (words.decimal == ",") == (language != "en")
    assert text.count("P = ") >= 5 and text.count("\f") <= 2  # one or two pages
    for page in text.split("\f")[:-1]:  # which part in a printer's tray
        assert f"Clinic 17, {date}" in page


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_says_which_way_round_an_image_is(tmp_path: Path, language: str) -> None:
    words = wording(language)
    for wish, there in ((OPEN, True), (HIDDEN, False)):
        (tmp_path / str(there)).mkdir()
        with ExamStore(tmp_path / str(there), KEY, "Sister Agnes") as store:
            exam = store.start(PATIENT).id
            for number in range(3):
                store.add(exam, PROTOCOL[number], found(number), ENGINE)
            store.give_verdict(exam, Label.ABNORMAL, "")
            store.finish(exam)
            text = report_text(store.read(exam), dataclasses.replace(wish, language=language))
        for phrase in (words.mark_left, words.mark_right, words.mark_unknown, words.indeterminate_means):
            assert text.count(phrase) == 1, phrase
        assert ("Sister Agnes" in text) is there, "whose verdict it is, unless under a pseudonym"
