"""Exams are found by identifier and date, page by page, without their images; and the same site in earlier exams."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.records import Patient, Site
from edge_app.exams.store.delivery_log import Delivery, DeliveryState
from edge_app.exams.store.exam_index import ExamQuery, StoredPlace
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import patient_answer, summarise
from edge_app.records import Muscle, Side
from tests.support.exam_factories import ENGINE, KEY, SITE, filled, found, indeterminate, unvalidated

OTHER_SITE = Site(Muscle.TIBIALIS_ANTERIOR, Side.RIGHT)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with ExamStore(tmp_path, KEY, "nurse") as opened:
        yield opened


def begun(store: ExamStore, identifier: str | None, started: str = "2026-11-30T12:00:00.000+00:00") -> str:
    exam = store.start(Patient(identifier)).id
    store._database.execute("UPDATE exam SET started = ? WHERE id = ?", (started, exam))
    return exam


def listed(store: ExamStore, text: str) -> list[str]:
    return [line.identifier or "" for line in store.index.page(ExamQuery(text), 100, 0)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["C%se 4", "", "2026-A", "Case 1"]),
        ("case", ["Case 1"]),
        ("  SE 1 ", ["Case 1"]),
        ("%", ["C%se 4"]),  # no wildcard
        ("2026", ["2026-A", "Case 1"]),
        ("2026-11", ["Case 1"]),
        ("2026-11-", ["Case 1"]),
        ("2026-11-3", []),
        ("2026-11-30", ["Case 1"]),
        ("30.", ["Case 1"]),
        ("30.11.", ["Case 1"]),
        ("30.11", ["Case 1"]),
        ("30/11/2026", ["Case 1"]),
        ("1.2.", ["C%se 4"]),
        ("31.11.", []),
        ("nobody", []),
    ],
)
def test_found_by_identifier_or_date(store: ExamStore, typed: str, expected: list[str]) -> None:
    begun(store, "Case 1")
    begun(store, "2026-A", "2026-02-03T12:00:00.000+00:00")
    begun(store, None, "2025-06-15T12:00:00.000+00:00")
    begun(store, "C%se 4", "2025-02-01T12:00:00.000+00:00")
    assert listed(store, typed) == expected
    assert store.index.count(ExamQuery(typed)) == len(expected)


def test_a_date_is_the_one_that_the_screen_shows(store: ExamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(store, "late", "2026-11-30T23:30:00.000+00:00")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert listed(store, "2026-12-01") == ["late"] and listed(store, "2026-11-30") == []
    finally:
        monkeypatch.undo()
        time.tzset()


def test_page_by_page_the_newest_first(store: ExamStore) -> None:
    for number in range(5):
        begun(store, f"Case {number}")
    pages = [store.index.page(ExamQuery(), 2, offset) for offset in (0, 2, 4, 6)]
    assert [[line.identifier for line in page] for page in pages] == [["Case 4", "Case 3"], ["Case 2", "Case 1"], ["Case 0"], []]


def test_only_those_still_to_arrive(store: ExamStore) -> None:
    due, sent, none = begun(store, "due"), begun(store, "sent"), begun(store, "none")
    for exam in (due, sent):
        store.finish(exam, server="ARCHIVE@192.0.2.10:104")
    store.finish(none)
    store.note_delivery(Delivery(sent, "ARCHIVE@192.0.2.10:104", DeliveryState.DELIVERED))
    (line,) = store.index.page(ExamQuery(undelivered_to="ARCHIVE@192.0.2.10:104"), 9, 0)
    assert line.id == due


def test_the_summary_needs_no_pixels(store: ExamStore) -> None:
    exam = begun(store, "Case 1")
    for seed, finding in enumerate((found(0), found(1), found(4), indeterminate(found(2)), unvalidated())):
        store.add(exam, SITE if seed % 2 else OTHER_SITE, finding, ENGINE)
    whole, without = store.read(exam), store.index.without_pixels(exam)
    assert summarise(without) == summarise(whole)
    assert patient_answer(summarise(without)) is patient_answer(summarise(whole))
    assert {image.finding.frame.pixels.size for image in without.images} == {1}


def test_one_image_and_the_first_one(store: ExamStore) -> None:
    exam = begun(store, "Case 1")
    assert store.index.first_pixels(exam) is None
    for seed in range(2):
        store.add(exam, SITE, found(seed), ENGINE)
    second = store.index.image(StoredPlace(exam, 2))
    assert second.number == 2 and (second.finding.frame.pixels == found(1).frame.pixels).all()
    first = store.index.first_pixels(exam)
    assert first is not None and (first == found(0).frame.pixels).all()
    with pytest.raises(StoreError):
        store.index.image(StoredPlace(exam, 3))
    with pytest.raises(StoreError):
        store.index.without_pixels("nothing")


def test_the_same_site_in_earlier_exams_of_the_very_same_patient(store: ExamStore) -> None:
    old, other, older_anonymous, new, newest = (begun(store, name) for name in ("C 1", "c 1", None, "C 1", "C 1"))
    anonymous = begun(store, None)
    for exam in (old, other, older_anonymous, new, newest, anonymous):
        store.add(exam, SITE, found(0), ENGINE)
        store.add(exam, OTHER_SITE, found(1), ENGINE)
        store.add(exam, SITE, found(2), ENGINE)
    assert store.index.earlier(new, SITE) == (StoredPlace(old, 3), StoredPlace(old, 1))
    assert [place.exam for place in store.index.earlier(newest, OTHER_SITE)] == [new, old]
    assert store.index.earlier(old, SITE) == () and store.index.earlier(anonymous, SITE) == ()


def test_two_thousand_exams_are_listed_at_once(tmp_path: Path) -> None:
    """Without a table that is read through: each statement of the list stays within a share of a second on any machine."""
    filled(tmp_path, exams=1, images=1).close()
    with ExamStore(tmp_path, KEY, "nurse") as store:
        with store._database.transaction():
            store._database.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                "INSERT INTO exam (id, started, by, identifier) "
                "SELECT printf('%032x', i), '2026-11-30T12:00:00.000+00:00', 'nurse', 'Case ' || i FROM n"
            )
        began = time.monotonic()
        assert store.index.count(ExamQuery("case 1")) > 1000 and len(store.index.page(ExamQuery("case"), 10, 1000)) == 10
        assert time.monotonic() - began < 1
