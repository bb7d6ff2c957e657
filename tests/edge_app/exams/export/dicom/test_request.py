"""The order of the worklist is in an export that names the patient, and in no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pydicom
import pytest

from edge_app.exams.export.export import ExportOptions, to_folder
from edge_app.exams.records import Order
from edge_app.exams.store.store import ExamStore
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.exported_exams import HIDDEN, OPEN, needs

ORDER = Order("A-2026-0815", "1.2.276.0.99.4711", "R7", "Sonography of the arms", "S1")


def exported(folder: Path, order: Order, wish: ExportOptions) -> dict[Path, pydicom.Dataset]:
    folder.mkdir()
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.start(PATIENT, order).id
        store.add(exam, SITE, found(1), ENGINE)
        store.give_verdict(exam, Label.NORMAL, "seen by hand")
        store.finish(exam)
        to_folder(store, exam, folder / "stick", wish)
    files = [file for file in (folder / "stick").rglob("*") if file.is_file() and not file.suffix and file.name != "DICOMDIR"]
    return {file: pydicom.dcmread(file) for file in files}


def test_an_export_that_names_the_patient_fulfils_the_order(tmp_path: Path) -> None:
    objects = exported(tmp_path / "exams", ORDER, OPEN).values()
    assert sorted(one.Modality for one in objects) == ["DOC", "SEG", "SR", "US", "US"]
    for one in objects:
        assert one.StudyInstanceUID == ORDER.study_uid and one.AccessionNumber == ORDER.accession_number
        (request,) = one.ReferencedRequestSequence if one.Modality == "SR" else one.RequestAttributesSequence
        assert request.RequestedProcedureID == "R7" and request.AccessionNumber == ORDER.accession_number
        assert one.Modality == "SR" or request.ScheduledProcedureStepID == "S1"


def test_a_pseudonymous_export_has_nothing_of_it(tmp_path: Path) -> None:
    objects = exported(tmp_path / "exams", ORDER, HIDDEN)
    for one in objects.values():
        assert one.StudyInstanceUID != ORDER.study_uid and one.AccessionNumber == ""
        assert "RequestAttributesSequence" not in one and "ReferencedRequestSequence" not in one
    for file in (tmp_path / "exams" / "stick").rglob("*"):
        kept = file.read_bytes() if file.is_file() else b""
        assert not any(value.encode() in kept for value in (ORDER.accession_number, ORDER.study_uid, ORDER.procedure))


def test_an_order_without_a_study_gets_our_own(tmp_path: Path) -> None:
    objects = exported(tmp_path / "exams", Order("A-2026-0815"), OPEN).values()
    assert {one.StudyInstanceUID.startswith("2.25.") for one in objects} == {True}
    assert {one.AccessionNumber for one in objects} == {"A-2026-0815"}


@needs("dciodvfy")
@pytest.mark.parametrize("order", [ORDER, Order("A-2026-0815")])
def test_a_validator_finds_nothing_wrong(tmp_path: Path, order: Order) -> None:
    for file in exported(tmp_path / "exams", order, OPEN):
        said = subprocess.run(["dciodvfy", file], capture_output=True, text=True, check=False).stderr
        assert [line for line in said.splitlines() if "Request" in line or line.startswith("Error")] == []
