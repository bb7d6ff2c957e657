"""Clips in the store: whole or not at all, covered by the trail, read frame by frame, counted, and gone with their exam."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.records import DiscardReason
from edge_app.exams.store.backup import restore
from edge_app.exams.store.quota import SPARE
from edge_app.exams.store.rows import decode_png
from edge_app.exams.store.store import ExamStore
from edge_app.records import SIMULATED_SOURCE, Origin
from tests.support.clips import NAME, ROI, TAKEN, TIMES_MS, add_clip, frames, screens
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.older_stores import make_older


@pytest.fixture
def store(tmp_path: Path) -> ExamStore:
    return ExamStore(tmp_path, KEY, "nurse")


def test_a_clip_comes_back_to_the_bit_with_its_own_times(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    done: list[float] = []
    clip = store.add_clip(exam, SITE, frames(screens()), ROI, TAKEN, done.append)
    assert done == sorted(done) and done[-1] == 1.0
    read = store.read(exam)
    assert read.clips == (clip,) and read.clips_at(SITE) == (clip,) and read.images == ()
    assert [round(time / 1e6) for time in clip.times_ns] == list(TIMES_MS)
    assert clip.seconds == pytest.approx(0.16) and clip.frames_per_second == pytest.approx(31.25)
    assert (clip.roi, clip.mm_per_pixel, clip.mirrored, clip.taken) == (ROI, 0.09, True, TAKEN)
    assert clip.origin is Origin.PROBE and clip.frames == ()
    for number, pixels in enumerate(screens()):
        np.testing.assert_array_equal(store.clips.frame(exam, 1, number), pixels)
    whole = store.read_whole(exam).clips[0].frames
    assert len(whole) == len(TIMES_MS) and [decode_png(one).shape for one in whole[1:3]] == [screens()[0].shape] * 2
    with pytest.raises(StoreError, match="no clip 1 with a frame 6"):
        store.clips.frame(exam, 1, 6)
    assert store.faults() == [] and [line.clips for line in store.exams()] == [1]


def test_where_a_clip_is_from_is_kept(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    add_clip(store, exam, source=SIMULATED_SOURCE)
    add_clip(store, exam, source="sweep.mp4", recorded=True)
    assert store.read(exam).origins == (Origin.SIMULATED, Origin.RECORDING)


def test_a_discarded_clip_is_gone_with_its_frames_and_its_number_is_never_used_again(store: ExamStore) -> None:
    exam = store.start(PATIENT).id
    add_clip(store, exam)
    store.remove_clip(exam, 1, DiscardReason.POOR)
    assert store.read(exam).clips == () and store._database.execute("SELECT count(*) FROM clip_frame") == [(0,)]
    assert add_clip(store, exam).number == 2
    with pytest.raises(StoreError, match="no clip 1"):
        store.remove_clip(exam, 1, DiscardReason.POOR)
    assert [sealed.entry.detail for sealed in store.trail()][-3:-1] == ["clip 1", "poor image"] and store.faults() == []


def test_clips_go_with_their_exam_and_nothing_is_added_to_a_finished_one(store: ExamStore) -> None:
    exam, other = store.start(PATIENT).id, store.start(PATIENT).id
    add_clip(store, exam)
    add_clip(store, other)
    store.finish(exam)
    with pytest.raises(StoreError, match="is finished"):
        add_clip(store, exam)
    store.delete(exam)
    assert store._database.execute("SELECT DISTINCT exam FROM clip_frame") == [(other,)]
    assert len(store.read(other).clips) == 1 and store.faults() == []


class Alteration(NamedTuple):
    sql: str
    fault: str


@pytest.mark.parametrize(
    "alteration",
    [
        Alteration("UPDATE clip SET source = 'another'", "altered"),
        Alteration("UPDATE clip_frame SET picture = zeroblob(9) WHERE number = 3", "altered"),
        Alteration("DELETE FROM clip_frame WHERE number = 5", "altered"),
        Alteration("UPDATE clip_frame SET number = number + 10", "altered"),
        Alteration("DELETE FROM clip", "missing"),
    ],
    ids=["source", "a frame", "without a frame", "numbers", "clip"],
)
def test_what_is_altered_outside_the_program_is_found(store: ExamStore, alteration: Alteration) -> None:
    exam = store.start(PATIENT).id
    add_clip(store, exam)
    store._database.execute(alteration.sql)
    if alteration.fault == "altered" and "number +" in alteration.sql:
        with pytest.raises(StoreError):
            store.clips.frame(exam, 1, 0)
        return
    assert store.faults() == [
        f"exam {exam}: clip 1 is missing" if alteration.fault == "missing" else f"exam {exam}: clip 1 was altered"
    ]


def test_a_backup_has_the_clips(store: ExamStore, tmp_path: Path) -> None:
    exam = store.start(PATIENT).id
    add_clip(store, exam)
    store.back_up(tmp_path.parent / f"{tmp_path.name}.backup", "a long passphrase")
    key = restore(tmp_path.parent / f"{tmp_path.name}.backup", "a long passphrase", tmp_path / "elsewhere" / "exams.db")
    with ExamStore(tmp_path / "elsewhere", key, "nurse") as restored:
        assert restored.read_whole(exam).clips == store.read_whole(exam).clips and restored.faults() == []


def test_clips_are_counted_and_take_no_room_from_the_guess_of_an_image(store: ExamStore, tmp_path: Path) -> None:
    exam = store.start(PATIENT).id
    for seed in range(21):
        store.add(exam, SITE, found(seed), ENGINE)
    without = store.space()
    for _ in range(3):
        add_clip(store, exam)
    space = store.space()
    assert space.clips == 3 and space.clip_bytes == 3 * sum(map(len, store.read_whole(exam).clips[0].frames))
    assert space.used > space.clip_bytes and space.image <= without.image


def test_without_room_a_clip_costs_one_sentence_and_leaves_nothing(store: ExamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = store.start(PATIENT).id
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=SPARE + 1000))
    with pytest.raises(StoreError, match="the clip was not saved, because there is no space for it") as refused:
        add_clip(store, exam)
    assert refused.value.code is ErrorCode.NO_ROOM_FOR_CLIP and store.read(exam).clips == () and store.faults() == []


def test_an_older_store_gets_the_tables_and_frames_left_behind_are_erased(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam, tables = store.start(PATIENT).id, store._database.version
    make_older(tmp_path, tables - 1)
    with ExamStore(tmp_path, KEY, "nurse") as store:
        add_clip(store, exam)
        store._database.execute("INSERT INTO clip_frame VALUES ('gone', 1, 0, x'00')")  # as a power cut leaves them
    with ExamStore(tmp_path, KEY, "nurse") as store:
        assert store._database.execute("SELECT count(*) FROM clip_frame WHERE exam = 'gone'") == [(0,)]
        assert len(store.read_whole(exam).clips[0].frames) == len(TIMES_MS) and store.faults() == []


def test_nothing_of_a_clip_is_readable_on_the_disk(store: ExamStore, tmp_path: Path) -> None:
    add_clip(store, store.start(PATIENT).id)
    store.close()
    for path in tmp_path.iterdir():
        data = path.read_bytes() if path.is_file() else b""
        assert b"\x89PNG" not in data and NAME.encode() not in data, path
