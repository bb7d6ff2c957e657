"""The protocol of an exam is kept with it, is in the audit trail, and goes with the exam."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.protocols.factory import FACTORY, SCREENING
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.store import ExamStore
from tests.support.any_muscle import RECTUS, THIGH
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.older_stores import make_older


@pytest.mark.parametrize("protocol", [*FACTORY, THIGH], ids=lambda protocol: protocol.name)
def test_a_protocol_comes_back_with_its_exam(tmp_path: Path, protocol: object) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT, protocol=protocol)  # type: ignore[arg-type]
        assert store.read(exam.id) == exam and exam.protocol == protocol
        assert store.index.without_pixels(exam.id).protocol == protocol
        assert store.faults() == []
        store.delete(exam.id)
        assert store.faults() == []


def test_an_image_of_any_muscle_comes_back_and_is_found_in_earlier_exams(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        first, second = (store.start(PATIENT, protocol=THIGH).id for _ in range(2))
        for exam in (first, second):
            store.add(exam, RECTUS, found(1), ENGINE)
        assert store.read(first).images[0].site == RECTUS and store.read(first).wanted(RECTUS) == 1
        assert [place.exam for place in store.index.earlier(second, RECTUS)] == [first]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exam_protocol SET document = replace(document, '\"images\": 2', '\"images\": 3')",
        "DELETE FROM exam_protocol",
        "UPDATE exam_protocol SET exam = ?",
    ],
)
def test_a_protocol_that_was_altered_moved_or_removed_is_found(tmp_path: Path, statement: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        store.start(PATIENT, protocol=THIGH)
        other = store.start(PATIENT).id
    with closing(Database(tmp_path / STORE, KEY)) as database, database.transaction():
        database.execute(statement, (other,) if "?" in statement else ())
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.faults() and all("protocol" in fault for fault in store.faults())


def test_a_damaged_protocol_is_one_sentence(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT, protocol=THIGH).id
    with closing(Database(tmp_path / STORE, KEY)) as database, database.transaction():
        database.execute("UPDATE exam_protocol SET document = '{}'")
    with ExamStore(tmp_path, KEY, "nurse") as store, pytest.raises(StoreError, match="restore a backup"):
        store.read(exam)


def test_an_exam_of_before_protocols_reads_as_the_screening(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        store.add(exam, SITE, found(1), ENGINE)
    make_older(tmp_path, 10)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.read(exam).protocol == SCREENING and len(store.read(exam).sites) == 6 and store.faults() == []
