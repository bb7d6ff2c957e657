"""What a video device is set to: read with its frames, set only where the settings say so; and images that are none."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.capture.formats import FormatRequest, Mode
from edge_app.capture.monitor import StreamMonitor, StreamState
from edge_app.capture.v4l2.source import CONTROLS_EVERY_S, V4l2Source
from edge_app.records import Control, GreyImage
from tests.support.fake_video import Camera, Clock, FakeVideo
from tests.support.fakes import textured
from tests.support.video_sources import KEY, source_of


def test_frames_carry_what_the_grabber_is_set_to_whoever_sets_it(caplog: pytest.LogCaptureFixture) -> None:
    camera = Camera(controls={"brightness": 128})
    source, clock = source_of(camera)
    with caplog.at_level("INFO"), source:
        before = [source.read() for _ in range(3)]
        camera.controls["brightness"] = 140
        since_ns = clock()
        while (after := source.read()).controls == before[0].controls:
            assert clock() - since_ns < 2 * CONTROLS_EVERY_S * 1e9
    assert after.controls == (Control("brightness", "140"),)
    assert all(frame.controls is before[0].controls for frame in before)  # one object: comparing it costs nothing
    assert caplog.text.count("is set to") == 2 and "is set to brightness 140" in caplog.text


def test_a_device_is_set_to_what_its_profile_remembers_whenever_it_is_opened() -> None:
    camera = Camera(controls={"brightness": 140, "contrast": 32})
    clock, asked = Clock(), []

    def remembered(device: str) -> list[Control]:
        asked.append(device)
        return [Control("brightness", "128")]

    source = V4l2Source(KEY, FormatRequest(80, 60), FakeVideo(camera, clock=clock, sleep=clock.sleep), clock, remembered)
    for changed in (140, 90):  # by whoever plugged it in again
        camera.controls["brightness"] = changed
        with source:
            assert source.read().controls == (Control("brightness", "128"), Control("contrast", "32"))
    assert asked == [KEY, KEY]


def test_a_control_that_cannot_be_set_is_logged_and_the_frames_come_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    camera, clock = Camera(controls={"brightness": 140}), Clock()
    video = FakeVideo(camera, clock=clock, sleep=clock.sleep)
    for wrong in (Control("gain", "3"), Control("brightness", "999")):
        remembered = {KEY: [wrong]}
        with V4l2Source(KEY, FormatRequest(80, 60), video, clock, remembered.__getitem__) as source:
            assert source.read().controls == (Control("brightness", "140"),)
        assert f"the {wrong.name} cannot be set to {wrong.value}" in caplog.text


def test_without_the_setting_nothing_is_set() -> None:
    camera = Camera(controls={"brightness": 140})
    source, _ = source_of(camera)
    with source:
        assert source.read().controls == (Control("brightness", "140"),)


class Fading(Camera):
    """A grabber whose signal is away for the frames 10 to 40: then it sends a black image with a counter of its own."""

    def frame(self, number: int, width: int, height: int) -> GreyImage:
        if not 10 <= number < 40:
            return textured(height, width, seed=number)
        pixels = np.full((height, width), 16, np.uint8)
        pixels[0, 0] = number
        return pixels


@pytest.mark.parametrize("format", ["YUYV", "GREY", "MJPG", "NV12"])
def test_a_grabbers_own_image_is_never_live(format: str) -> None:
    clock = Clock()
    camera = Fading([Mode(format, 160, 120, 30.0)])
    monitor, states = StreamMonitor(), {}
    with V4l2Source(KEY, FormatRequest(160, 120), FakeVideo(camera, clock=clock, sleep=clock.sleep), clock) as source:
        monitor.opened(clock())
        for _ in range(70):
            frame = source.read()
            monitor.arrived(frame, 30.0, clock())
            states[frame.sequence], reason = monitor.state(clock())
            assert ("no signal" in reason) == (states[frame.sequence] is StreamState.NO_SIGNAL)
    assert all(states[number] is StreamState.LIVE for number in (*range(10), *range(60, 70)))
    assert all(states[number] is StreamState.NO_SIGNAL for number in range(13, 40))
    assert not StreamState.NO_SIGNAL.current
