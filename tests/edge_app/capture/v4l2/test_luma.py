"""Luminance out of a driver's buffer, for every format, odd widths and padded rows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.formats import PixelFormat
from edge_app.capture.v4l2.luma import DamagedFrame, Layout, luma
from tests.support.fake_video import packed

RAW = [format for format in PixelFormat if format is not PixelFormat.MJPG]


@settings(deadline=None)
@given(st.sampled_from(RAW), st.integers(1, 65), st.integers(1, 33), st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_raw_luminance_comes_out_bit_for_bit(format: PixelFormat, width: int, height: int, padding: int, seed: int) -> None:
    grey = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    step = 2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1
    layout = Layout(format, width, height, width * step + padding)
    data = bytearray(packed(grey, layout))
    result = luma(memoryview(data), layout)
    assert np.array_equal(result, grey)
    data[:] = bytes(len(data))  # the driver fills its buffer again; the frame is its own
    assert np.array_equal(result, grey)


def test_the_last_row_needs_no_padding() -> None:
    layout = Layout(PixelFormat.GREY, 5, 3, 8)
    data = memoryview(bytes(range(21)))
    assert luma(data, layout).tolist() == [[0, 1, 2, 3, 4], [8, 9, 10, 11, 12], [16, 17, 18, 19, 20]]


@pytest.mark.parametrize("format", RAW)
def test_a_buffer_with_less_than_a_frame_is_damaged(format: PixelFormat) -> None:
    layout = Layout(format, 8, 4, 16)
    needed = 3 * 16 + 8 * (2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1)
    with pytest.raises(DamagedFrame):
        luma(memoryview(bytes(needed - 1)), layout)


JPEG = Layout(PixelFormat.MJPG, 64, 48, 0)
RAMP = np.add.outer(np.arange(48), 2 * np.arange(64)).astype(np.uint8)


def test_a_jpeg_is_decoded_to_grey_at_the_size_of_its_own_header() -> None:
    result = luma(memoryview(packed(RAMP, Layout(PixelFormat.MJPG, 8, 8, 0))), JPEG)
    assert result.shape == (48, 64)
    assert np.abs(result.astype(int) - RAMP).max() <= 4


def test_the_luminance_of_a_colour_jpeg_is_what_was_sent() -> None:
    """The coder's own Y, with no way by way of RGB, which would round and clip it."""
    colour = np.dstack([np.full_like(RAMP, 250), RAMP, np.full_like(RAMP, 5)])
    data = bytes(cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, 95])[1])
    sent = cv2.cvtColor(colour, cv2.COLOR_BGR2YCrCb)[:, :, 0]
    assert np.abs(luma(memoryview(data), JPEG).astype(int) - sent).mean() < 1


@pytest.mark.parametrize(
    "padding", [bytes(1000), b"\xff" * 64, b"\r\n", bytes(range(200))], ids=["zeros", "ones", "line", "stale"]
)
def test_a_padded_jpeg_is_whole(padding: bytes) -> None:
    data = packed(RAMP, JPEG)
    assert np.array_equal(luma(memoryview(data + padding), JPEG), luma(memoryview(data), JPEG))


def test_a_preview_within_a_jpeg_is_not_its_end() -> None:
    data = packed(RAMP, JPEG)
    preview = packed(RAMP[:16, :16], JPEG)
    segment = b"\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview
    whole = data[:2] + segment + data[2:]
    assert luma(memoryview(whole), JPEG).shape == (48, 64)
    with pytest.raises(DamagedFrame, match="without its end"):
        luma(memoryview(whole[:-100]), JPEG)


@given(st.floats(0, 0.999))
def test_a_jpeg_that_is_cut_off_is_damaged_and_not_half_a_frame(share: float) -> None:
    data = packed(RAMP, JPEG)
    with pytest.raises(DamagedFrame):
        luma(memoryview(data)[: int(len(data) * share)], JPEG)


def test_what_is_no_jpeg_is_damaged() -> None:
    with pytest.raises(DamagedFrame):
        luma(memoryview(b"no frame at all\xff\xd9"), JPEG)


@pytest.mark.parametrize("side", [1921, 12_000, 30_000, 65_500])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_jpeg_whose_header_claims_more_than_any_device_sends_is_not_decoded(side: int) -> None:
    data = bytearray(packed(RAMP, JPEG))
    header = data.index(b"\xff\xc0")
    data[header + 5 : header + 9] = side.to_bytes(2, "big") * 2
    with pytest.raises(DamagedFrame):
        luma(memoryview(bytes(data)), JPEG)
