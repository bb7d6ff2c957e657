"""Which of a video device's modes is streamed, and what is made of it: square pixels, another format, a slow bus."""

from __future__ import annotations

import pytest

from edge_app.capture.formats import Mode
from edge_app.capture.v4l2.source import V4l2Source
from tests.support.fake_video import Camera, Clock, FakeVideo
from tests.support.video_sources import fault_of, source_of


@pytest.mark.parametrize(
    ("size", "stated", "squared"),
    [
        ((720, 576), 1.0, (787, 576)),  # PAL of a USB grabber, whose driver says nothing
        ((720, 480), 1.0, (720, 528)),  # NTSC
        ((720, 576), 59 / 54, (787, 576)),
        ((640, 480), 1.0, (640, 480)),
        ((360, 288), 2.0, (720, 288)),
        ((640, 480), 40.0, (640, 480)),  # nonsense
    ],
)
@pytest.mark.parametrize("format", ["YUYV", "GREY", "MJPG"])
def test_pixels_that_are_not_square_are_made_so_and_named(
    size: tuple[int, int], stated: float, squared: tuple[int, int], format: str
) -> None:
    camera = Camera([Mode(format, *size, 30.0)], pixel_aspect=stated)
    clock = Clock()
    with V4l2Source("1209:5501:SIM0001", system=FakeVideo(camera, clock=clock, sleep=clock.sleep), clock=clock) as source:
        frame = source.read()
        assert (frame.width, frame.height) == squared
        assert ("made square" in source.mode) == (squared != size)


# --- formats that do not start, slow buses, controls --------------------------------------------------------------------

RAW, JPEG = Mode("YUYV", 80, 60, 30.0), Mode("MJPG", 80, 60, 30.0)


def test_a_format_that_does_not_start_is_followed_by_the_next() -> None:
    source, _ = source_of(Camera([RAW, JPEG, Mode("H264", 80, 60, 30.0)], refuses={"YUYV"}))
    with source:
        assert source.read().pixels.shape == (60, 80) and source.streamed == JPEG


def test_where_no_format_starts_the_reason_of_the_first_is_given() -> None:
    assert "no bandwidth left" in fault_of(Camera([RAW, JPEG], refuses={"YUYV", "MJPG"}))


@pytest.mark.parametrize(
    ("rate", "mbits", "words"),
    [
        (5.0, 480.0, "5 frames/s: running at USB 2 speed (480 Mbit/s)"),
        (5.0, 12.0, "5 frames/s: running at USB 1 speed (12 Mbit/s)"),
        (30.0, 480.0, ""),
        (5.0, 5000.0, ""),
        (5.0, None, ""),
    ],
)
def test_few_frames_on_a_slow_bus_are_named(rate: float, mbits: float | None, words: str) -> None:
    source, _ = source_of(Camera([Mode("YUYV", 80, 60, rate)], usb_mbits=mbits))
    with source:
        assert words in source.mode and ("USB" in source.mode) == bool(words)
