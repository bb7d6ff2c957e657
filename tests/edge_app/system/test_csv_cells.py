"""No cell becomes a formula, and no number becomes text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.system.csv_cells import plain_cell, plain_row, text_of_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "-", "=", "+٣"])
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5", "+5.25", "-1e-3", "-.5", -5, -0.25, None, True, "", "Clinic 17", "a=b", "7-1"])
def test_numbers_and_other_text_stay_as_they_are(value: object) -> None:
    assert plain_cell(value) is value


@settings(max_examples=60)
@given(st.lists(st.one_of(st.text(max_size=6), st.floats(allow_nan=False), st.integers()), min_size=1, max_size=4))
def test_a_written_row_has_no_cell_that_begins_as_a_formula_and_is_no_number(values: list[object]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(plain_row(values))
    for row in csv.reader(io.StringIO(file.getvalue(), newline="")):
        for cell in row:
            if cell[:1] in tuple("=+-@\t\r"):
                float(cell)


@settings(max_examples=200)
@given(st.text(st.sampled_from("'=+-@a1.\t＝"), max_size=5))
def test_a_text_reads_back(text: str) -> None:
    assert text_of_cell(str(plain_cell(text))) == text
