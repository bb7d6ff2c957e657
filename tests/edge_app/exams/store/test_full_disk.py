"""A full or read-only disk locks nobody out: exams are read, exported, backed up and deleted, and the trail catches up."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.records import DeletionReason
from edge_app.exams.store import quota
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.backup import restore
from edge_app.exams.store.changes.deletion import PARTS
from edge_app.exams.store.database import STORE
from edge_app.exams.store.exam_index import StoredPlace
from edge_app.exams.store.quota import SPARE
from edge_app.exams.store.reserve import RESERVE, RESERVE_BYTES
from edge_app.exams.store.store import ExamStore
from edge_app.ui.clip_buffer import MAX_BYTES
from tests.support.clips import ROI, TAKEN
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, filled, found

PASSPHRASE = "six words drawn at random"
DISK = 8 * 2**20  # bytes

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A small file system of its own: of DISK bytes, or of as many as the test is parametrised with."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={getattr(request, 'param', DISK)}", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a file system can only be mounted by root")
    monkeypatch.setattr("edge_app.exams.store.reserve.SPARE", 0)
    monkeypatch.setattr(quota, "SPARE", 0)
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "others").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def actions(store: ExamStore) -> list[str]:
    return [sealed.entry.action for sealed in store.trail()]


def test_a_full_disk_lets_exams_be_read_exported_backed_up_and_deleted(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(disk / "store").close()
    fill(disk)
    monkeypatch.setattr(quota, "SPARE", SPARE)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        first, second = (line.id for line in store.exams())
        assert len(store.view(first).images) == 3 and derive_export_key(store.key)
        store.log(Action.EXPORT, first, "pseudonymous, to a folder")
        store.back_up(tmp_path / "backup", PASSPHRASE)
        with pytest.raises(StoreError, match=r"is full|no space") as refused:
            store.add(store.start(PATIENT).id, SITE, found(), ENGINE)
        assert refused.value.code in (ErrorCode.DISK_FULL, ErrorCode.NO_ROOM)
        store.delete(second)
        assert second not in [line.id for line in store.exams()] and store.faults() == []
        assert {"export", "backup", "delete"} <= set(actions(store)) and store.notices == []
    assert restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new" / STORE) == KEY


def test_what_opening_was_given_may_be_filled_by_others_and_an_exam_is_still_deleted(disk: Path) -> None:
    filled(disk / "store").close()
    fill(disk)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        exam = store.exams()[0].id
    (disk / "others").rename(disk / "more")
    fill(disk)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        store.delete(exam)
        assert exam not in [line.id for line in store.exams()] and store.faults() == []


def test_a_disk_without_room_and_reserve_is_full_and_not_failing(disk: Path) -> None:
    filled(disk / "store").close()
    (disk / "store" / RESERVE).unlink()
    fill(disk)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        with pytest.raises(StoreError, match="is full to the last byte; remove files") as refused:
            store.delete(store.exams()[0].id)
        assert refused.value.code is ErrorCode.DISK_FULL and len(store.exams()) == 2 and store.faults() == []


def large(store: ExamStore, clips: int) -> str:
    """An exam of 18 images of 1280 x 800, and clips of 5 s of such frames, as many of them as `ClipBuffer` holds; its id."""
    exam = store.start(PATIENT).id
    for seed in range(18):
        store.add(exam, SITE, found(seed, 800, 1280), ENGINE)
    frames = [found(seed % 8, 800, 1280).frame for seed in range(MAX_BYTES // (1280 * 800))]
    for _ in range(clips):
        store.add_clip(exam, SITE, frames, ROI, TAKEN)
    store.finish(exam)
    return exam


def longest_log(store: ExamStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Filled with the length of the write-ahead log, bytes, each time before it is shortened."""
    database, lengths = store._database, list[int]()
    shorten = database.shorten_log

    def watched() -> None:
        lengths.append(database.path.with_name(f"{STORE}-wal").stat().st_size)
        shorten()

    monkeypatch.setattr(database, "shorten_log", watched)
    return lengths


@pytest.mark.parametrize(
    ("disk", "clips"),
    [("40m", 0), pytest.param("800m", 6, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])],
    indirect=["disk"],
)
def test_a_large_exam_is_deleted_from_a_full_disk(disk: Path, clips: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise: no image of a scanner takes as much."""
    (disk / "store").mkdir()
    with ExamStore(disk / "store", KEY, "nurse") as store:
        exam = large(store, clips)
    fill(disk)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        size, lengths = store.space().used, longest_log(store, monkeypatch)
        store.delete(exam, DeletionReason.TEST)
        assert size > 18 << 20 and max(lengths) < RESERVE_BYTES // 2
        assert store.exams() == [] and store.faults() == [] and store.notices == []
        assert store.space().used < size / 20, "its pixels are overwritten"


@pytest.mark.parametrize("disk", ["40m"], indirect=True)
def test_pixels_that_a_full_disk_keeps_are_out_of_sight_and_erased_once_it_has_room(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk / "store").mkdir()
    with ExamStore(disk / "store", KEY, "nurse") as store:
        exam = large(store, 0)
        other = store.start(PATIENT).id
    (disk / "store" / RESERVE).unlink()
    fill(disk)
    os.truncate(
        disk / "others", (disk / "others").stat().st_size - (512 << 10)
    )  # enough for the exam, and for none of its images
    with ExamStore(disk / "store", KEY, "nurse") as store:
        used = store.space().used
        store.delete(exam)
        assert [line.id for line in store.exams()] == [other] and store.faults() == []
        assert "not yet erased" in str(store.notices[-1]) and store.notices[-1].code is ErrorCode.DISK_FULL
        assert store.space().used > used / 2 and store.index.first_pixels(exam) is None
        with pytest.raises(StoreError, match="no image 1"):
            store.index.image(StoredPlace(exam, 1))
        store.back_up(tmp_path / "backup", PASSPHRASE)  # nothing of it is in the way of a backup
    (disk / "others").unlink()
    restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new" / STORE)
    for folder in (disk / "store", tmp_path / "new"):
        with ExamStore(folder, KEY, "nurse") as store:
            assert store.space().used < used / 20 and store.notices == [] and store.faults() == []


def test_all_that_leads_to_an_exam_is_deleted_with_it(tmp_path: Path) -> None:
    with filled(tmp_path / "store", exams=1) as store:
        tables = {name for (name,) in store._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        leads = {
            table
            for table in tables
            for row in store._database.execute(f"PRAGMA foreign_key_list({table})")
            if row[2] in ("exam", "shot")
        }
        assert leads == {*PARTS, "shot"}


def test_a_full_disk_without_any_reserve_can_still_be_read(disk: Path) -> None:
    filled(disk / "store").close()
    (disk / "store" / RESERVE).unlink()
    fill(disk)
    with ExamStore(disk / "store", KEY, "nurse") as store:
        assert len(store.view(store.exams()[0].id).images) == 3
        assert any("wait in memory" in str(notice) for notice in store.notices)


def test_audit_entries_wait_while_the_disk_is_full_and_are_written_in_their_order(disk: Path) -> None:
    with filled(disk / "store") as store:
        exam = store.exams()[0].id
        (disk / "store" / RESERVE).unlink()
        fill(disk)
        for _ in range(200):  # until the log beside the database has no space left for them
            store.log(Action.EXPORT, exam)
        assert store.notices and "audit entries wait in memory" in str(store.notices[0])
        (disk / "others").unlink()
        store.delete(exam)
        assert store.notices == [] and store.faults() == []
        assert actions(store)[-201:] == ["export"] * 200 + ["delete"]
        times = [sealed.entry.at for sealed in store.trail()]
        assert times == sorted(times)


@contextmanager
def no_file_grows() -> Iterator[None]:
    """As on a disk that takes nothing, for any user."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def named(messages: list[str], exam: str) -> list[str]:
    return [message for message in messages if f" {exam} waits in memory" in message]


def test_an_entry_that_never_reaches_the_disk_is_named_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = filled(tmp_path / "store", exams=1, images=1)
    with no_file_grows():
        for exam in ("first", "second"):
            store.log(Action.EXPORT, exam)
        store.close()
    assert [len(named(caplog.messages, exam)) for exam in ("first", "second")] == [1, 1]
    assert caplog.messages[-1].startswith("2 audit entries named above never reached the disk")


def test_an_entry_that_waited_is_in_the_trail_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with filled(tmp_path / "store", exams=1, images=1) as store:
        with no_file_grows():
            store.log(Action.EXPORT, "first")
        store.log(Action.BACKUP)
        assert actions(store)[-2:] == ["export", "backup"] and actions(store).count("export") == 1
        assert store.notices == [] and store.faults() == []
    assert len(named(caplog.messages, "first")) == len(caplog.messages) == 1


@pytest.fixture
def made_read_only(disk: Path) -> Callable[[], None]:
    """Makes the file system read-only, for root too."""

    def remount() -> None:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

    return remount


@pytest.mark.parametrize("left_open", [False, True], ids=["closed well", "killed"])
def test_a_read_only_disk_can_be_read_and_backed_up(
    disk: Path, made_read_only: Callable[[], None], tmp_path: Path, left_open: bool
) -> None:
    store = filled(disk / "store")
    copies = {file: file.read_bytes() for file in (disk / "store").iterdir() if not file.name.endswith(("-shm", RESERVE))}
    store.close()
    if left_open:  # as after a power cut: what is newest lies in the log
        for file, data in copies.items():
            file.write_bytes(data)
    made_read_only()
    read(disk / "store", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_folder_can_be_read_and_backed_up(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    filled(folder).close()
    for file in folder.iterdir():
        file.chmod(0o400)
    folder.chmod(0o500)
    try:
        read(folder, tmp_path)
    finally:
        folder.chmod(0o700)


def read(folder: Path, elsewhere: Path) -> None:
    """Everything that needs no writing works, and what does is refused."""
    with ExamStore(folder, KEY, "nurse") as store:
        exam = store.exams()[0].id
        assert len(store.view(exam).images) == 3 and store.faults() == []
        read_only, waiting = store.notices
        assert "not changed" in str(read_only) and str(waiting).startswith("2 audit entries wait")
        store.back_up(elsewhere / "backup", PASSPHRASE)
        for change in (lambda: store.start(PATIENT), lambda: store.delete(exam)):
            with pytest.raises(StoreError, match="nothing was saved, because the exams can only be read") as refused:
                change()
            assert refused.value.code is ErrorCode.DISK_CLOSED
    assert restore(elsewhere / "backup", PASSPHRASE, elsewhere / "new" / STORE) == KEY
    with ExamStore(elsewhere / "new", KEY, "nurse") as restored:
        assert len(restored.exams()) == 2 and restored.faults() == []


def test_a_deleted_exam_makes_room_for_another(tmp_path: Path) -> None:
    """The file does not shrink, but its free pages are used again: a full quota has a remedy."""
    with filled(tmp_path / "store", exams=2) as store:
        before = store.space()
        store.delete(store.exams()[0].id)
        assert store.space().used < before.used
