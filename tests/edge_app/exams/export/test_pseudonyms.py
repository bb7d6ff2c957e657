"""Under a pseudonym nothing of the patient is left, and a patient keeps the same one."""

from __future__ import annotations

import dataclasses
import random
import subprocess
from pathlib import Path

import pydicom
import pytest

from edge_app.exams.export.export import to_folder
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.records import Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.records import Frame, Label, Sex
from tests.support.exam_factories import ENGINE, KEY, filled, found
from tests.support.exported_exams import HIDDEN, needs, scanner_screen


@needs("pdftotext")
def test_nothing_of_a_patient_is_left_under_a_pseudonym(tmp_path: Path) -> None:
    look_for_patients(tmp_path, 4)


@needs("pdftotext")
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_of_a_hundred_patients_is_left_under_a_pseudonym(tmp_path: Path, short: bool) -> None:
    look_for_patients(tmp_path, 20 if short else 100)


def look_for_patients(tmp_path: Path, patients: int) -> None:
    """Tags, pixels, file names and free text, of seeded exports."""
    chance = random.Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    stick = tmp_path / "stick"
    with ExamStore(tmp_path, KEY, "Sister Agnes-Mary") as store:
        names = ["".join(chance.choices(letters, k=10)) for _ in range(patients)]
        for name in names:
            exam = store.start(Patient(name, chance.randint(18, 99), chance.choice(list(Sex)), 170.0, 70.0)).id
            finding = found(chance.randrange(10**6))
            frame = Frame(scanner_screen(chance.randrange(9), name), 0, 0, 0.09, f"1234:5678:{name}")
            roi = dataclasses.replace(finding.roi, x=150, y=120, w=300, h=250)
            store.add(exam, chance.choice(PROTOCOL), dataclasses.replace(finding, frame=frame, roi=roi), ENGINE)
            store.give_verdict(exam, Label.NORMAL, f"{name} said it hurts")
            store.finish(exam)
            to_folder(store, exam, stick, HIDDEN)
        ids = [line.id for line in store.exams()]
    needles = [*names, *ids, "Agnes", "hurts"]
    files = [path for path in stick.rglob("*") if path.is_file()]
    assert len(files) == 9 * patients
    for path in files:
        raw = path.read_bytes()
        text = str(path.relative_to(stick)) + raw.decode("latin-1")
        if path.suffix == ".pdf":
            text += subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
        elif path.suffix not in {".json", ".csv"} and path.name != "DICOMDIR":
            one = pydicom.dcmread(path)
            text += str(one)
            assert one.PatientIdentityRemoved == "YES"
            if "PatientAge" in one:
                assert int(one.PatientAge[:3]) <= 90
            if one.Modality == "US":
                pixels = one.pixel_array if one.pixel_array.ndim == 2 else one.pixel_array[..., 0]
                assert not pixels[:64].any(), f"{path}: burned-in text is left"
                assert pixels[80:440, 90:550].any()
        for needle in needles:
            assert needle not in text, f"{path} tells {needle}"


def test_the_same_patient_has_the_same_pseudonym_and_another_device_another(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        one, two = (store.read(line.id) for line in store.exams())
    ours, theirs, named = Pseudonymiser(KEY, True), Pseudonymiser(bytes(32), True), Pseudonymiser(KEY, False)
    assert ours.subject(one).id == ours.subject(two).id != theirs.subject(one).id
    assert named.subject(one).id == "Clinic 17"
    nobody = dataclasses.replace(one, patient=Patient())
    assert ours.subject(nobody).id != ours.subject(dataclasses.replace(two, patient=Patient())).id
    assert ours.uid("study", one.id) != named.uid("study", one.id) and len(ours.uid("x")) <= 64
