"""A stick that is full, pulled, or asked for twice at once: an exam is there whole or not at all, and no other is touched."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundImageStorage, generate_uid

from edge_app.errors import ExportError
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.export import ExportOptions, write_exam
from edge_app.exams.records import Exam
from tests.support.exam_factories import KEY, filled

WISH = ExportOptions("Research use only.")
OBJECTS = 3 * 3 + 2  # of an exam with three images


@pytest.fixture
def exams(tmp_path: Path) -> list[Exam]:
    with filled(tmp_path / "store", exams=3) as store:
        return [store.read(line.id) for line in store.exams()]


def whole(stick: Path) -> int:
    """How many exams are there, each of them whole."""
    places = [place for place in stick.iterdir() if not place.name.startswith(".")]
    for place in places:
        assert sorted(path.suffix for path in place.iterdir()) == ["", "", ".csv", ".json", ".pdf"]
        assert len([instance.load() for instance in FileSet(place / "DICOMDIR")]) == OBJECTS
    return len(places)


def child(exam: Exam, stick: Path) -> int:
    """A process that exports."""
    number = os.fork()
    if number == 0:
        try:
            write_exam(exam, KEY, stick, WISH)
        finally:
            os._exit(0)
    return number


def test_an_export_ended_at_any_moment_leaves_only_whole_exams(tmp_path: Path, exams: list[Exam]) -> None:
    stick, chance = tmp_path / "stick", random.Random(5)
    began = time.monotonic()
    write_exam(exams[0], KEY, stick, WISH)
    lasts = time.monotonic() - began
    for kill in range(4):
        export = child(exams[kill % 2], stick)  # one that is there already, and one that is not
        time.sleep(chance.uniform(0, 1.2 * lasts))
        os.kill(export, signal.SIGKILL)
        os.waitpid(export, 0)
        assert whole(stick) >= 1
    write_exam(exams[2], KEY, stick, WISH)
    assert whole(stick) in {2, 3} and not [path for path in stick.iterdir() if path.name.startswith(".")]


def test_two_exports_at_once_are_both_there(tmp_path: Path, exams: list[Exam]) -> None:
    for export in [child(exam, tmp_path / "stick") for exam in (*exams, exams[0])]:
        os.waitpid(export, 0)
    assert whole(tmp_path / "stick") == 3


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file can grow beyond 20 kB, as on a medium that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_medium_is_one_sentence_and_left_as_it_was(tmp_path: Path, exams: list[Exam], small_files: None) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(ExportError, match=r"cannot be written \(File too large\); check the medium"):
        write_exam(exams[0], KEY, stick, WISH)
    assert list(stick.iterdir()) == []


def test_nothing_of_a_patient_passes_through_the_temporary_folder(
    tmp_path: Path, exams: list[Exam], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", "/no/such/folder")
        write_exam(exams[0], KEY, tmp_path / "stick", WISH)
    assert whole(tmp_path / "stick") == 1


def test_what_was_about_to_be_replaced_comes_back(tmp_path: Path, exams: list[Exam]) -> None:
    stick = tmp_path / "stick"
    write_exam(exams[0], KEY, stick, WISH)
    (place,) = stick.iterdir()
    place.rename(stick / f".{place.name}.old")  # ended between the two renames
    write_exam(exams[1], KEY, stick, WISH)
    assert whole(stick) == 2 and place.is_dir()


def test_what_others_keep_on_the_medium_is_not_touched(tmp_path: Path, exams: list[Exam]) -> None:
    stick = tmp_path / "stick"
    theirs = [stick / name for name in (".photos.old", ".film.part", "notes", f".{'E' + 'A' * 16}.tmp")]
    for folder in theirs:
        folder.mkdir(parents=True)
        (folder / "kept").write_bytes(b"theirs")
    (stick / f".{'E' + 'B' * 16}.part").symlink_to(stick / "notes")
    write_exam(exams[0], KEY, stick, WISH)
    assert all((folder / "kept").read_bytes() == b"theirs" for folder in theirs)
    assert not (stick / "photos").exists()


def test_a_folder_that_holds_more_than_an_export_is_not_replaced(tmp_path: Path, exams: list[Exam]) -> None:
    stick = tmp_path / "stick"
    write_exam(exams[0], KEY, stick, WISH)
    (place,) = stick.iterdir()
    (place / "notes.txt").write_text("of the neurologist")
    with pytest.raises(ExportError, match=r"notes\.txt is not of an export; move it elsewhere"):
        write_exam(exams[0], KEY, stick, WISH)
    (place / "notes.txt").rename(tmp_path / "notes.txt")
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="is not of an export"):
        write_exam(exams[0], KEY, stick, WISH)


NAME = "E" + "A" * 16
REPORT = f"{NAME}.pdf"


def write_small(stick: Path, report: bytes = b"the report") -> Path:
    """The folder of an exam with one object: without images an export takes milliseconds."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID, dataset.SOPInstanceUID = UltrasoundImageStorage, generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.PatientID, dataset.PatientName, dataset.StudyID, dataset.Modality = "P1", "P1", "1", "US"
    dataset.StudyDate, dataset.StudyTime, dataset.SeriesNumber, dataset.InstanceNumber = "20261129", "120000", 1, 1
    write_medium(stick, NAME, [dataset], {REPORT: report})
    return stick / NAME


def leave_as_systems_do(exam_folder: Path) -> list[Path]:
    """What Finder, Explorer and a Linux desktop leave where somebody looked at an exam, or deleted something there."""
    files = [exam_folder / name for name in (".DS_Store", "Thumbs.db", "desktop.ini", ".directory", f"._{REPORT}")]
    files += [exam_folder / name / "of the user" for name in ("System Volume Information", ".Trashes", ".Trash-1000")]
    files += [exam_folder / "PT000000" / name for name in (".DS_Store", "ST000000/._SE000000")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"theirs")
    return files


def test_what_operating_systems_leave_is_neither_foreign_nor_deleted(tmp_path: Path) -> None:
    place = write_small(tmp_path, b"an earlier one")
    left = leave_as_systems_do(place)
    write_small(tmp_path)
    assert (place / REPORT).read_bytes() == b"the report" and len(list(FileSet(place / "DICOMDIR"))) == 1
    assert [file.read_bytes() for file in left] == [b"theirs"] * len(left)
    assert list(tmp_path.iterdir()) == [place]


def test_what_systems_left_outlives_an_export_that_was_ended(tmp_path: Path) -> None:
    place = write_small(tmp_path / "stick")
    left = leave_as_systems_do(place)
    place.rename(place.with_name(f".{NAME}.old"))
    write_small(tmp_path / "new").rename(place)  # ended after the new export was in place, before the old one was removed
    write_small(tmp_path / "stick")
    assert all(file.exists() for file in left) and list((tmp_path / "stick").iterdir()) == [place]


@pytest.mark.parametrize("name", ["notes.txt", "PT000000/ST000000/my notes.txt", "PT000000/notes", ".hidden"])
def test_a_file_of_others_is_not_replaced_wherever_it_lies(tmp_path: Path, name: str) -> None:
    place = write_small(tmp_path)
    (place / name).write_text("of the neurologist")
    with pytest.raises(ExportError, match="is not of an export; move it elsewhere and export again"):
        write_small(tmp_path)
    assert (place / name).read_text() == "of the neurologist"


@pytest.mark.parametrize("place", ["link", "no folder/stick", "/mnt/no-such-stick-of-a-test/exams"])
def test_a_medium_that_is_not_there_is_not_made_up(tmp_path: Path, place: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match=r"is a link|cannot be written|nothing is mounted"):
        write_medium(tmp_path / place, "E", [], {})
    assert list((tmp_path / "elsewhere").iterdir()) == [] and not (tmp_path / "no folder").exists()
