"""Why images were not judged is counted, and said in every export."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path

import pydicom
import pytest

from edge_app.exams.export.export import to_folder
from edge_app.exams.export.report_texts import wording
from edge_app.exams.not_judged import ReasonCount, reasons_not_judged
from edge_app.exams.records import ExamImage
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import as_document
from edge_app.guard.reasons import reason
from edge_app.records import Finding, Guard, Label
from edge_app.ui.exam_rows import summary_rows
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.exported_exams import OPEN, dicom_files, needs

REASONS = (Guard.TEXT, Guard.FIT, Guard.COLOUR, Guard.TEXT)


def unfit(number: int, guard: Guard) -> Finding:
    """The finding of an image that is fit, or is not for this reason."""
    if guard is Guard.FIT:
        return found(number)
    return dataclasses.replace(found(number), label=Label.NOT_JUDGED, guard=guard, probability=None)


def test_the_most_frequent_reason_comes_first() -> None:
    images = [ExamImage(n, SITE, "", unfit(n, guard), ENGINE) for n, guard in enumerate((*REASONS, Guard.NO_CONTACT))]
    assert reasons_not_judged(images) == (
        ReasonCount(Guard.TEXT, 2),
        ReasonCount(Guard.NO_CONTACT, 1),
        ReasonCount(Guard.COLOUR, 1),
    )
    assert reasons_not_judged(images[1:2]) == reasons_not_judged([]) == ()


@needs("pdftotext")
def test_every_export_says_why(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for number, guard in enumerate(REASONS):
            store.add(exam, SITE, unfit(number, guard), ENGINE)
        store.give_verdict(exam, Label.NORMAL, "")
        store.finish(exam)
        kept = store.read(exam)
        to_folder(store, exam, tmp_path / "stick", dataclasses.replace(OPEN, language="de"))
    (pdf,) = (tmp_path / "stick").glob("*/*.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for guard in (Guard.TEXT, Guard.COLOUR):
        assert wording("de").why_not_judged(guard) in " ".join(text.split())
    (document,) = (json.loads(path.read_text()) for path in (tmp_path / "stick").glob("*/*.json"))
    assert document["sites"][0]["not_judged"] == {"text": 2, "colour": 1}
    assert [image["not_judged_because"] for image in document["images"]] == [
        None if guard is Guard.FIT else reason(guard) for guard in REASONS
    ]
    assert as_document(kept)["sites"] == document["sites"]
    assert summary_rows(kept)[0]["notJudged"] == ["text", "colour"]

    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    for one in objects:
        if one.Modality == "US":
            guard = REASONS[one.InstanceNumber - 1]
            assert guard is Guard.FIT or f"Not judged: {reason(guard)}" in one.ImageComments
            assert ("Not judged" in one.ImageComments) is (guard is not Guard.FIT)
    (report,) = (one for one in objects if one.Modality == "SR")
    assert fitness(report) == ["text", "fit", "colour", "text", "text", "colour"]  # of the images, then of the site


def fitness(part: pydicom.Dataset) -> list[str]:
    """What the guard said, in the order of a structured report."""
    named = "ConceptNameCodeSequence" in part and part.ConceptNameCodeSequence[0].CodeValue == "GUARD"
    reported = [part.ConceptCodeSequence[0].CodeMeaning] if named else []
    return reported + [value for child in part.get("ContentSequence", ()) for value in fitness(child)]


@pytest.mark.parametrize("guard", [guard for guard in Guard if guard is not Guard.FIT])
def test_a_reason_is_stored_and_read_back(tmp_path: Path, guard: Guard) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, unfit(0, guard), ENGINE)
        assert store.read(exam).images[0].finding.guard is guard
