"""The store remembers its last complete backup, and what was finished since."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from edge_app.errors import StoreError
from edge_app.exams.store.backup_status import BackupStatus
from edge_app.exams.store.store import ExamStore
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, PATIENT, SITE, filled, found

PASSPHRASE = "six words drawn at random"

pytestmark = pytest.mark.usefixtures("cheap_keys")


def finish_one(store: ExamStore) -> None:
    exam = store.start(PATIENT)
    store.add(exam.id, SITE, found(), ENGINE)
    store.give_verdict(exam.id, Label.NORMAL, "")
    store.finish(exam.id)


def test_a_backup_is_remembered_with_what_was_finished_since(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=2, images=1) as store:
        assert store.backup_status() == BackupStatus(None, 2)
        store.start(PATIENT)  # not finished
        store.back_up(tmp_path / "backup", PASSPHRASE)
        status = store.backup_status()
        assert status.finished_since == 0 and status.last is not None
        assert abs(datetime.now(timezone.utc) - status.last) < timedelta(minutes=5)
        finish_one(store)
        assert store.backup_status() == BackupStatus(status.last, 1)


def test_a_backup_that_failed_counts_for_nothing(tmp_path: Path) -> None:
    with filled(tmp_path / "here", exams=1, images=1) as store:
        with pytest.raises(StoreError):
            store.back_up(tmp_path / "no folder" / "backup", PASSPHRASE)
        assert store.backup_status() == BackupStatus(None, 1)
