"""Which of a device's modes is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.capture.formats import MAX_SIZE, FormatRequest, Mode, PixelFormat, negotiate
from edge_app.errors import CaptureError

WISH = FormatRequest(1280, 720, 30.0)


def test_at_the_wanted_size_and_rate_the_least_conversion_wins() -> None:
    offered = [Mode(fourcc, 1280, 720, 30.0) for fourcc in ("MJPG", "H264", "YUYV", "NV12", "GREY")]
    assert negotiate(offered, WISH, "it").fourcc in ("GREY", "NV12")
    assert negotiate(offered[:3], WISH, "it").fourcc == "YUYV"
    assert negotiate(offered[:2], WISH, "it").fourcc == "MJPG"


def test_a_cheap_grabber_that_sends_large_raw_frames_slowly_is_asked_for_jpeg() -> None:
    """MS2109: YUYV is there at every size, and at 1280 x 720 it comes ten times a second."""
    offered = [Mode("YUYV", 1280, 720, 10.0), Mode("YUYV", 640, 480, 30.0), Mode("MJPG", 1280, 720, 30.0)]
    assert negotiate(offered, WISH, "it") == offered[2]


def test_the_nearest_size_is_taken() -> None:
    offered = [Mode("YUYV", 640, 480, 30.0), Mode("YUYV", 800, 600, 30.0), Mode("YUYV", 1024, 768, 30.0)]
    assert negotiate(offered, FormatRequest(800, 600), "it") == offered[1]
    assert negotiate(offered, FormatRequest(1920, 1080), "it") == offered[2]


def test_a_rate_above_the_wish_is_no_gain() -> None:
    offered = [Mode("YUYV", 1280, 720, rate) for rate in (60.0, 30.0, 25.0)]
    assert negotiate(offered, WISH, "it").rate == 30.0


def test_a_rate_that_is_not_reported_is_taken() -> None:
    assert negotiate([Mode("GREY", 1280, 720, 0.0)], WISH, "it").rate == 0.0


def test_4k_is_passed_over_where_there_is_less() -> None:
    offered = [Mode("GREY", 3840, 2160, 30.0), Mode("MJPG", 1920, 1080, 30.0)]
    assert negotiate(offered, FormatRequest(3840, 2160), "it") == offered[1]


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        ([Mode("MJPG", 3840, 2160, 30.0)], ["3840 x 2160", "1920 x 1200", "smaller"]),
        ([Mode("H264", 1280, 720, 30.0), Mode("RGB3", 1280, 720, 30.0)], ["H264, RGB3", "GREY", "MJPG"]),
        ([], ["no video format"]),
        ([Mode("YUYV", 0, 0, 30.0)], ["no video format"]),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_sentence(offered: list[Mode], words: list[str]) -> None:
    with pytest.raises(CaptureError) as caught:
        negotiate(offered, WISH, "Grabber (1:2:3)")
    assert str(caught.value).startswith("Grabber (1:2:3) ") and "\n" not in str(caught.value)
    assert all(word in str(caught.value) for word in words)


modes = st.builds(Mode, st.sampled_from([*PixelFormat.__members__, "H264"]), st.integers(16, 4096), st.integers(16, 2160),
                  st.sampled_from([0.0, 5.0, 25.0, 30.0, 60.0]))  # fmt: skip


@given(st.lists(modes, min_size=1, max_size=20), st.randoms())
def test_the_choice_is_offered_understood_small_enough_and_the_same_in_any_order(offered: list[Mode], random: object) -> None:
    try:
        chosen = negotiate(offered, WISH, "it")
    except CaptureError:
        assert all(m.fourcc == "H264" or m.width > MAX_SIZE[0] or m.height > MAX_SIZE[1] for m in offered)
        return
    assert chosen in offered and chosen.fourcc in PixelFormat.__members__
    assert chosen.width <= MAX_SIZE[0] and chosen.height <= MAX_SIZE[1]
    better = [m for m in offered if (m.width, m.height, m.rate) == (chosen.width, chosen.height, chosen.rate)]
    if any(m.fourcc == "GREY" for m in better):
        assert chosen.fourcc in ("GREY", "NV12", "NV21")
