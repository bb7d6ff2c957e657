"""Replay: order, pace, loops; and a bad file among good ones."""

from __future__ import annotations

import math
import os
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.capture.files import recordings_in
from edge_app.capture.replay import DEFAULT_RATE, Loop, ReplaySource
from edge_app.errors import CaptureError
from edge_app.records import Frame


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_ns = 0

    def read(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now_ns += round(seconds * 1e9)


def stills(folder: Path, count: int) -> Path:
    """Pictures whose grey level is their number times 10."""
    folder.mkdir(exist_ok=True)
    for n in range(count):
        cv2.imwrite(str(folder / f"frame_{n}.png"), np.full((32, 40), 10 * n, np.uint8))
    return folder


def levels(source: ReplaySource, count: int) -> list[int]:
    with source as opened:
        frames = list(islice(iter(opened.read, None), count))
    assert [frame.sequence for frame in frames if isinstance(frame, Frame)] == list(range(len(frames)))
    return [int(frame.pixels[0, 0]) // 10 for frame in frames if isinstance(frame, Frame)]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [("once", [0, 1, 2, 3]), ("loop", [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]), ("pingpong", [0, 1, 2, 3, 2, 1, 0, 1, 2, 3])],
)
def test_a_folder_is_replayed_as_asked(tmp_path: Path, loop: Loop, expected: list[int]) -> None:
    assert levels(ReplaySource(stills(tmp_path / "sweep", 4), loop, fps=math.inf), 10) == expected


@pytest.mark.parametrize("loop", ["loop", "pingpong"])
def test_a_single_picture_goes_on_for_ever(tmp_path: Path, loop: Loop) -> None:
    assert levels(ReplaySource(stills(tmp_path / "one", 1), loop, fps=math.inf), 5) == [0] * 5


def test_files_come_in_natural_order(tmp_path: Path) -> None:
    assert levels(ReplaySource(stills(tmp_path / "sweep", 12), "once", fps=math.inf), 20) == list(range(12))


def test_frames_keep_the_distance_that_was_asked_for(tmp_path: Path) -> None:
    clock = Clock()
    with ReplaySource(stills(tmp_path / "sweep", 4), "once", 20.0, clock.read, clock.sleep) as source:
        stamps = [frame.captured_ns for frame in iter(source.read, None) if isinstance(frame, Frame)]
    assert np.diff(stamps).tolist() == [50_000_000] * 3


def test_a_late_reader_gets_no_burst(tmp_path: Path) -> None:
    clock = Clock()
    with ReplaySource(stills(tmp_path / "sweep", 4), "once", 20.0, clock.read, clock.sleep) as source:
        source.read()
        clock.now_ns += 10**9  # the reader was busy for a second
        stamps = [frame.captured_ns for frame in iter(source.read, None) if isinstance(frame, Frame)]
    assert np.diff(stamps).tolist() == [50_000_000] * 2


def test_a_video_keeps_its_recorded_rate(tmp_path: Path) -> None:
    file = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for n in range(5):
        writer.write(np.full((48, 64, 3), 40 * n, np.uint8))
    writer.release()
    clock = Clock()
    with ReplaySource(file, "once", None, clock.read, clock.sleep) as source:
        assert source.frames_per_second == 10.0
        frames = [frame for frame in iter(source.read, None) if isinstance(frame, Frame)]
    assert [round(int(frame.pixels.mean()) / 40) for frame in frames] == [0, 1, 2, 3, 4]
    assert np.diff([frame.captured_ns for frame in frames]).tolist() == [100_000_000] * 4
    assert frames[0].source == "clip.avi"


def test_a_video_cannot_be_replayed_backwards(tmp_path: Path) -> None:
    test_a_video_keeps_its_recorded_rate(tmp_path)
    with ReplaySource(tmp_path / "clip.avi", "pingpong") as source, pytest.raises(CaptureError, match="backwards"):
        source.read()


def test_stills_have_a_default_rate(tmp_path: Path) -> None:
    with ReplaySource(stills(tmp_path / "sweep", 2)) as source:
        assert source.frames_per_second == DEFAULT_RATE


def test_a_bad_file_among_good_ones_is_passed_over_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = stills(tmp_path / "sweep", 3)
    (folder / "frame_1.png").write_bytes(b"")
    assert levels(ReplaySource(folder, "once", fps=math.inf), 5) == [0, 2]
    assert "frame_1.png: the file is empty" in caplog.text


def test_nothing_but_bad_files_is_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.png").write_bytes(b"")
    with ReplaySource(tmp_path, "loop") as source, pytest.raises(CaptureError):
        source.read()


@pytest.mark.parametrize("what", ["nothing there", "empty folder", "fifo"])
def test_a_path_without_recordings_is_refused_in_one_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / "source"
    if what == "empty folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    with pytest.raises(CaptureError) as caught:
        ReplaySource(path).__enter__()
    assert str(path) in str(caught.value)


def test_a_folder_named_like_a_picture_is_a_folder(tmp_path: Path) -> None:
    inner = stills(tmp_path / "x.png", 2)
    assert recordings_in(tmp_path) == [inner / "frame_0.png", inner / "frame_1.png"]


def test_hidden_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    stills(tmp_path, 1)
    for name in ("._frame_0.png", "README.md", "notes"):
        (tmp_path / name).write_bytes(b"x" * 200)
    (tmp_path / "IM000001").write_bytes(bytes(128) + b"DICM")
    assert [file.name for file in recordings_in(tmp_path)] == ["IM000001", "frame_0.png"]
