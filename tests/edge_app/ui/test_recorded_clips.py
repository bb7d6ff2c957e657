"""A clip that is recorded until it is tapped again, and what ends it otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from edge_app.exams.workflow import Step
from edge_app.ui import clip_recorder
from edge_app.ui.clip_buffer import RECORDED_SECONDS, ClipBuffer
from tests.support.clinic import begun, stored
from tests.support.clip_buffers import filled, frame
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import said, seen


def test_it_begins_with_the_tap_and_ends_with_the_next_one_and_is_saved(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(8)  # which are no part of it
    hand.touch("recordClip")
    assert not hand.can("recordClip"), "two taps are no clip"
    hand.wait(lambda: hand.can("recordClip"), "a second")
    assert "Stop" in said(kiosk, "recordClip")
    hand.touch("recordClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    assert exam.workflow.step is Step.REVIEW and seen(kiosk, "clipThumbnail") and said(kiosk, "clipSavedText").startswith("✓")
    hand.settle()
    hand.touch("accept")  # the image it ended with can be kept as well
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None
    (clip,) = exam.workflow.exam.clips
    assert clip_recorder.LEAST_S - 0.2 < clip.seconds < 4
    exam.lock.lock()
    with stored(folder) as store:
        assert [kept.seconds for kept in store.read(store.exams()[0].id).clips] == [clip.seconds] and store.faults() == []


def test_a_freeze_at_once_saves_no_clip_but_offers_it(start: StartKiosk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_recorder, "LEAST_S", 300.0)  # a busy machine takes its time between two taps
    _, hand, exam = begun(start, folder)
    hand.images(3)
    hand.touch("recordClip")
    hand.images(3)
    hand.touch("freeze")
    hand.wait(lambda: exam.workflow.step is Step.REVIEW, "the frozen image")
    assert hand.can("saveClip") and not exam.busy and exam.property("clips") == 0 and not exam.review.clip_recorder.recording


def test_it_stops_by_itself_and_behind_the_lock_it_is_given_up(
    start: StartKiosk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_recorder, "RECORDED_SECONDS", 1.5)
    _, hand, exam = begun(start, folder)
    hand.images(3)
    hand.touch("recordClip")
    exam.lock.lock()
    assert not exam.review.clip_recorder.recording
    QTest.qWait(10)
    exam.lock.enter("2580")
    hand.wait(lambda: not exam.lock.locked, "the lock")
    assert exam.workflow.step is Step.LIVE and exam.property("clips") == 0
    hand.touch("recordClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    hand.wait(lambda: exam.workflow.step is Step.REVIEW, "the review")


def recorded(frames: int, **options: float) -> list[int]:
    """The numbers of what is kept of so many frames, after ten of before."""
    buffer = filled(ClipBuffer(), 10)
    buffer.record()
    for number in range(10, 10 + frames):
        buffer.add(frame(number, **options))  # type: ignore[arg-type]
    return [one.sequence for one in buffer.take(frame(10 + frames, **options), 0)]  # type: ignore[arg-type]


def test_a_recording_has_no_frame_of_before_and_ends_where_it_is_long_enough() -> None:
    assert recorded(20) == list(range(10, 30))
    assert recorded(500) == list(range(10, 11 + int(RECORDED_SECONDS * 25)))


def test_a_recording_of_large_frames_covers_the_whole_time_in_bounded_memory() -> None:
    most = 40 * 50  # bytes: 50 frames
    buffer = ClipBuffer(max_bytes=most)
    buffer.record()
    for number in range(300):
        buffer.add(frame(number))
    taken = buffer.take(frame(300), 0)
    assert 20 < len(taken) <= 50 and taken[0].sequence == 0
    assert taken[-1].captured_ns - taken[0].captured_ns > 0.8 * RECORDED_SECONDS * 1e9


def test_a_recording_that_is_given_up_leaves_nothing() -> None:
    buffer = ClipBuffer()
    buffer.record()
    buffer.add(frame(0))
    buffer.run()
    assert buffer.take(frame(1), 0) == ()
