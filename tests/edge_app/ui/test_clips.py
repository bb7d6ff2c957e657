"""Clips by touch: saved from a frozen image, played from the store, discarded with a reason; and a disk that takes none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edge_app.exams.calipers import MAX_CALIPERS
from edge_app.exams.records import Caliper, CaliperKind, Patient, Placement
from edge_app.exams.summary import PROTOCOL
from edge_app.exams.workflow import Step
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.clip_player import KEY
from edge_app.ui.clip_recorder import ClipRecorder
from edge_app.worker import frame_of
from tests.kiosk_driver import film
from tests.support.clinic import begun, sick, stored, take, unlock
from tests.support.clip_buffers import filled, frame
from tests.support.exam_factories import ENGINE
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import said, seen
from tests.support.legibility import complaints, hard_to_touch
from tests.support.stored_exams import judged, keep_clip, opened, stored_exams


def test_a_clip_from_the_frozen_image_to_the_trail(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(8)
    film.freeze(hand, exam)
    expected = exam.review.clip_recorder.property("seconds")
    assert 0.3 < expected < 5.1 and said(kiosk, "saveClip") == "Save clip"
    with sick():
        hand.touch("saveClip")
        hand.wait(lambda: exam.fault != "", "the disk to refuse")
    assert exam.review.clip_recorder.ready and exam.property("clips") == 0  # it can be tried again
    hand.touch("saveClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    assert (
        seen(kiosk, "clipSaved")
        and seen(kiosk, "clipThumbnail")
        and not hand.can("saveClip")
        and exam.workflow.step is Step.REVIEW
    )
    hand.touch("accept")  # the image itself can still be kept
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    assert exam.workflow.exam is not None and len(exam.workflow.exam.clips) == 1

    hand.touch("back")
    hand.touch("back")  # which is "Images" here
    hand.wait(lambda: hand.ready("clip1"), "the exam to be read")
    assert seen(kiosk, "badge1")
    hand.touch("clip1")
    player = exam.stored.opened.player
    hand.wait(lambda: player.property("index") == player.property("count") - 1, "the clip to be played")
    hand.wait(lambda: not player.property("isPlaying") and player.property("elapsed") > 0, "its end")
    hand.slide("scrub", 0.9, 0.05)
    hand.wait(lambda: player.property("index") < player.property("count") / 2, "an earlier frame")
    hand.wait(lambda: not exam.stored.reader.busy, "the frame to be read")
    shown = exam.stored.stored_frames.of(KEY)
    assert shown is not None and frame_of(shown).sequence == player.property("index")
    hand.touch("discardClip")
    assert not hand.can("holdToDelete")  # not without a reason
    hand.touch("deletion0")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: exam.property("clips") == 0 and not exam.busy, "the clip to go")
    assert exam.stored.stored_frames.of(KEY) is None and exam.property("images") == 1
    exam.lock.lock()
    with stored(folder) as store:
        (line,) = store.exams()
        assert store.read(line.id).clips == () and line.clips == 0
        entries = [(one.entry.action, one.entry.detail) for one in store.trail()]
        assert ("delete", "clip 1") in entries and ("reason", "poor image") in entries and store.faults() == []


def test_a_saved_clip_is_played_over_the_frozen_image_and_from_the_stored_one(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    player, frames = exam.stored.opened.player, exam.stored.stored_frames
    hand.images(8)
    film.freeze(hand, exam)
    hand.touch("saveClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    hand.touch("clipSaved")
    hand.wait(lambda: player.property("index") == player.property("count") - 1, "the clip to be played")
    assert not hand.can("discardClip") and not hand.can("accept"), "it is only looked at"
    QTest.keyClick(kiosk.view, Qt.Key.Key_Space)  # which would go back to the live image
    hand.touch("back")
    assert exam.workflow.step is Step.REVIEW and frames.of(KEY) is None
    hand.touch("clipSaved")
    hand.wait(lambda: frames.of(KEY) is not None, "its first frame")
    exam.lock.lock()
    hand.wait(lambda: exam.is_closed, "the store to close")
    assert frames.of(KEY) is None, "nothing of it stays behind the lock"
    unlock(hand, exam)
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")

    hand.touch("back")
    hand.touch("back")  # which is "Images" here
    hand.wait(lambda: hand.ready("image1"), "the exam to be read")
    hand.touch("image1")
    hand.touch("clip1")
    hand.wait(lambda: player.property("index") > 0, "the clip to be played from the image")
    hand.touch("back")
    assert exam.stored.opened.property("imageIsOpen") and not exam.stored.opened.property("clipIsOpen")


@pytest.mark.parametrize("size", [(800, 480), pytest.param((480, 800), marks=pytest.mark.slow)])
def test_beside_an_image_its_sites_clips_leave_room_for_all_that_is_said_of_it(
    start: StartKiosk, folder: Path, size: tuple[int, int]
) -> None:
    lines = [((80.0, 50.0 * number), (180.0, 50.0 * number)) for number in range(1, MAX_CALIPERS + 1)]
    measured = tuple(Caliper(CaliperKind.DISTANCE, Placement.BY_HAND, *ends) for ends in lines)
    with stored_exams(folder) as store:
        exam_id = store.start(Patient("CASE 17", 44)).id
        store.add(exam_id, PROTOCOL[0], judged(1), ENGINE, measured, "Scar")
        for _ in range(2):
            keep_clip(store, exam_id)
    kiosk, hand, exam = opened(start, folder, size)
    for control in ("back", "back", "image1"):  # from the live image over the protocol to the images
        hand.touch(control)
        hand.wait(lambda: hand.find("tapGuard") is None and not exam.stored.reader.busy, control)
    assert seen(kiosk, "badge1") and seen(kiosk, "badge2")
    found = [*complaints(kiosk, "image", size), *hard_to_touch(kiosk, "image", size)]
    assert found == [], "\n".join(map(str, found))


def test_a_site_with_only_a_clip_is_shown_and_the_clip_taken_again(start: StartKiosk, folder: Path) -> None:
    _, hand, exam = begun(start, folder)
    hand.images(4)
    film.freeze(hand, exam)
    hand.touch("saveClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    hand.touch("retake")
    hand.touch("back")
    assert not hand.can("sumUp")  # a clip has no finding to sum up
    hand.touch("back")
    hand.wait(lambda: hand.ready("clip1"), "the exam to be read")
    hand.touch("clip1")
    hand.touch("takeClipAgain")
    hand.touch("deletion0")
    hand.hold_down("holdToDelete")
    hand.wait(lambda: exam.workflow.step is Step.LIVE and not exam.busy, "the live image")
    take(hand, exam)
    assert exam.property("clips") == 0 and exam.property("images") == 1


def test_the_buffer_keeps_every_frame_of_the_last_seconds_and_no_more() -> None:
    taken = filled(ClipBuffer(seconds=1.0), 100).take(frame(99), 0)
    assert [one.sequence for one in taken] == list(range(74, 100))  # 1 s at 25 Hz
    assert ClipBuffer().take(frame(99), 0) == ()


def test_a_clip_is_of_one_site_one_source_and_ends_with_the_frozen_image() -> None:
    buffer = filled(ClipBuffer(), 50)
    assert [one.sequence for one in buffer.take(frame(40), frame(30).captured_ns)] == list(range(30, 41))
    buffer = filled(ClipBuffer(), 50)
    buffer.add(frame(50, height=8))
    assert [one.sequence for one in buffer.take(frame(50, height=8), 0)] == [50]
    buffer = filled(ClipBuffer(), 5)
    assert buffer.take(frame(4, source="another probe"), 0) == ()


def test_large_frames_are_kept_less_often_and_memory_is_bounded() -> None:
    most = 40 * 20  # bytes: 20 frames
    taken = filled(ClipBuffer(seconds=5.0, min_seconds=3.0, max_bytes=most), 500).take(frame(499), 0)
    assert len(taken) <= 20
    assert taken[-1].captured_ns - taken[0].captured_ns >= 2.5e9
    taken = filled(ClipBuffer(seconds=5.0, min_seconds=0.5, max_bytes=most), 500).take(frame(499), 0)
    assert [one.sequence for one in taken] == list(range(480, 500))  # every frame, of a shorter time


def test_what_passed_while_the_image_was_frozen_is_no_part_of_a_clip() -> None:
    buffer, last = filled(ClipBuffer(), 10), frame(9)
    recorder = ClipRecorder(buffer)
    recorder.freeze(last, 0)
    assert recorder.ready and recorder.property("seconds") == 0.36
    buffer.add(frame(10))
    recorder.run()
    for number in (20, 21):
        buffer.add(frame(number))
    recorder.freeze(frame(21), 0)
    assert abs(recorder.property("seconds") - 0.04) < 1e-9
    recorder.stop()
    assert not recorder.ready and recorder.property("seconds") == 0
