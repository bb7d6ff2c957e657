"""What a recording may cost: frames too large, too many or too slow are refused in one sentence; the user raises the size."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.limits import Limits, check_inflated, check_ratio
from edge_app.capture.readers.recording import RecordedFrame, Recording, limited
from edge_app.errors import CaptureError
from edge_app.records import GreyImage

GREY: GreyImage = np.full((40, 50), 90, np.uint8)


def recording(frames: int, count: int | None = None) -> Recording:
    return Recording(Path("cine"), None, count, lambda: (RecordedFrame(GREY, None, index) for index in range(frames)))


class Clock:
    """Goes on by `step` seconds each time it is read."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def read(self) -> float:
        self.now += self.step
        return self.now


def test_a_frame_is_as_large_as_the_limit_allows(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(GREY).save(path)
    assert len(list(open_recording(path, Limits(megapixels=0.002)).frames())) == 1
    with pytest.raises(CaptureError, match=r"50 x 40 pixels is too large, at most 0\.0019 megapixels") as caught:
        open_recording(path, Limits(megapixels=0.0019))
    assert "capture.max_megapixels" in str(caught.value)


def test_too_many_frames_are_refused_by_the_header_or_after_the_last_that_is_allowed() -> None:
    assert len(list(limited(recording(3), Limits(frames=3)).frames())) == 3
    with pytest.raises(CaptureError, match="more than 3 frames"):
        limited(recording(0, count=4), Limits(frames=3))
    read = []
    with pytest.raises(CaptureError, match="more than 3 frames"):
        for frame in limited(recording(1_000_000), Limits(frames=3)).frames():
            read.append(frame.index)
    assert read == [0, 1, 2]


def test_a_reader_that_takes_too_long_is_given_up_and_the_callers_time_does_not_count() -> None:
    with pytest.raises(CaptureError, match="reading took 3 s"):
        list(limited(recording(2), Limits(seconds=2), Clock(3.0).read).frames())
    with pytest.raises(CaptureError, match="reading took 9 s"):
        limited(recording(2), Limits(seconds=2), Clock(9.0).read, opened=0.0)
    clock = Clock(0.5)
    for _ in limited(recording(5), Limits(seconds=2), clock.read).frames():
        clock.now += 60  # the analysis
    assert clock.now > 300


def test_waiting_for_a_busy_machine_or_a_slow_stick_does_not_count_and_computing_does() -> None:
    def busy(until_s: float) -> None:
        began = time.thread_time()
        while time.thread_time() - began < until_s:
            pass

    one = recording(1)
    for wait, refused in ((time.sleep, False), (busy, True)):

        def frames(wait: Callable[[float], None] = wait) -> Iterator[RecordedFrame]:
            wait(0.05)
            yield from one.frames()

        with pytest.raises(CaptureError, match="reading took") if refused else nullcontext():
            assert len(list(limited(replace(one, frames=frames), Limits(seconds=0.03)).frames())) == 1


def test_what_inflates_too_far_is_refused() -> None:
    limits = Limits(inflated_bytes=1 << 20, inflated_ratio=10)
    check_inflated(1 << 20, "a", limits)
    check_ratio(16 << 20, 1, "a", limits)
    check_ratio(20 << 20, 2 << 20, "a", limits)
    with pytest.raises(CaptureError, match="a: its compressed data inflates to over 1 MB"):
        check_inflated((1 << 20) + 1, "a", limits)
    with pytest.raises(CaptureError, match=r"far more than it holds on disk \(20 MB so far\)"):
        check_ratio((20 << 20) + 1, 2 << 20, "a", limits)
