"""The languages of the report."""

from __future__ import annotations

import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.errors import ConfigError
from edge_app.exams.export.origin_mark import MARKS
from edge_app.exams.export.report_texts import languages, wording


def test_a_language_that_is_not_there() -> None:
    assert set(languages()) >= {"en", "de", "es"}
    with pytest.raises(ConfigError, match="available are"):
        wording("xx")


def test_the_intended_use_of_the_shipped_model_is_translated_and_a_foreign_one_is_quoted() -> None:
    shipped = load_bundle(DEFAULT_BUNDLE).manifest.intended_use
    said = {language: wording(language).use(shipped) for language in languages()}
    assert said["en"] == shipped and len(set(said.values())) == len(said)
    for language in languages():
        assert wording(language).use("For cats.").endswith(": For cats.")


def test_marks_in_images_are_of_the_letters_that_there_are() -> None:
    for language in languages():
        marks = wording(language).image_mark
        assert marks.keys() == MARKS.keys() and all(mark.isascii() for mark in marks.values())


def test_numbers_are_written_as_the_language_does() -> None:
    assert (wording("en").signed(2.26, 1), wording("de").signed(-0.31, 1), wording("es").signed(0, 1)) == ("+2.3", "−0,3", "+0,0")
