"""What a release that is not confirmed may do to the exams of the one before it: nothing that this one could not read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store import database
from edge_app.exams.store.database import STORE, Database, known_tables
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.tables_note import noted_tables
from edge_app.system.release_trial import RELEASE, UNCONFIRMED
from tests.support.exam_factories import KEY, PATIENT, filled
from tests.support.older_stores import make_older

OLD, NEW = "0.1.0", "0.2.0"


class Device:
    """The releases of a device, and which one is running in this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.releases, self.exams, self._monkeypatch = folder / "releases", folder / "exams", monkeypatch
        self.releases.mkdir()

    def confirm(self, version: str) -> None:
        link = self.releases / "current"
        link.unlink(missing_ok=True)
        link.symlink_to(version)

    def start(self, version: str, tables: int) -> None:
        """As `start` does it. tables: as many as that release knows."""
        link = self.releases / "current"
        self._monkeypatch.setenv(RELEASE, str(self.releases / version))
        if link.is_symlink() and link.readlink().name == version:
            self._monkeypatch.delenv(UNCONFIRMED, raising=False)
        else:
            self._monkeypatch.setenv(UNCONFIRMED, "1")
        steps = _ALL_STEPS[:tables]
        self._monkeypatch.setattr(database, "_steps", lambda: steps)


_ALL_STEPS = database._steps()
NOW = len(_ALL_STEPS)


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A device on which the old release, which knows one form of the tables fewer, has kept exams."""
    made = Device(tmp_path, monkeypatch)
    filled(made.exams).close()
    make_older(made.exams, NOW - 1)
    made.confirm(OLD)
    made.start(OLD, NOW - 1)
    with closing(ExamStore(made.exams, KEY, "nurse")) as store:
        assert store.exams()
    return made


def test_after_a_rollback_the_old_release_reads_what_it_kept(device: Device) -> None:
    """The downgrade: the old release kept exams, the new one is started and taken back, the old one goes on."""
    before = (device.exams / STORE).read_bytes()
    device.start(NEW, NOW)
    with pytest.raises(StoreError, match="before this release has passed its self-test") as refused:
        ExamStore(device.exams, KEY, "nurse")
    assert refused.value.code is ErrorCode.ON_TRIAL
    assert (device.exams / STORE).read_bytes() == before
    device.start(OLD, NOW - 1)
    with closing(ExamStore(device.exams, KEY, "nurse")) as store:
        # Its images are not read: this program asks for a column that the old one does not know.
        assert len(store.exams()) > 0 and len(store.trail()) > 0
        store.start(PATIENT)
    assert noted_tables(device.exams) == NOW - 1


def test_once_confirmed_the_same_process_may_go_on(device: Device) -> None:
    device.start(NEW, NOW)
    with pytest.raises(StoreError):
        ExamStore(device.exams, KEY, "nurse")
    device.confirm(NEW)
    with closing(ExamStore(device.exams, KEY, "nurse")) as store:
        assert store.faults() == []
    assert noted_tables(device.exams) == NOW
    with closing(Database(device.exams / STORE, KEY)) as opened:
        assert opened.version == NOW


def test_a_release_on_trial_opens_tables_that_it_need_not_change(device: Device) -> None:
    device.start(NEW, NOW - 1)
    with closing(ExamStore(device.exams, KEY, "nurse")) as store:
        assert store.exams()


def test_a_first_release_on_trial_begins_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Device(tmp_path, monkeypatch)
    made.exams.mkdir()
    made.start(OLD, NOW)
    with pytest.raises(StoreError, match="self-test"):
        ExamStore(made.exams, KEY, "nurse")
    made.confirm(OLD)
    ExamStore(made.exams, KEY, "nurse").close()


def test_a_program_of_no_release_brings_tables_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RELEASE, raising=False)
    monkeypatch.setenv(UNCONFIRMED, "1")
    filled(tmp_path).close()
    make_older(tmp_path, NOW - 1)
    ExamStore(tmp_path, KEY, "nurse").close()
    assert noted_tables(tmp_path) == known_tables()
