"""What was measured and written leaves the device as it should: millimetres everywhere, free text only beside the name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from edge_app.exams.export.export import ExportOptions, to_folder
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT
from tests.support.exported_exams import CALIPERS, HIDDEN, OPEN, needs, report_text, screened

WORDS = "Mrs Planted limps"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    """With one finished exam of one image, measured, and with notes on both."""
    (folder := tmp_path / "store").mkdir()
    with ExamStore(folder, KEY, "nurse") as opened:
        exam = opened.start(PATIENT).id
        opened.add(exam, PROTOCOL[0], screened(0, ""), ENGINE, CALIPERS)
        opened.set_note(exam, WORDS)
        opened.set_note(exam, f"scar of {WORDS}", 1)
        opened.give_verdict(exam, Label.NORMAL, "")
        opened.finish(exam)
        yield opened


def numbers(item: Dataset) -> Iterator[Dataset]:
    """The measurements of a structured report, at any depth."""
    for child in item.get("ContentSequence", ()):
        if child.ValueType == "NUM":
            yield child
        yield from numbers(child)


@pytest.mark.parametrize("options", [OPEN, HIDDEN])
def test_millimetres_are_in_every_export_and_words_only_beside_the_name(
    store: ExamStore, tmp_path: Path, options: ExportOptions
) -> None:
    (line,) = store.exams()
    (stick := tmp_path / "stick").mkdir()
    to_folder(store, line.id, stick, options)
    (data,) = (json.loads(file.read_text()) for file in stick.glob("*/*.json"))
    (image,), (site,) = data["images"], data["sites"]
    assert [one["length_mm"] for one in image["calipers"]] == pytest.approx([20.7195, 9.0], abs=1e-3)
    assert image["thickness_mm"] == site["thickness_mm"] == pytest.approx(20.7195, abs=1e-3)
    assert image["thickness_placed"] == "proposed"
    (row,) = (next(csv.DictReader(io.StringIO(file.read_text()))) for file in stick.glob("*/*.csv"))
    assert float(row["thickness_mm"]) == image["thickness_mm"] and float(row["distances_mm"]) == pytest.approx(9.0)
    objects = [pydicom.dcmread(file) for file in stick.rglob("*") if file.is_file() and file.read_bytes()[128:132] == b"DICM"]
    (structured,) = (one for one in objects if one.get("Modality") == "SR")
    lengths = [
        float(one.MeasuredValueSequence[0].NumericValue)
        for one in numbers(structured)
        if one.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue == "mm"
    ]
    assert lengths == [20.72, 9.0]
    names_patient = options is OPEN
    assert (WORDS in json.dumps(data) and WORDS in row["note"] and row["exam_note"] == WORDS) is names_patient
    assert any(WORDS in str(one.get("ImageComments", "")) for one in objects) is names_patient
    if not names_patient:
        assert WORDS not in json.dumps(data) + "".join(row.values()) and "left out" in data["note"]


@needs("pdftotext")
def test_the_report_has_thickness_and_notes_or_says_that_they_are_left_out(store: ExamStore) -> None:
    exam = store.read(store.exams()[0].id)
    named, hidden = report_text(exam, OPEN), report_text(exam, HIDDEN)
    for text in (named, hidden):
        assert "20.7" in text and "mm, proposed" in text
    assert WORDS in named and "Note on image 1" in named
    assert WORDS not in hidden and "Notes are left out" in hidden
