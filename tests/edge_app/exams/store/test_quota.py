"""Room for exams: a warning long before there is none, and no half-saved image when there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.store.quota import IMAGE, SPARE, WARN_BELOW, StorageStatus
from edge_app.exams.store.store import ExamStore
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found


def test_the_smaller_of_quota_and_disk_counts() -> None:
    plenty = StorageStatus(used=0, quota=10**12, free=10**12, image=IMAGE)
    assert plenty.warning == "" and plenty.images_left > WARN_BELOW
    for little in (StorageStatus(0, 100 * IMAGE, 10**12, IMAGE), StorageStatus(0, 10**12, SPARE + 100 * IMAGE, IMAGE)):
        assert little.images_left == 100 and "about 100 more images" in little.warning
    for none in (StorageStatus(50, 10, 10**12, IMAGE), StorageStatus(0, 10**12, SPARE // 2, IMAGE)):
        assert none.images_left == 0 and "no space" in none.warning


def test_a_full_quota_refuses_the_image_and_keeps_the_rest(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse", quota=5 * IMAGE) as store:
        exam = store.start(PATIENT).id
        saved = 0
        with pytest.raises(StoreError, match="not saved"):
            for seed in range(200):
                store.add(exam, SITE, found(seed, 400, 400), ENGINE)
                saved += 1
        assert saved > 0 and len(store.read(exam).images) == saved
        store.finish(exam)
        assert store.faults() == []
