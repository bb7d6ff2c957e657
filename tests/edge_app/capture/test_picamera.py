"""CSI cameras, against a picamera2 in memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pytest

from edge_app.capture.devices.listing import camera_as_json, camera_lines
from edge_app.capture.picamera import Camera, PicameraSource, list_cameras
from edge_app.capture.source import StreamCounts
from edge_app.diagnostics.stream_check import watch_live
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import Control, Frame, ImageFault
from tests.support.fake_picamera import GRABBER, INFO, PERIOD_NS, ColorSpace, Picamera2


@pytest.fixture(autouse=True)
def board(monkeypatch: pytest.MonkeyPatch) -> type[Picamera2]:
    """A board with two cameras."""

    class Fresh(Picamera2):
        open_cameras: ClassVar[set[int]] = set()

    packages = {"picamera2": ModuleType("picamera2"), "libcamera": ModuleType("libcamera")}
    packages["picamera2"].Picamera2 = Fresh  # type: ignore[attr-defined]
    packages["libcamera"].ColorSpace = ColorSpace  # type: ignore[attr-defined]
    for name, package in packages.items():
        monkeypatch.setitem(sys.modules, name, package)
    return Fresh


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def refusal(source: PicameraSource) -> str:
    with pytest.raises(CaptureError) as caught, source as opened:
        opened.read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_cameras_are_listed_with_connector_formats_and_rates(board: type[Picamera2]) -> None:
    text = "\n".join(line for camera in list_cameras() for line in camera_lines(camera))
    for part in (
        "picamera:0  tc358743", "picamera:1  imx708", "connector /base/soc/i2c0mux/i2c@1/tc358743@f",
        "SRGGB10_CSI2P  1536 x 864   120.13 Hz", "--source picamera:1/1280x720",
    ):  # fmt: skip
        assert part in text
    assert board.open_cameras == set()
    with PicameraSource(Camera(1), 30.0) as source:
        assert source.read().source == list_cameras()[1].key  # the device profile's name is the frames'


def test_a_bridge_which_tells_no_sizes_is_listed_as_one_that_can_be_used() -> None:
    bridge = list_cameras()[0]
    assert (bridge.model, bridge.modes, bridge.fault) == ("tc358743", (), "")
    assert "--source picamera:0/1280x720" in "\n".join(camera_lines(bridge))


def test_a_sensor_that_does_not_tell_its_modes_can_be_used(board: type[Picamera2]) -> None:
    board.mute = True
    assert [(camera.modes, camera.fault) for camera in list_cameras()] == [((), ""), ((), "")]
    assert board.open_cameras == set()


def test_a_usb_grabber_is_left_to_the_kernels_own_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Picamera2, "info", [*INFO, GRABBER])
    assert [camera.model for camera in list_cameras()] == ["tc358743", "imx708"]
    sentence = refusal(PicameraSource(Camera(2), 30))
    assert "USB Video" in sentence and "v4l2:" in sentence


def test_where_libcamera_does_not_start_there_is_one_sentence(board: type[Picamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[dict[str, Any]]:
        raise RuntimeError("Failed to start camera manager: Permission denied")

    monkeypatch.setattr(board, "global_camera_info", staticmethod(fail))
    assert list_cameras() == []
    assert "Permission denied" in refusal(PicameraSource(Camera(0), 30))


@pytest.mark.parametrize("fault", ["busy", "no memory"])
def test_a_camera_that_cannot_be_opened_costs_no_descriptor_and_can_be_opened_later(board: type[Picamera2], fault: str) -> None:
    source, before = PicameraSource(Camera(1), 30), descriptors()
    if fault == "busy":
        board.open_cameras.add(1)
    board.no_memory = fault == "no memory"
    for _ in range(20):
        refusal(source)
        list_cameras()
    assert descriptors() <= before
    board.no_memory = False
    if fault == "busy":
        board.open_cameras.remove(1)
    with source:
        assert source.read().sequence == 0


def test_a_camera_in_use_is_listed_with_the_reason(board: type[Picamera2]) -> None:
    board.open_cameras.add(0)
    busy, free = list_cameras()
    assert "Device or resource busy" in busy.fault and busy.modes == () and free.fault == ""
    assert busy.fault in "\n".join(camera_lines(busy))
    assert [camera_as_json(camera)["source"] for camera in (busy, free)] == ["picamera:0", "picamera:1"]


def test_without_picamera2_there_is_none_to_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    assert list_cameras() == []


def test_it_says_what_it_streams_and_what_it_lost(board: type[Picamera2]) -> None:
    board.skip = 1
    report = watch_live(PicameraSource(Camera(1, 640, 480), 30.0), 0.3, lambda _: None)
    assert report.mode == "YUV420 640 x 480 at 30 Hz, luminance copied"
    assert report.counts == StreamCounts() and report.tally.gaps > 0
    with PicameraSource(Camera(0, 640, 480), 30.0) as bridge:
        assert bridge.mode == "YUV420 640 x 480, luminance copied"  # its rate is the signal's


def test_the_y_plane_comes_without_its_padding(board: type[Picamera2]) -> None:
    with PicameraSource(Camera(1, 1000, 600), 30) as source:
        frame = source.read()
    assert frame.pixels.shape == (600, 1000)
    assert np.array_equal(frame.pixels, np.broadcast_to(np.arange(600).astype(np.uint8)[:, None], (600, 1000)))
    assert frame.source == "imx708:/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a"
    assert board.open_cameras == set()


def test_the_colour_is_that_of_the_planes_of_chroma(board: type[Picamera2]) -> None:
    board.flow = (slice(16, 32), slice(40, 80))  # of every second pixel: blocks 4 to 8 and 10 to 20
    with PicameraSource(Camera(), 30) as source:
        colour = source.read().colour
    assert colour is not None
    expected = np.zeros_like(colour, bool)
    expected[4:8, 10:20] = True
    assert np.array_equal(colour > 20, expected)


@pytest.mark.parametrize(
    ("filled", "fault"),
    [(None, None), (0, ImageFault.WRONG_COLOURS), (128, ImageFault.NO_SIGNAL), (240, ImageFault.WRONG_COLOURS)],
)
def test_a_buffer_that_nothing_arrived_in_is_a_fault(
    board: type[Picamera2], filled: int | None, fault: ImageFault | None
) -> None:
    board.filled = filled
    with PicameraSource(Camera(0, 320, 240), 30.0) as source:
        assert source.read().image_fault is fault


def test_frames_carry_the_kernels_stamp_and_are_counted(board: type[Picamera2]) -> None:
    with PicameraSource(Camera(), 30) as source:
        frames = [source.read() for _ in range(8)]  # more than there are buffers: each is given back
    assert [frame.sequence for frame in frames] == list(range(8))
    assert [frame.captured_ns - board.started_ns for frame in frames] == [(n + 1) * PERIOD_NS for n in range(8)]


def test_frames_carry_what_the_camera_is_set_to(board: type[Picamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    reported = {"Brightness": 0.0, "Contrast": 1.25, "AnalogueGain": 3.7}
    monkeypatch.setattr(board, "reported", reported)
    with PicameraSource(Camera(), 30) as source:
        frames = [source.read() for _ in range(2)]
        reported["Brightness"] = 0.5
        changed = source.read()
    assert frames[0].controls == (Control("brightness", "0"), Control("contrast", "1.25"))
    assert frames[1].controls is frames[0].controls
    assert changed.controls[0] == Control("brightness", "0.5")


def test_the_rate_is_that_of_the_frames_where_a_bridge_gives_none() -> None:
    with PicameraSource(Camera(0), 60.0) as source:
        source.read()
        assert source.frames_per_second == pytest.approx(30, rel=0.01)


def test_lost_frames_are_gaps_in_the_sequence(board: type[Picamera2]) -> None:
    board.skip = 2
    with PicameraSource(Camera(), 30) as source:
        assert [source.read().sequence for _ in range(3)] == [0, 3, 6]


def test_a_stamp_of_another_clock_is_never_in_the_future(board: type[Picamera2]) -> None:
    with PicameraSource(Camera(), 30) as source:
        board.started_ns = Picamera2.started_ns = time.monotonic_ns() + 10**12
        frame = source.read()
    assert isinstance(frame, Frame)
    assert frame.captured_ns <= time.monotonic_ns()


def test_a_stamp_that_counts_the_time_asleep_too_is_brought_to_our_clock(
    board: type[Picamera2], monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep_ns = 3600 * 10**9
    real = time.clock_gettime_ns
    monkeypatch.setattr(time, "clock_gettime_ns", lambda clock: real(clock) + asleep_ns * (clock == time.CLOCK_BOOTTIME))
    with PicameraSource(Camera(), 30) as source:
        taken_ns = time.monotonic_ns() - 5 * 10**9  # five seconds ago
        board.started_ns = Picamera2.started_ns = taken_ns + asleep_ns - PERIOD_NS
        frame = source.read()
    assert abs(frame.captured_ns - taken_ns) < 3 * 10**9  # and not now


def test_a_silent_camera_is_lost_and_can_be_closed(board: type[Picamera2]) -> None:
    board.silent = True
    assert "no frame arrived within" in refusal(PicameraSource(Camera(), 30))
    assert board.open_cameras == set()


def test_a_camera_that_fails_is_lost_and_can_be_opened_again(board: type[Picamera2]) -> None:
    source = PicameraSource(Camera(), 30)
    board.gone = True
    assert "Camera frontend has timed out" in refusal(source)
    board.gone = False
    with source:
        assert source.read().sequence == 0


def test_a_camera_in_use_is_one_sentence(board: type[Picamera2]) -> None:
    with PicameraSource(Camera(), 30):
        sentence = refusal(PicameraSource(Camera(), 30))
        assert "Device or resource busy" in sentence
        assert "another program" in sentence


def test_a_camera_that_is_not_there_is_one_sentence(board: type[Picamera2]) -> None:
    assert "(found: tc358743, imx708)" in refusal(PicameraSource(Camera(2), 30))


def test_another_format_is_refused_and_the_camera_closed(board: type[Picamera2]) -> None:
    board.settled_format = "MJPEG"
    assert "MJPEG instead of YUV420" in refusal(PicameraSource(Camera(), 30))
    assert board.open_cameras == set()


@pytest.mark.parametrize("missing", ["picamera2", "libcamera"])
def test_without_picamera2_the_command_that_brings_it_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    sentence = refusal(PicameraSource(Camera(), 30))
    assert "sudo apt install python3-picamera2" in sentence
    assert "--system-site-packages" in sentence


@pytest.mark.parametrize(
    ("text", "camera"),
    [("", Camera()), ("1", Camera(1)), ("/640x480", Camera(0, 640, 480)), ("1/1920x1080", Camera(1, 1920, 1080))],
)
def test_cameras_are_read(text: str, camera: Camera) -> None:
    assert Camera.parse(text) == camera


@pytest.mark.parametrize("text", ["x", "-1", "0/640", "0/640x", "0:640x480"])
def test_what_is_no_camera_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not picamera:NUMBER"):
        Camera.parse(text)
