"""Clips by touch: saved from a frozen image, played from the store, discarded with a reason; and a disk that takes none."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge_app.exams.workflow import Step
from edge_app.records import Frame
from edge_app.ui.clip_buffer import ClipBuffer
from edge_app.ui.clip_player import KEY
from edge_app.ui.clip_recorder import ClipRecorder
from edge_app.worker import frame_of
from tests.kiosk_driver import film
from tests.support.clinic import begun, sick, stored, take
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import said, seen


def test_a_clip_from_the_frozen_image_to_the_trail(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    hand.images(8)
    film.freeze(hand, exam)
    expected = exam.clip_recorder.property("seconds")
    assert 0.3 < expected < 5.1 and said(kiosk, "saveClip") == "Save clip"
    with sick():
        hand.touch("saveClip")
        hand.wait(lambda: exam.fault != "", "the disk to refuse")
    assert exam.clip_recorder.ready and exam.property("clips") == 0  # it can be tried again
    hand.touch("saveClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    assert seen(kiosk, "clipSaved") and not hand.can("saveClip") and exam.workflow.step is Step.REVIEW
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


def frame(number: int, height: int = 4, source: str = "probe", milliseconds: float = 40) -> Frame:
    pixels = np.full((height, 10), number % 256, np.uint8)
    return Frame(pixels, number, int(number * milliseconds * 1e6), None, source)


def filled(buffer: ClipBuffer, frames: int, **options: float) -> ClipBuffer:
    buffer.run()
    for number in range(frames):
        buffer.add(frame(number, **options))  # type: ignore[arg-type]
    return buffer


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
