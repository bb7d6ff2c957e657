"""What leaves the device: valid DICOM that a real server stores, a report, and under a pseudonym nothing of the patient."""

from __future__ import annotations

import csv
import dataclasses
import json
import socket
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.fileset import FileSet

from edge_app.errors import ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.export import ExportOptions, to_folder, to_server
from edge_app.exams.export.report_texts import languages
from edge_app.exams.records import Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.imaging.heatmap import overlay
from edge_app.records import PROBABILITY_MEANS, Label, Roi
from tests.support.exam_factories import ENGINE, KEY, PATIENT, filled, found, indeterminate
from tests.support.exported_exams import HIDDEN, OPEN, dicom_files, needs, one_exam, scanner_screen
from tests.support.made_once import folder_made_once


@pytest.fixture(scope="module", params=[7, 14], ids=["coarse heatmap", "fine heatmap"])
def places(request: pytest.FixtureRequest) -> int:
    """A side of the findings' heatmaps."""
    side: int = request.param
    return side


@pytest.fixture(scope="module")
def medium(places: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an exam, exported with its identity."""

    def fill(folder: Path) -> None:
        with ExamStore(folder, KEY, "nurse") as store:
            exam = one_exam(store, PATIENT, "weak on the left", places=places)
            assert {image.finding.heat.shape for image in store.read(exam).images} == {(places, places)}
            to_folder(store, exam, folder / "stick", OPEN)
            assert [sealed.entry.action for sealed in store.trail()[-2:]] == ["export", "deliver"] and store.faults() == []

    (place,) = (folder_made_once(tmp_path_factory, f"exported-{places}", fill) / "stick").iterdir()
    return place


@needs("dciodvfy")
def test_every_object_is_valid_dicom(medium: Path) -> None:
    files = dicom_files(medium)
    assert len(files) == 3 * len(PROTOCOL) + 2 + 1  # and the DICOMDIR
    for path in files:
        reported = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
        errors = [line for line in reported.stderr.splitlines() if line.startswith("Error")]
        assert reported.returncode == 0 and not errors, (path, errors)


def test_images_and_report_name_who_examined(medium: Path) -> None:
    objects = [pydicom.dcmread(path, stop_before_pixels=True) for path in dicom_files(medium) if path.name != "DICOMDIR"]
    named = [one for one in objects if one.Modality in ("US", "DOC")]
    assert len(named) > len(PROTOCOL) and {str(one.OperatorsName) for one in named} == {"nurse"}


@needs("dcmdump", "dcm2pnm", "dsrdump")
def test_dcmtk_reads_and_shows_them(medium: Path, tmp_path: Path) -> None:
    shown = 0
    for path in dicom_files(medium):
        subprocess.run(["dcmdump", path], capture_output=True, check=True)
        if path.name == "DICOMDIR":
            continue
        kind = pydicom.dcmread(path, stop_before_pixels=True).Modality
        if kind == "US":
            subprocess.run(["dcm2pnm", "--write-png", path, tmp_path / "shown.png"], capture_output=True, check=True)
            shown += 1
        elif kind == "SR":
            text = subprocess.run(["dsrdump", path], capture_output=True, text=True, check=True).stdout
            assert "Probability" in text and "test" in text and "Algorithm Name" in text
    assert shown == 2 * len(PROTOCOL)


def test_the_original_is_never_painted_on_and_is_calibrated(medium: Path) -> None:
    objects = [pydicom.dcmread(path) for path in dicom_files(medium) if path.name != "DICOMDIR"]
    originals = [one for one in objects if one.SOPClassUID.name == "Ultrasound Image Storage"]
    assert len(originals) == len(PROTOCOL)
    for one in originals:
        assert one.ImageType[0] == "ORIGINAL" and one.ImageType[2] == "MUSCULOSKELETAL"
        assert "LossyImageCompression" not in one, "a grabber may have sent JPEG; nobody can say that none was"
        np.testing.assert_array_equal(one.pixel_array, scanner_screen(one.InstanceNumber - 1, "Clinic 17"))
        (region,) = one.SequenceOfUltrasoundRegions
        assert region.PhysicalDeltaX == pytest.approx(0.009) and region.PhysicalUnitsXDirection == 3
        assert one.PatientAge == "044Y" and one.PatientSex == "F" and one.PatientSize == pytest.approx(1.715)
    overlays = [one for one in objects if "Secondary Capture" in one.SOPClassUID.name]
    assert {one.SourceImageSequence[0].ReferencedSOPInstanceUID for one in overlays} == {one.SOPInstanceUID for one in originals}
    assert all("not for clinical use" in one.DerivationDescription for one in overlays)
    masks = [one for one in objects if one.Modality == "SEG"]
    assert {int(one.pixel_array.sum()) for one in masks} == {300 * 250}
    (document,) = (one for one in objects if one.Modality == "DOC")
    assert document.EncapsulatedDocument.startswith(b"%PDF")
    assert len({one.StudyInstanceUID for one in objects}) == 1 and len({one.SOPInstanceUID for one in objects}) == len(objects)


def exported(tmp_path: Path, wish: ExportOptions, images: int = 3) -> list[pydicom.Dataset]:
    """Every object of an exam: mirrored, unknown, and not mirrored are among its images."""
    with filled(tmp_path / "store", exams=1, images=images) as store:
        to_folder(store, store.exams()[0].id, tmp_path / "stick", wish)
    return [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]


def test_which_way_round_an_image_is_is_said_and_unknown_is_not_taken_for_standard(tmp_path: Path) -> None:
    objects = exported(tmp_path, OPEN)
    said = {1: "Unknown", 2: "Yes", 3: "No"}  # by the images' numbers, as `found` has them
    images = [one for one in objects if one.Modality == "US"]
    assert len(images) == 6
    for one in images:
        (item,) = one.AcquisitionContextSequence
        assert item.ConceptNameCodeSequence[0].CodeValue == "MIRRORED"
        assert item.ConceptCodeSequence[0].CodeMeaning == said[one.InstanceNumber]
        words = {"Unknown": "not known", "Yes": "Mirrored: ", "No": "Not mirrored: "}
        assert words[said[one.InstanceNumber]] in one.ImageComments
    (report,) = (one for one in objects if one.Modality == "SR")
    found_in_report = evaluations(report, "MIRRORED")
    assert found_in_report == [said[number] for number in (1, 2, 3)]


def evaluations(part: pydicom.Dataset, code: str) -> list[str]:
    """The coded values with this name in a structured report, in their order."""
    named = "ConceptNameCodeSequence" in part and part.ConceptNameCodeSequence[0].CodeValue == code
    reported = [part.ConceptCodeSequence[0].CodeMeaning] if named else []
    return reported + [meaning for child in part.get("ContentSequence", ()) for meaning in evaluations(child, code)]


def test_the_structured_report_says_what_the_images_say_together_and_what_the_clinician_says(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for site, chances in zip(PROTOCOL, ((0.9, 0.8), (0.1, 0.2), (0.49, 0.52, 0.55), (None,)), strict=False):
            for chance in chances:
                label = Label.NOT_JUDGED if chance is None else Label.ABNORMAL if chance >= 0.5 else Label.NORMAL
                store.add(exam, site, dataclasses.replace(found(), probability=chance, label=label), ENGINE)
        store.add(exam, PROTOCOL[4], indeterminate(found()), ENGINE)
        store.give_verdict(exam, Label.NORMAL, "")
        store.finish(exam)
        to_folder(store, exam, tmp_path / "stick", HIDDEN)
    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    (report,) = (one for one in objects if one.Modality == "SR")
    assert evaluations(report, "SITEANSWER") == ["Abnormal", "Normal", "Indeterminate", "Not judged", "Indeterminate"]
    assert evaluations(report, "WHYINDETERMINATE") == [
        "Mirrored and moved views of the image disagree",  # of the image
        "The images disagree",
        "Close to the decision threshold",  # of the site that has only this one
    ]
    assert evaluations(report, "EXAMANSWER") == ["Abnormal"]
    assert f"Probability: {PROBABILITY_MEANS}" in report.to_json()
    assert evaluations(report, "VERDICT") == ["Normal"]
    assert report.CompletionFlag == "COMPLETE" and report.VerificationFlag == "UNVERIFIED"


@pytest.mark.parametrize("wish", [OPEN, HIDDEN], ids=["identified", "pseudonymous"])
def test_an_exam_exported_again_gives_the_same_objects_bit_for_bit(tmp_path: Path, wish: ExportOptions) -> None:
    """One UID stands for one content, in an archive for ever."""
    sent = []
    with filled(tmp_path / "store", exams=1) as store:
        for time in range(2):
            to_folder(store, store.exams()[0].id, tmp_path / f"stick {time}", wish)
            files = sorted(path for path in dicom_files(tmp_path / f"stick {time}") if path.name != "DICOMDIR")
            sent.append({pydicom.dcmread(path).SOPInstanceUID: path.read_bytes() for path in files})
        finished = store.read(store.exams()[0].id).finished
    assert len(sent[0]) == 3 * 3 + 2 and sent[0] == sent[1]
    assert finished is not None
    for path in files:
        one = pydicom.dcmread(path)
        assert one.TimezoneOffsetFromUTC == "+0000"
        if one.Modality in ("SR", "SEG"):
            assert one.ContentDate + one.ContentTime[:6] == finished[:19].translate(str.maketrans("", "", "-:T"))


def test_a_report_in_another_language_is_another_object(tmp_path: Path) -> None:
    uids = []
    with filled(tmp_path / "store", exams=1) as store:
        for language in languages():
            to_folder(store, store.exams()[0].id, tmp_path / language, dataclasses.replace(HIDDEN, language=language))
            objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / language) if path.name != "DICOMDIR"]
            uids.append({one.Modality: one.SOPInstanceUID for one in objects})
    assert len({reported["DOC"] for reported in uids}) == len(languages()) and len({reported["SR"] for reported in uids}) == 1


def test_every_exam_is_a_file_set_of_its_own(tmp_path: Path) -> None:
    with filled(tmp_path / "store", exams=2) as store:
        for line in [*store.exams(), store.exams()[0]]:  # one of them asked for twice, there once
            to_folder(store, line.id, tmp_path / "stick", OPEN)
    places = list((tmp_path / "stick").iterdir())
    sets = [list(FileSet(place / "DICOMDIR")) for place in places]
    assert [len(files) for files in sets] == [3 * 3 + 2] * 2
    assert len({instance.StudyInstanceUID for files in sets for instance in files}) == 2
    assert all({path.suffix for path in place.iterdir()} == {"", ".pdf", ".json", ".csv"} for place in places)


def test_the_overlay_is_the_findings_own_map_over_its_own_image(medium: Path, places: int) -> None:
    objects = [pydicom.dcmread(path) for path in dicom_files(medium) if path.name != "DICOMDIR"]
    overlays = [one for one in objects if "Secondary Capture" in one.SOPClassUID.name]
    for one in overlays:
        number = one.InstanceNumber - 1
        heat = found(7 * number, places=places).heat
        expected = overlay(scanner_screen(number, "Clinic 17"), Roi(150, 120, 300, 250), heat)
        expected[119:371, 149] = expected[119:371, 450] = expected[119, 149:451] = expected[370, 149:451] = 255
        np.testing.assert_array_equal(one.pixel_array[:480], expected)
        legend = one.pixel_array[480:]
        assert legend.max() == 255 and np.ptp(legend.astype(int), axis=2).max() > 100, "letters, and the scale of colours"
    assert len(overlays) == len(PROTOCOL)


def test_an_unfinished_exam_and_a_bad_place_are_refused(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        with pytest.raises(ExportError, match="not finished"):
            to_folder(store, exam, tmp_path / "stick", OPEN)
        assert not reported(store)
        store.finish(exam)
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(ExportError, match="cannot be written"):
            to_folder(store, exam, tmp_path / "file" / "stick", OPEN)
        with socket.socket() as taken, pytest.raises(ExportError, match="does not respond"):
            taken.bind(("127.0.0.1", 0))
            to_server(store, exam, DicomNode("NOBODY", "127.0.0.1", taken.getsockname()[1]), HIDDEN)
        for host in ("no-such-host.invalid", "x" * 300):
            with pytest.raises(ExportError, match="cannot be found"):
                to_server(store, exam, DicomNode("NOBODY", host, 104), HIDDEN)
        with pytest.raises(ExportError, match="not encrypted"):
            to_server(store, exam, DicomNode("NOBODY", "127.0.0.1", 104), OPEN)
        assert len(reported(store)) == 4, "what was begun may have left the device"


def reported(store: ExamStore) -> list[str]:
    """Exports in the audit trail."""
    return [sealed.entry.detail for sealed in store.trail() if sealed.entry.action == "export"]


@pytest.mark.parametrize("identifier", ["李雷 😀", "code^x=y", "O'Neill & Söhne <1>"])
def test_an_identifier_of_any_alphabet_is_exported_as_it_is(tmp_path: Path, identifier: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        to_folder(store, one_exam(store, Patient(identifier), "", sites=PROTOCOL[:1]), tmp_path / "stick", OPEN)
    for path in dicom_files(tmp_path / "stick"):
        one = pydicom.dcmread(path)
        assert path.name == "DICOMDIR" or one.PatientID == identifier
        name = (one.DirectoryRecordSequence[0] if path.name == "DICOMDIR" else one).PatientName
        assert str(name) == identifier.translate({ord("^"): " ", ord("="): " "}), "no delimiter, least of all at the end"
    (reported,) = (tmp_path / "stick").glob("*/*.json")
    assert json.loads(reported.read_text(encoding="utf-8"))["patient"]["identifier"] == identifier


@pytest.mark.parametrize("identifier", ["back\\slash", "two\nlines", "long " * 20])
def test_an_identifier_that_dicom_cannot_hold_is_one_sentence_and_no_other_patient(tmp_path: Path, identifier: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, Patient(identifier), "", sites=PROTOCOL[:1])
        with pytest.raises(ExportError, match="under pseudonyms"):
            to_folder(store, exam, tmp_path / "stick", OPEN)
        to_folder(store, exam, tmp_path / "stick", HIDDEN)


def test_the_tables_for_research(medium: Path) -> None:
    (table,) = medium.glob("*.csv")
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PROTOCOL) and {row["patient"] for row in rows} == {"Clinic 17"}
    assert all("not for clinical use" in row["notice"] and row["bundle"] for row in rows)
    assert any(row["probability"] for row in rows)
    assert all((row["probability_means"] == PROBABILITY_MEANS) is (row["probability"] != "") for row in rows)
    (reported,) = medium.glob("*.json")
    assert json.loads(reported.read_text(encoding="utf-8"))["verdict"]["reason"] == "weak on the left"
