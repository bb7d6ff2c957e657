"""Calipers and notes: kept with their image or exam, covered by the trail, gone with what they are on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.records import Caliper, CaliperKind, DiscardReason, Placement
from edge_app.exams.store.annotations import MAX_NOTE
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.exam_index import StoredPlace
from edge_app.exams.store.store import ExamStore
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found

THICK = Caliper(CaliperKind.THICKNESS, Placement.PROPOSED, (10.25, 3.0), (11.0, 1 / 3))
WIDE = Caliper(CaliperKind.DISTANCE, Placement.BY_HAND, (0.0, 0.0), (63.0, 47.0))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def trail(store: ExamStore) -> list[str]:
    return [" ".join(sealed.entry.detail.split()[:2]) for sealed in store.trail() if sealed.entry.action in ("change", "delete")]


def test_calipers_come_back_with_their_image_to_the_bit_and_can_be_changed(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    image = store.add(exam, SITE, found(), ENGINE, (THICK, WIDE))
    plain = store.add(exam, SITE, found(2), ENGINE)
    assert [one.calipers for one in store.read(exam).images] == [(THICK, WIDE), ()] == [image.calipers, plain.calipers]
    assert store.index.image(StoredPlace(exam, 1)).calipers == (THICK, WIDE)
    assert store.index.without_pixels(exam).images[0].calipers == (THICK, WIDE)
    by_hand = replace(THICK, placed=Placement.BY_HAND, end=(12.0, 40.0))
    store.set_calipers(exam, 1, (by_hand,))
    store.set_calipers(exam, 2, (WIDE,))
    store.set_calipers(exam, 2, ())
    store.set_calipers(exam, 2, ())
    assert [one.calipers for one in store.read(exam).images] == [(by_hand,), ()]
    assert trail(store)[-3:] == ["calipers 1", "calipers 2", "calipers 2"] and store.faults() == []


def test_notes_are_kept_changed_and_removed_and_the_trail_has_none_of_their_words(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    store.add(exam, SITE, found(), ENGINE)
    store.set_note(exam, "Mrs Planted cannot lie flat")
    store.set_note(exam, "scar", 1)
    read = store.read(exam)
    assert (read.note, read.images[0].note) == ("Mrs Planted cannot lie flat", "scar")
    assert store.faults() == [] and not any("Planted" in one.entry.detail for one in store.trail())
    store.set_note(exam, "")
    store.set_note(exam, "two scars", 1)
    assert (store.read(exam).note, store.read(exam).images[0].note) == ("", "two scars") and store.faults() == []
    with pytest.raises(StoreError, match="400 characters"):
        store.set_note(exam, "x" * (MAX_NOTE + 1))
    for number in (2, -1):
        with pytest.raises(StoreError, match="has no image"):
            store.set_note(exam, "x", number)
        with pytest.raises(StoreError, match="has no image"):
            store.set_calipers(exam, number, (WIDE,))


def test_they_go_with_their_image_and_with_their_exam(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    for _ in range(2):
        store.add(exam, SITE, found(), ENGINE, (THICK,))
    store.set_note(exam, "scar", 1)
    store.remove(exam, 1, DiscardReason.POOR)
    assert [one.calipers for one in store.read(exam).images] == [(THICK,)] and store.faults() == []
    store.set_note(exam, "all well")
    store.delete(exam)
    assert store.faults() == []
    assert store.read(store.start(PATIENT).id).note == ""


def test_nothing_of_a_finished_exam_is_changed(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    store.add(exam, SITE, found(), ENGINE)
    store.give_verdict(exam, Label.NORMAL, "")
    store.finish(exam)
    with pytest.raises(StoreError, match="finished"):
        store.set_calipers(exam, 1, (WIDE,))
    with pytest.raises(StoreError, match="finished"):
        store.set_note(exam, "late")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE caliper SET end_x = end_x + 1",
        "UPDATE caliper SET placed = 'by hand'",
        "DELETE FROM caliper WHERE place = 1",
        "DELETE FROM caliper",
        "UPDATE shot_note SET text = 'none'",
        "DELETE FROM exam_note",
        "INSERT INTO shot_note VALUES ((SELECT id FROM exam), 2, 'added')",
    ],
)
def test_what_was_altered_outside_the_program_is_found(tmp_path: Path, statement: str) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.start(PATIENT).id
        for _ in range(2):
            store.add(exam, SITE, found(), ENGINE, (THICK, WIDE))
        store.set_note(exam, "scar", 1)
        store.set_note(exam, "all well")
    with closing(Database(tmp_path / STORE, KEY)) as database, database.transaction():
        database.execute(statement)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store.faults() and all("calipers of image" in fault or "note" in fault for fault in store.faults())
