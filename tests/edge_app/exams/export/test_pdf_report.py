"""The report on paper, read back as text in every language."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found
from tests.support.exported_exams import HIDDEN, NOTICE, OPEN, needs, one_exam, report_text


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


@needs("pdftotext")
def test_the_report_names_who_examined_and_who_gave_the_verdict(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "Sister Agnes") as store:
        exam = store.start(PATIENT).id
        store.add(exam, PROTOCOL[0], found(), ENGINE)
        store.hand_over("Dr Katharina Meier-Lange")  # a name of the greatest length
        store.give_verdict(exam, Label.ABNORMAL, "seen by hand")
        store.finish(exam)
        done = store.read(exam)
    named, hidden = report_text(done, OPEN), report_text(done, HIDDEN)
    assert "UTC (Sister Agnes)" in named and "(Dr Katharina Meier-Lange, " in named
    assert "Agnes" not in hidden and "Meier" not in hidden
