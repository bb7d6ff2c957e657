"""What leaves the device: valid DICOM that a real server stores, a report, and under a pseudonym nothing of the patient."""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import cv2
import numpy as np
import pydicom
import pytest
from pydicom.fileset import FileSet

from edge_app.errors import ConfigError, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.export import ExportOptions, redacted, to_folder, to_server
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.records import Patient, Site
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import PROTOCOL
from edge_app.imaging.heatmap import overlay
from edge_app.records import Frame, GreyImage, Label, Roi, Sex
from tests.support.exam_factories import ENGINE, KEY, PATIENT, filled, found

NOTICE = "Research use only. Trained on simulated images; not for clinical use."
ATTEMPTS = 3  # to start a server on free ports
OPEN, HIDDEN = ExportOptions(NOTICE, pseudonymous=False), ExportOptions(NOTICE)


def where(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")  # Orthanc lies there, where not everybody looks


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if where(program) is None]
    reason = f"{', '.join(missing)} not installed: firmware_configs/system_packages.sh validators"
    return pytest.mark.skipif(bool(missing), reason=reason)


def scanner_screen(seed: int, name: str) -> GreyImage:
    """A scanner's screen: speckle in a field amid black, and a name burned in above it."""
    rng = np.random.default_rng(seed)
    screen = np.zeros((480, 640), np.uint8)
    screen[70:450, 80:560] = np.clip(rng.rayleigh(60, (380, 480)), 1, 255)
    cv2.putText(screen, name, (90, 45), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
    return screen


def one_exam(
    store: ExamStore, patient: Patient, reason: str, images_each: int = 1, places: int = 7, sites: tuple[Site, ...] = PROTOCOL
) -> str:
    """A finished exam of so many sites on a scanner's screen that shows the patient's identifier."""
    exam = store.start(patient).id
    for number, site in enumerate(sites):
        for seed in range(images_each):
            finding = found(7 * number + seed, places=places)
            frame = Frame(scanner_screen(number, patient.identifier or ""), number, 0, 0.09, "1234:5678:SERIAL99")
            roi = dataclasses.replace(finding.roi, x=150, y=120, w=300, h=250)
            store.add(exam, site, dataclasses.replace(finding, frame=frame, roi=roi), ENGINE)
    store.give_verdict(exam, Label.ABNORMAL, reason)
    store.finish(exam)
    return exam


@pytest.fixture(scope="module", params=[7, 14], ids=["coarse heatmap", "fine heatmap"])
def places(request: pytest.FixtureRequest) -> int:
    """A side of the findings' heatmaps."""
    side: int = request.param
    return side


@pytest.fixture(scope="module")
def medium(places: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an exam, exported with its identity."""
    folder = tmp_path_factory.mktemp("store")
    with ExamStore(folder, KEY, "nurse") as store:
        exam = one_exam(store, PATIENT, "weak on the left", places=places)
        assert {image.finding.heat.shape for image in store.read(exam).images} == {(places, places)}
        to_folder(store, exam, folder / "stick", OPEN)
        assert store.trail()[-1].entry.action == "export" and store.faults() == []
    (place,) = (folder / "stick").iterdir()
    return place


def dicom_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pdf", ".json", ".csv"}]


@needs("dciodvfy")
def test_every_object_is_valid_dicom(medium: Path) -> None:
    files = dicom_files(medium)
    assert len(files) == 3 * len(PROTOCOL) + 2 + 1  # and the DICOMDIR
    for path in files:
        reported = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
        errors = [line for line in reported.stderr.splitlines() if line.startswith("Error")]
        assert reported.returncode == 0 and not errors, (path, errors)


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
        store.give_verdict(exam, Label.NORMAL, "")
        store.finish(exam)
        to_folder(store, exam, tmp_path / "stick", HIDDEN)
    objects = [pydicom.dcmread(path) for path in dicom_files(tmp_path / "stick") if path.name != "DICOMDIR"]
    (report,) = (one for one in objects if one.Modality == "SR")
    assert evaluations(report, "SITEANSWER") == ["Abnormal", "Normal", "Uncertain", "Not judged"]
    assert evaluations(report, "EXAMANSWER") == ["Abnormal"]
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
        np.testing.assert_array_equal(one.pixel_array, expected)
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
            to_server(store, exam, DicomNode("NOBODY", "127.0.0.1", taken.getsockname()[1]), OPEN)
        for host in ("no-such-host.invalid", "x" * 300):
            with pytest.raises(ExportError, match="cannot be found"):
                to_server(store, exam, DicomNode("NOBODY", host, 104), OPEN)
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
    (reported,) = (tmp_path / "stick").glob("*/*.json")
    assert json.loads(reported.read_text(encoding="utf-8"))["patient"]["identifier"] == identifier


@pytest.mark.parametrize("identifier", ["back\\slash", "two\nlines", "long " * 20])
def test_an_identifier_that_dicom_cannot_hold_is_one_sentence_and_no_other_patient(tmp_path: Path, identifier: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, Patient(identifier), "", sites=PROTOCOL[:1])
        with pytest.raises(ExportError, match="under pseudonyms"):
            to_folder(store, exam, tmp_path / "stick", OPEN)
        to_folder(store, exam, tmp_path / "stick", HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HOST:104",
        "A@host",
        "A@host:0",
        "A@host:x",
        "A@:104",
        "SEVENTEEN-LETTERS@host:104",
        "Ä@host:104",
        "A\\B@host:104",
        "A\nB@host:104",
        " @host:104",
    ],
)
def test_a_wrong_server_is_one_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="TITLE@HOST:PORT"):
        DicomNode.parse(text)
    assert str(DicomNode.parse("ARCHIVE@10.0.0.1:104")) == "ARCHIVE@10.0.0.1:104"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class OrthancDidNotStart(Exception):
    """Orthanc ended, or does not answer."""


@pytest.fixture
def orthanc(tmp_path: Path) -> Iterator[tuple[DicomNode, str]]:
    """A real DICOM server on this machine, and the address of its web interface."""
    for attempt in range(ATTEMPTS):
        try:
            with started_orthanc(tmp_path) as server:
                yield server
            return
        except OrthancDidNotStart:
            if attempt == ATTEMPTS - 1:
                raise


@contextmanager
def started_orthanc(tmp_path: Path) -> Iterator[tuple[DicomNode, str]]:
    """On ports that were free a moment ago: Orthanc must be reported them, and another program may be faster."""
    dicom, web = free_port(), free_port()
    settings = {
        "Name": "tests", "StorageDirectory": str(tmp_path / "orthanc"), "IndexDirectory": str(tmp_path / "orthanc"),
        "DicomAet": "ORTHANC", "DicomPort": dicom, "HttpPort": web, "RemoteAccessAllowed": False, "Plugins": [],
        "AuthenticationEnabled": False,
    }  # fmt: skip
    (tmp_path / "orthanc.json").write_text(json.dumps(settings))
    command, quiet = [str(where("Orthanc")), str(tmp_path / "orthanc.json")], subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        address = f"http://127.0.0.1:{web}"
        deadline = time.monotonic() + 120
        while True:
            try:
                urlopen(f"{address}/system", timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    server.kill()
                    raise OrthancDidNotStart from None
                time.sleep(0.1)
        try:
            yield DicomNode("ORTHANC", "127.0.0.1", dicom), address
        finally:
            server.terminate()


@needs("Orthanc")
def test_a_real_server_stores_them_and_gives_them_back(orthanc: tuple[DicomNode, str], tmp_path: Path) -> None:
    server, address = orthanc
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, PATIENT, "weak on the left", places=14)
        to_server(store, exam, server, HIDDEN)
        assert str(server) in store.trail()[-1].entry.detail
    with urlopen(f"{address}/instances", timeout=10) as answer:
        instances = json.load(answer)
    assert len(instances) == 3 * len(PROTOCOL) + 2
    kinds, shown = [], []
    for instance in instances:
        with urlopen(f"{address}/instances/{instance}/file", timeout=10) as answer:
            (tmp_path / "back.dcm").write_bytes(answer.read())
        back = pydicom.dcmread(tmp_path / "back.dcm")
        kinds.append(back.Modality)
        assert str(back.PatientID).startswith("P") and "Clinic" not in str(back)
        if back.Modality == "US":
            with urlopen(f"{address}/instances/{instance}/preview", timeout=10) as answer:
                assert answer.read().startswith(b"\x89PNG")
        if "Secondary Capture" in back.SOPClassUID.name:
            shown.append(back.pixel_array)
    assert sorted(set(kinds)) == ["DOC", "SEG", "SR", "US"]
    with ExamStore(tmp_path, KEY, "nurse") as store:
        sent = [overlay(redacted(image), image.finding.roi, image.finding.heat) for image in store.read(exam).images]
    assert sorted(one.tobytes() for one in shown) == sorted(one.tobytes() for one in sent)


@needs("pdftotext")
def test_nothing_of_a_patient_is_left_under_a_pseudonym(tmp_path: Path) -> None:
    look_for_patients(tmp_path, 8)


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


def test_the_tables_for_research(medium: Path) -> None:
    (table,) = medium.glob("*.csv")
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PROTOCOL) and {row["patient"] for row in rows} == {"Clinic 17"}
    assert all("not for clinical use" in row["notice"] and row["bundle"] for row in rows)
    (reported,) = medium.glob("*.json")
    assert json.loads(reported.read_text(encoding="utf-8"))["verdict"]["reason"] == "weak on the left"


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_reads_in_every_language(tmp_path: Path, language: str) -> None:
    words = wording(language)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = one_exam(store, PATIENT, "weak on the left " * 60, images_each=3)
        date = store.read(exam).started[:10]
        to_folder(store, exam, tmp_path / "stick", dataclasses.replace(OPEN, language=language))
    (pdf,) = (tmp_path / "stick").glob("*/*.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for phrase in (words.title, words.assists, "Clinic 17", words.signature, "weak on the left", NOTICE, "test bundle", ENGINE):
        assert phrase in text, phrase
    assert f"{words.number(66.25, 1)} kg" in text and ("P = 0," in text) == (words.decimal == ",") == (language != "en")
    assert text.count("P = ") >= 5 and text.count("\f") <= 2  # one or two pages
    for page in text.split("\f")[:-1]:  # which part in a printer's tray
        assert f"Clinic 17, {date}" in page


@needs("pdftotext")
@pytest.mark.parametrize("language", languages())
def test_the_report_says_which_way_round_an_image_is(tmp_path: Path, language: str) -> None:
    words = wording(language)
    for wish, there in ((OPEN, True), (HIDDEN, False)):
        (tmp_path / str(there)).mkdir()
        with ExamStore(tmp_path / str(there), KEY, "Sister Agnes") as store:
            exam = store.start(PATIENT).id
            for number in range(3):
                store.add(exam, PROTOCOL[number], found(number), ENGINE)
            store.give_verdict(exam, Label.ABNORMAL, "")
            store.finish(exam)
            to_folder(store, exam, tmp_path / str(there) / "stick", dataclasses.replace(wish, language=language))
        (pdf,) = (tmp_path / str(there) / "stick").glob("*/*.pdf")
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        for phrase in (words.mark_left, words.mark_right, words.mark_unknown, words.uncertain_means):
            assert text.count(phrase) == 1, phrase
        assert ("Sister Agnes" in text) is there, "whose verdict it is, unless under a pseudonym"


def test_a_language_that_is_not_there() -> None:
    assert set(languages()) >= {"en", "de", "es"}
    with pytest.raises(ConfigError, match="available are"):
        wording("xx")
