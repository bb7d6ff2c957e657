"""Simulated and replayed images say so wherever they leave the device: in pixels, attributes, report and tables."""

from __future__ import annotations

import csv
import dataclasses
import json
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest

from edge_app.exams.export.export import ExportOptions, to_folder
from edge_app.exams.export.origin_mark import above_a_line
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.store.store import ExamStore
from edge_app.records import SIMULATED_SOURCE, Label, Origin
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.exported_exams import HIDDEN, NOTICE, OPEN, dicom_files, needs


def exported(folder: Path, source: str, recorded: bool, options: ExportOptions) -> Path:
    """The folder of a small exam of two images of this source."""
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for seed in (1, 3):
            finding = found(seed, 96, 128)
            frame = dataclasses.replace(finding.frame, source=source, recorded=recorded)
            store.add(exam, SITE, dataclasses.replace(finding, frame=frame), ENGINE)
        store.give_verdict(exam, Label.NORMAL, "")
        store.finish(exam)
        assert {image.finding.frame.recorded for image in store.read(exam).images} == {recorded}
        to_folder(store, exam, folder / "stick", options)
    (place,) = (folder / "stick").iterdir()
    return place


@pytest.mark.parametrize("options", [OPEN, HIDDEN], ids=["identified", "pseudonymous"])
@pytest.mark.parametrize(
    ("source", "recorded", "origin", "comment"),
    [
        (SIMULATED_SOURCE, False, "simulated", "Simulated image."),
        ("sweep.mp4", True, "recording", "Replayed from a recording."),
        ("534d:2109:7", False, "probe", ""),
    ],
)
def test_every_object_says_where_its_image_is_from(
    tmp_path: Path, options: ExportOptions, source: str, recorded: bool, origin: str, comment: str
) -> None:
    place = exported(tmp_path, source, recorded, options)
    objects = [pydicom.dcmread(path) for path in dicom_files(place) if path.name != "DICOMDIR"]
    assert len(objects) == 3 * 2 + 2
    synthetic = "YES" if origin == "simulated" else None
    assert {each.get("SyntheticData") for each in objects} == {synthetic}
    begins = {"simulated": "SIMULATED. Muscle", "recording": "REPLAYED. Muscle", "probe": "Muscle"}[origin]
    assert all(each.StudyDescription.startswith(begins) for each in objects)
    images = [each for each in objects if each.Modality == "US"]
    assert len(images) == 4 and all(each.ImageComments.startswith(comment) for each in images)
    for each in images:
        if each.SamplesPerPixel == 1:
            assert (each.Rows > 96) is (origin != "probe")
        if origin != "probe":
            assert each.pixel_array[96:].max() > 150, "the line below the image"
            assert "says where the image is from" in each.get("DerivationDescription", "") or each.SamplesPerPixel == 3
    masks = [each for each in objects if each.Modality == "SEG"]
    grey = next(each for each in images if each.SamplesPerPixel == 1)
    assert {(each.Rows, each.Columns, each.SeriesDescription) for each in masks} == {
        (grey.Rows, grey.Columns, "Regions of interest")
    }

    (data,), (lines,) = place.glob("*.json"), place.glob("*.csv")
    assert {image["origin"] for image in json.loads(data.read_text())["images"]} == {origin}
    assert {line["origin"] for line in csv.DictReader(lines.read_text().splitlines())} == {origin}


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_says_it_in_its_language(tmp_path: Path, language: str) -> None:
    for number, (source, recorded, origin) in enumerate(
        ((SIMULATED_SOURCE, False, Origin.SIMULATED), ("a.png", True, Origin.RECORDING), ("x:y:z", False, Origin.PROBE))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (pdf,) = exported(folder, source, recorded, ExportOptions(NOTICE, language=language)).glob("*.pdf")
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, text=True).stdout
        text = " ".join(text.split())  # a sentence may go on in the next line
        said = [name for name, sentence in wording(language).no_probe.items() if sentence in text]
        assert said == ([origin.value] if origin is not Origin.PROBE else [])


@pytest.mark.parametrize("shape", [(48, 64), (480, 640), (480, 640, 3), (20, 30)])
def test_the_line_covers_nothing(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    page = above_a_line(pixels, "SIMULATED IMAGE")
    assert page.dtype == np.uint8 and page.shape[1:] == shape[1:]
    np.testing.assert_array_equal(page[: shape[0]], pixels)
    assert page[shape[0] :].max() > 150
