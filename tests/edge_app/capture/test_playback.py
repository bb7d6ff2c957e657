"""Replay: order, pace, loops; and a bad file among good ones."""

from __future__ import annotations

import math
import os
import re
import struct
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge_app.capture.monitor import StreamMonitor, StreamState
from edge_app.capture.playback import DEFAULT_RATE, Loop, PlaybackSource
from edge_app.capture.readers.files import recordings_in
from edge_app.errors import CaptureError
from edge_app.records import Frame
from tests.support.dicom_files import dicom, region


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
    """Frames whose grey level is their number times 10."""
    folder.mkdir(exist_ok=True)
    for n in range(count):
        cv2.imwrite(str(folder / f"frame_{n}.png"), np.full((32, 40), 10 * n, np.uint8))
    return folder


def levels(source: PlaybackSource, count: int) -> list[int]:
    with source as opened:
        frames = list(islice(iter(opened.read, None), count))
    assert [frame.sequence for frame in frames if isinstance(frame, Frame)] == list(range(len(frames)))
    return [int(frame.pixels[0, 0]) // 10 for frame in frames if isinstance(frame, Frame)]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [("once", [0, 1, 2, 3]), ("loop", [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]), ("ping-pong", [0, 1, 2, 3, 2, 1, 0, 1, 2, 3])],
)
def test_a_folder_is_replayed_as_asked(tmp_path: Path, loop: Loop, expected: list[int]) -> None:
    assert levels(PlaybackSource(stills(tmp_path / "sweep", 4), loop, fps=math.inf), 10) == expected


@pytest.mark.parametrize("loop", ["loop", "ping-pong"])
def test_a_single_frame_goes_on_for_ever(tmp_path: Path, loop: Loop) -> None:
    assert levels(PlaybackSource(stills(tmp_path / "one", 1), loop, fps=math.inf), 5) == [0] * 5


def test_files_come_in_natural_order(tmp_path: Path) -> None:
    assert levels(PlaybackSource(stills(tmp_path / "sweep", 12), "once", fps=math.inf), 20) == list(range(12))


def test_frames_keep_the_distance_that_was_asked_for(tmp_path: Path) -> None:
    clock = Clock()
    with PlaybackSource(stills(tmp_path / "sweep", 4), "once", 20.0, clock.read, clock.sleep) as source:
        stamps = [frame.captured_ns for frame in iter(source.read, None) if isinstance(frame, Frame)]
    assert np.diff(stamps).tolist() == [50_000_000] * 3


def test_a_late_reader_gets_no_burst(tmp_path: Path) -> None:
    clock = Clock()
    with PlaybackSource(stills(tmp_path / "sweep", 4), "once", 20.0, clock.read, clock.sleep) as source:
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
    with PlaybackSource(file, "once", None, clock.read, clock.sleep) as source:
        assert source.frames_per_second == 10.0
        frames = [frame for frame in iter(source.read, None) if isinstance(frame, Frame)]
    assert [round(int(frame.pixels.mean()) / 40) for frame in frames] == [0, 1, 2, 3, 4]
    assert np.diff([frame.captured_ns for frame in frames]).tolist() == [100_000_000] * 4
    assert frames[0].source == "clip.avi"


def clip(path: Path, count: int = 5, fps: float = 10.0) -> Path:
    """A video whose grey level is the frame's number times 10."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (64, 48))
    for n in range(count):
        writer.write(np.full((48, 64, 3), 10 * n % 256, np.uint8))
    writer.release()
    return path


def uneven(path: Path, milliseconds: list[int]) -> Path:
    """A Matroska video with a frame at each of these times: the times of its blocks are overwritten."""
    content = bytearray(clip(path, len(milliseconds), 1000.0).read_bytes())
    # SimpleBlock: track 1, time as int16, flags; then the JPEG.
    blocks = list(re.finditer(rb"\x81(..).\xff\xd8\xff", content, re.DOTALL))
    assert len(blocks) == len(milliseconds)
    for block, time in zip(blocks, milliseconds, strict=True):
        content[block.start(1) : block.end(1)] = struct.pack(">h", time)
    path.write_bytes(content)
    return path


def gaps_ms(path: Path, loop: Loop, count: int, fps: float | None = None) -> tuple[list[int], list[int]]:
    """Levels of the frames, and the time between them."""
    clock = Clock()
    with PlaybackSource(path, loop, fps, clock.read, clock.sleep) as source:
        frames = [frame for frame in islice(iter(source.read, None), count) if isinstance(frame, Frame)]
    levels = [round(int(frame.pixels.mean()) / 10) for frame in frames]
    return levels, (np.diff([frame.captured_ns for frame in frames]) / 1e6).round().astype(int).tolist()


UNEVEN_MS = [0, 40, 50, 250, 260]


def test_a_video_keeps_the_times_it_was_recorded_with(tmp_path: Path) -> None:
    assert gaps_ms(uneven(tmp_path / "a.mkv", UNEVEN_MS), "once", 9) == ([0, 1, 2, 3, 4], [40, 10, 200, 10])


def test_a_rate_that_was_asked_for_overrides_the_recorded_times(tmp_path: Path) -> None:
    assert gaps_ms(uneven(tmp_path / "a.mkv", UNEVEN_MS), "once", 9, fps=50) == ([0, 1, 2, 3, 4], [20] * 4)


def test_a_video_goes_back_and_forth_in_the_same_times(tmp_path: Path) -> None:
    levels, gaps = gaps_ms(uneven(tmp_path / "a.mkv", UNEVEN_MS), "ping-pong", 11)
    assert levels == [0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2]
    assert gaps == [40, 10, 200, 10, 10, 200, 10, 40, 40, 10]


def test_a_dicom_keeps_its_frame_time_vector(tmp_path: Path) -> None:
    frames = np.stack([np.full((16, 20), 10 * n, np.uint8) for n in range(5)])
    vector = np.diff(UNEVEN_MS, prepend=0).tolist()
    path = dicom(tmp_path / "a.dcm", frames, NumberOfFrames=5, FrameTimeVector=vector)
    assert gaps_ms(path, "once", 9) == ([0, 1, 2, 3, 4], [40, 10, 200, 10])


@pytest.mark.parametrize("attributes", [{"FrameTimeVector": [0, 40]}, {"FrameTime": 40}, {"CineRate": 25}, {}])
def test_a_dicom_without_a_whole_vector_keeps_its_rate(tmp_path: Path, attributes: dict[str, Any]) -> None:
    frames = np.stack([np.full((16, 20), 10 * n, np.uint8) for n in range(3)])
    path = dicom(tmp_path / "a.dcm", frames, NumberOfFrames=3, **attributes)
    assert gaps_ms(path, "ping-pong", 5) == ([0, 1, 2, 1, 0], [40] * 4)


def test_a_long_pause_is_cut_to_one_the_screen_can_wait_for(tmp_path: Path) -> None:
    assert gaps_ms(uneven(tmp_path / "a.mkv", [0, 40, 9000, 9040]), "once", 9) == ([0, 1, 2, 3], [40, 1000, 40])


def test_a_recording_too_long_to_go_back_and_forth_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_app.capture.playback.MAX_HELD_BYTES", 3 * 48 * 64)
    path = clip(tmp_path / "a.avi")
    with PlaybackSource(path, "ping-pong", math.inf) as source, pytest.raises(CaptureError, match="use --loop loop"):
        [source.read() for _ in range(5)]


def test_what_is_odd_about_a_file_is_reported_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = dicom(tmp_path / "a.dcm", np.zeros((16, 20), np.uint8), SequenceOfUltrasoundRegions=[region(0, 0, 99, 15)])
    with PlaybackSource(path, "loop", math.inf) as source:
        for _ in range(3):
            source.read()
    assert caplog.text.count("lies outside its frame") == 1


def test_a_video_cut_short_is_reported_once_and_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = clip(tmp_path / "a.avi", 50)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with PlaybackSource(path, "loop", math.inf) as source:
        for _ in range(100):
            assert source.read() is not None
    assert caplog.text.count("the video is truncated") == 1


def test_stills_have_a_default_rate(tmp_path: Path) -> None:
    with PlaybackSource(stills(tmp_path / "sweep", 2)) as source:
        assert source.frames_per_second == DEFAULT_RATE


def test_a_bad_file_among_good_ones_is_passed_over_and_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = stills(tmp_path / "sweep", 3)
    (folder / "frame_1.png").write_bytes(b"")
    assert levels(PlaybackSource(folder, "once", fps=math.inf), 5) == [0, 2]
    assert "frame_1.png: the file is empty" in caplog.text


def test_nothing_but_bad_files_is_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no frame")
    (tmp_path / "b.png").write_bytes(b"")
    with PlaybackSource(tmp_path, "loop") as source, pytest.raises(CaptureError):
        source.read()


@pytest.mark.parametrize("what", ["nothing there", "empty folder", "fifo"])
def test_a_path_without_recordings_is_refused_in_one_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / "source"
    if what == "empty folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    with pytest.raises(CaptureError) as caught:
        PlaybackSource(path).__enter__()
    assert str(path) in str(caught.value)


def test_a_folder_named_like_a_frame_is_a_folder(tmp_path: Path) -> None:
    inner = stills(tmp_path / "x.png", 2)
    assert recordings_in(tmp_path) == [inner / "frame_0.png", inner / "frame_1.png"]


def test_hidden_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    stills(tmp_path, 1)
    for name in ("._frame_0.png", "README.md", "notes"):
        (tmp_path / name).write_bytes(b"x" * 200)
    (tmp_path / "IM000001").write_bytes(bytes(128) + b"DICM")
    assert [file.name for file in recordings_in(tmp_path)] == ["IM000001", "frame_0.png"]


def test_a_replayed_image_that_a_grabber_made_up_is_not_live(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (160, 120))
    for _ in range(2):
        writer.write(np.full((120, 160, 3), (200, 30, 20), np.uint8))  # the blue of a grabber without a signal
    writer.release()
    monitor, clock = StreamMonitor(), Clock()
    with PlaybackSource(tmp_path / "a.avi", clock=clock.read, sleep=clock.sleep) as source:
        frame = source.read()
    assert frame is not None
    monitor.opened(clock.read())
    monitor.arrived(frame, 25.0, clock.read())
    state, reason = monitor.state(clock.read())
    assert state is StreamState.NO_SIGNAL and not state.current and reason.startswith("The recording has no whole image")
