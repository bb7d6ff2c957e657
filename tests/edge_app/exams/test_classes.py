"""The class of an image, kept with it, and named wherever an exam leaves the device."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from edge_app.errors import StoreError
from edge_app.exams.class_counts import class_counts
from edge_app.exams.export.dicom.codes import LONGEST_MEANING, class_code, class_probability_code
from edge_app.exams.export.export import to_folder
from edge_app.exams.reanalysis import difference
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.store.rows import audited_values, image_row
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL, as_document
from edge_app.records import Finding, Label
from tests.support.exam_factories import ENGINE, GRADES, KEY, PATIENT, SITE, found, graded, unvalidated
from tests.support.exported_exams import OPEN, dicom_files, needs, report_text, screened
from tests.support.older_stores import make_older, steps


def kept(folder: Path, findings: list[Finding]) -> Exam:
    """An exam with these images at one site, read back from a store that was closed."""
    folder.mkdir(exist_ok=True)
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for finding in findings:
            store.add(exam, SITE, finding, ENGINE)
        store.give_verdict(exam, Label.ABNORMAL, "")
        store.finish(exam)
    with ExamStore(folder, KEY, "nurse") as store:
        assert store.faults() == []
        return store.read(exam)


def test_the_classes_are_kept_without_losing_a_bit(tmp_path: Path) -> None:
    findings = [graded(found(1), 3), found(2), graded(found(3, places=14), 1)]
    exam = kept(tmp_path, findings)
    for image, finding in zip(exam.images, findings, strict=True):
        assert difference(image.finding, finding) == ""
    read = exam.images[0].finding.classes
    assert read is not None and read.called == GRADES[2] and read.called_probability == 0.7
    assert read.heat.shape == (4, 7, 7) and exam.images[2].finding.classes is not None


def test_another_class_is_a_difference() -> None:
    finding = graded(found(1), 3)
    assert finding.classes is not None
    other = replace(finding, classes=replace(finding.classes, called=GRADES[3]))
    assert difference(finding, other) == "classes" and difference(finding, replace(finding, classes=None)) == "classes"


def test_an_image_without_classes_has_the_audit_entry_that_it_had() -> None:
    row = audited_values(image_row(ExamImage(1, SITE, "2026-11-30T10:20:30.500+00:00", found(1), ENGINE)))
    assert len(row) == 24  # up to `validated`, as before there were classes


def test_a_store_of_an_earlier_program_gets_the_columns(tmp_path: Path) -> None:
    before = kept(tmp_path, [found(1)])
    make_older(tmp_path, steps().index(15))
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.read(before.id)
        assert exam.images[0].finding.classes is None and store.faults() == []
        store.add(store.start(PATIENT).id, SITE, graded(found(2), 2), ENGINE)


def test_classes_that_cannot_be_decoded_cost_one_sentence(tmp_path: Path) -> None:
    exam = kept(tmp_path, [graded(found(1), 2)])
    with ExamStore(tmp_path, KEY, "nurse") as store:
        store._database.execute("UPDATE shot SET classes = '{}'")
        with pytest.raises(StoreError, match="classes of a stored image cannot be decoded"):
            store.read(exam.id)


def test_a_site_counts_the_classes_of_images_that_count(tmp_path: Path) -> None:
    research = replace(unvalidated(5), classes=graded(found(5), 4).classes)
    exam = kept(tmp_path, [graded(found(1), 2), graded(found(2), 3), graded(found(3), 3), found(6), research])
    assert [str(count) for count in class_counts(exam.images)] == ["Heckmatt 3 (2)", "Heckmatt 2 (1)"]


def test_the_document_names_the_classes_and_older_ones_are_unchanged(tmp_path: Path) -> None:
    document = as_document(kept(tmp_path / "a", [graded(found(1), 3), found(2)]))
    assert document["sites"][0]["classes"] == {"Heckmatt 3": 1}
    first, second = document["images"]
    assert first["class"] == "Heckmatt 3" and first["class_probabilities"]["Heckmatt 3"] == 0.7 and "class" not in second
    plain = as_document(kept(tmp_path / "b", [found(2)]))
    assert "classes" not in plain["sites"][0] and not [key for key in plain["images"][0] if "class" in key]


def codes(part: pydicom.Dataset, name: str) -> list[str]:
    """What evaluations of this name are called, and measurements of it hold, in their order."""
    named = "ConceptNameCodeSequence" in part and part.ConceptNameCodeSequence[0].CodeValue == name
    reported = []
    if named:
        measured = part.get("MeasuredValueSequence")
        reported = [str(measured[0].NumericValue)] if measured else [part.ConceptCodeSequence[0].CodeMeaning]
    return reported + [one for child in part.get("ContentSequence", ()) for one in codes(child, name)]


def test_dicom_and_tables_name_the_class(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, PROTOCOL[0], graded(screened(0, "Clinic 17"), 3), ENGINE)
        store.add(exam, PROTOCOL[1], found(1), ENGINE)
        store.give_verdict(exam, Label.NORMAL, "")
        store.finish(exam)
        to_folder(store, exam, tmp_path / "stick", OPEN)
    (report,) = (one for path in dicom_files(tmp_path / "stick") if (one := pydicom.dcmread(path)).get("Modality") == "SR")
    assert codes(report, "AICLASS") == ["Heckmatt 3"]
    assert [codes(report, class_probability_code(grade, False).value) for grade in GRADES] == [["0.1"], ["0.1"], ["0.7"], ["0.1"]]
    (table,) = (tmp_path / "stick").rglob("*.csv")
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [row["class"] for row in rows] == ["Heckmatt 3", ""] and "Heckmatt 3 0.7" in rows[0]["class_probabilities"]
    (document,) = (path for path in (tmp_path / "stick").rglob("*.json"))
    assert json.loads(document.read_text())["images"][0]["class"] == "Heckmatt 3"


def test_codes_are_valid_and_differ(tmp_path: Path) -> None:
    long = "a class whose name is longer than a code's meaning may be, as somebody might call it"
    every = [class_code(one) for one in (*GRADES, long)]
    every += [class_probability_code(one, score) for one in (*GRADES, long) for score in (False, True)]
    assert len({code.value for code in every}) == len(every) and all(len(code.value) <= 16 for code in every)
    assert all(0 < len(code.meaning) <= LONGEST_MEANING for code in every)


@needs("pdftotext")
def test_the_report_names_the_grade(tmp_path: Path) -> None:
    exam = kept(tmp_path, [graded(screened(seed, "Clinic 17"), 3) for seed in range(3)])
    text = report_text(exam, OPEN)
    assert "Heckmatt 3 (3)" in text and "abnormal, Heckmatt 3 (0.70)" in text
    assert np.isclose(sum(exam.images[0].finding.classes.probabilities), 1)  # type: ignore[union-attr]
