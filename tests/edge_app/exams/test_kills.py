"""Killed at any moment while exporting or bringing tables up to date: exports are whole or absent, and no exam is lost.

`tests/edge_app/exams/store/test_crashes.py` kills while saving. A thousand kills of each kind: `make test-slow`.
"""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from edge_app.exams.export.dicom.build import build_objects
from edge_app.exams.export.dicom.clips import ClipObject
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.exported_image import original
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.records import Exam
from edge_app.exams.store.database import STORE
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, filled, found
from tests.support.killed import killed, say
from tests.support.older_stores import make_older

KILLS = 4  # of each kind, every day
NAMES = [f"E{'A' * 15}{letter}" for letter in "ABC"]  # of three exams


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> Exam:
    with filled(tmp_path_factory.mktemp("kills") / "store", exams=1, images=1) as store:
        return store.read(store.exams()[0].id)


@pytest.fixture(scope="module")
def objects(exam: Exam) -> list[Dataset | ClipObject]:
    pseudonymiser = Pseudonymiser(KEY, True)
    study = Study(exam, pseudonymiser.subject(exam), pseudonymiser, "Research use only.")
    return build_objects(study, b"%PDF-1.4\n%%EOF\n", {image.number: original(image) for image in exam.images}, {})


def exports(medium: Path, objects: list[Dataset | ClipObject], report: int) -> None:
    """Export one exam after the other, again and again."""
    while True:
        for name in NAMES:
            write_medium(medium, name, objects, {f"{name}.csv": name.encode() * 1000, f"{name}.pdf": bytes(30_000)})
            say(report, name)


def content(place: Path) -> dict[str, bytes]:
    """Every file of an export but the directory, by its path."""
    files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    listed = pydicom.dcmread(place / "DICOMDIR").DirectoryRecordSequence
    assert len([record for record in listed if "ReferencedFileID" in record]) == len(files) - 3
    return {name.replace(place.name, "NAME"): data.replace(place.name.encode(), b"NAME") for name, data in files.items()
            if name != "DICOMDIR"}  # fmt: skip


def kill_exports(medium: Path, objects: list[Dataset | ClipObject], kills: int) -> int:
    """How many exports were said to be done; each that is visible is whole, and each that was ever done is still there."""
    medium.mkdir()
    write_medium(medium, NAMES[0], objects, {f"{NAMES[0]}.csv": NAMES[0].encode() * 1000, f"{NAMES[0]}.pdf": bytes(30_000)})
    whole, chance, done, said_in_all = content(medium / NAMES[0]), random.Random(2026), {NAMES[0]}, 0
    for _ in range(kills):
        said = killed(lambda report: exports(medium, objects, report), chance)
        said_in_all += len(said)
        done.update(said)
        visible = {place.name for place in medium.iterdir() if not place.name.startswith(".")}
        hidden = {place.name[1:-4] for place in medium.glob(".*.old")}  # ended between two renames: the next export puts it back
        assert done <= visible | hidden
        for name in visible:
            assert content(medium / name) == whole
    write_medium(medium, NAMES[0], objects, {f"{NAMES[0]}.csv": NAMES[0].encode() * 1000, f"{NAMES[0]}.pdf": bytes(30_000)})
    assert done <= {place.name for place in medium.iterdir()} <= set(NAMES), "what was left behind is gone, what was done is back"
    return said_in_all


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store of the first program."""
    folder = tmp_path_factory.mktemp("older") / "store"
    folder.mkdir()
    old = dataclasses.replace(found(0), threshold=None, validated=None)
    old = dataclasses.replace(old, frame=dataclasses.replace(old.frame, mirrored=None))
    with ExamStore(folder, KEY, "nurse") as store:
        for _ in range(3):
            store.add(store.start(PATIENT).id, SITE, old, ENGINE)
    make_older(folder, 1)
    yield folder


def kill_migrations(folder: Path, older: Path, kills: int) -> int:
    """How many times a killed opening left the store on its way between the first tables and the last."""
    chance, between = random.Random(2026), 0

    def open_store(report: int) -> None:
        ExamStore(folder, KEY, "nurse").close()
        say(report, "open")

    for _ in range(kills):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(older, folder)
        before = (folder / STORE).read_bytes()
        said = killed(open_store, chance, within_s=0.03)
        between += not said and (folder / f"{STORE}-wal").exists() and (folder / STORE).read_bytes() == before
        with ExamStore(folder, KEY, "verifier") as store:
            assert store.faults() == []
            assert [len(store.read(line.id).images) for line in store.exams()] == [1, 1, 1]
    return between


def test_killed_while_exporting(tmp_path: Path, objects: list[Dataset | ClipObject]) -> None:
    assert kill_exports(tmp_path / "stick", objects, KILLS) >= KILLS / 2


def test_killed_while_bringing_tables_up_to_date(tmp_path: Path, older: Path) -> None:
    kill_migrations(tmp_path / "store", older, KILLS)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_a_thousand_times_while_exporting(tmp_path: Path, objects: list[Dataset | ClipObject], short: bool) -> None:
    kills = 100 if short else 1000
    assert kill_exports(tmp_path / "stick", objects, kills) > kills / 2


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_a_thousand_times_while_bringing_tables_up_to_date(tmp_path: Path, older: Path, short: bool) -> None:
    kills = 100 if short else 1000
    assert kill_migrations(tmp_path / "store", older, kills) > kills / 50, "some kills have to come on the way"
