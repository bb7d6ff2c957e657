"""An exam of a protocol with muscles that the model was not made for, as it leaves the device."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from edge_app.exams.export.export import to_folder
from edge_app.exams.export.report.body_map import place_of
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.store.store import ExamStore
from edge_app.other_muscle import without_answer
from tests.support.any_muscle import BICEPS, RECTUS, THIGH, VASTUS, thigh_exam
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found
from tests.support.exported_exams import OPEN, dicom_files, needs, report_text

IN_EACH = ["de", *(pytest.param(language, marks=pytest.mark.slow) for language in languages() if language != "de")]


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such an exam; the vastus medialis, whose code nobody gave, has an image too."""
    folder = tmp_path_factory.mktemp("thigh")
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.start(PATIENT, protocol=THIGH).id
        store.add(exam, BICEPS, found(1), ENGINE)
        store.add(exam, RECTUS, without_answer(found(2)), ENGINE)
        store.add(exam, VASTUS, without_answer(found(3)), ENGINE)
        store.finish(exam)
        to_folder(store, exam, folder / "stick", OPEN)
    (place,) = (folder / "stick").iterdir()
    return place


def objects(medium: Path, sop_class: str) -> list[Dataset]:
    every = [dcmread(file) for file in dicom_files(medium) if file.name != "DICOMDIR"]
    of_class = [dataset for dataset in every if dataset.SOPClassUID.name == sop_class]
    return sorted(of_class, key=lambda dataset: int(dataset.InstanceNumber))


@needs("dciodvfy")
def test_every_object_is_valid_dicom(medium: Path) -> None:
    for path in dicom_files(medium):
        reported = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
        errors = [line for line in reported.stderr.splitlines() if line.startswith("Error")]
        assert reported.returncode == 0 and not errors, (path, errors)


def test_a_muscle_has_the_code_of_its_protocol_or_its_name(medium: Path) -> None:
    images = objects(medium, "Ultrasound Image Storage")
    regions = [image.AnatomicRegionSequence[0] for image in images]
    muscles = [region.AnatomicRegionModifierSequence[0] for region in regions]
    assert [(one.CodingSchemeDesignator, one.CodeMeaning) for one in muscles] == [
        ("99EDGEAPP", "Biceps brachii"), ("MDC", "Musculus rectus femoris"), ("99EDGEAPP", "Vastus medialis"),
    ]  # fmt: skip
    assert muscles[1].CodeValue == "7:836" and len({one.CodeValue for one in muscles}) == 3
    assert [region.CodeMeaning for region in regions] == ["Muscle of upper limb", "Skeletal muscle", "Skeletal muscle"]
    assert [image.ImageLaterality for image in images] == ["R", "R", "L"]


def test_images_without_a_finding_have_no_heatmap_no_label_and_no_number(medium: Path) -> None:
    assert len(objects(medium, "Secondary Capture Image Storage")) == 1  # of the biceps
    comments = [image.ImageComments for image in objects(medium, "Ultrasound Image Storage")]
    assert ["the model was not made for this muscle" in comment for comment in comments] == [False, True, True]
    assert not any("not validated" in comment for comment in comments)
    (report,) = objects(medium, "Comprehensive SR Storage")
    text = str(report)
    assert text.count("Images without a finding: model not made for their muscle") == 1
    assert text.count("No finding: the model was not made for this muscle") == 4  # of two images and two sites
    (document,), (table,) = ([file.read_text() for file in medium.glob(f"*.{ending}")] for ending in ("json", "csv"))
    assert json.loads(document)["without_finding"] == 2
    rows = list(csv.DictReader(table.splitlines()))
    assert [row["label"] for row in rows[1:]] == ["not made for this muscle"] * 2
    assert all(row[column] == "" for row in rows[1:] for column in ("probability", "score", "threshold", "probability_means"))


@needs("pdftotext")
@pytest.mark.parametrize("language", IN_EACH)
def test_the_report_names_the_muscle_and_says_why_there_is_no_finding(tmp_path: Path, language: str) -> None:
    words, options = wording(language), replace(OPEN, language=language)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        text = " ".join(report_text(store.read(thigh_exam(store)), options).split())
        alone = " ".join(report_text(store.read(thigh_exam(store, made_for=False)), options).split())
    named = {"es": "Recto femoral"}.get(language, "Rectus femoris")
    assert f"{words.not_made_for_this_muscle} (1): {named}" in text
    assert f"{words.not_examined} (1): Vastus medialis, {words.left}" in text
    assert words.without_finding.format(count=1) in text and words.other_muscle_means[:60] in text
    assert words.what_it_is_without_finding[:60] in alone and words.what_it_is_without_finding[:60] not in text
    for word in (f" {words.normal} ", words.abnormal, "P = "):
        assert word not in alone, word


def test_the_body_map_marks_what_has_a_place() -> None:
    assert place_of("biceps brachii", THIGH) is not None and place_of("vastus medialis", THIGH) is None
    place = place_of("rectus femoris", THIGH)
    assert place is not None and (place.behind, place.x, place.y) == (False, 45, 138)
