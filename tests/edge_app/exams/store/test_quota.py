"""Room for exams: a warning long before there is none, and no half-saved picture when there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.store.quota import PICTURE, SPARE, WARN_BELOW, Space
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found


def test_the_smaller_of_quota_and_disk_counts() -> None:
    plenty = Space(used=0, quota=10**12, free=10**12, picture=PICTURE)
    assert plenty.warning == "" and plenty.pictures_left > WARN_BELOW
    for little in (Space(0, 100 * PICTURE, 10**12, PICTURE), Space(0, 10**12, SPARE + 100 * PICTURE, PICTURE)):
        assert little.pictures_left == 100 and "about 100 pictures" in little.warning
    for none in (Space(50, 10, 10**12, PICTURE), Space(0, 10**12, SPARE // 2, PICTURE)):
        assert none.pictures_left == 0 and "no room" in none.warning


def test_a_full_quota_refuses_the_picture_and_keeps_the_rest(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse", quota=5 * PICTURE) as store:
        exam = store.start(PATIENT).id
        saved = 0
        with pytest.raises(StoreError, match="not saved"):
            for seed in range(200):
                store.add(exam, SITE, found(seed, 400, 400), ENGINE)
                saved += 1
        assert saved > 0 and len(store.read(exam).shots) == saved
        store.finish(exam)
        assert store.faults() == []
