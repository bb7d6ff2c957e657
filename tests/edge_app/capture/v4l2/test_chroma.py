"""The colour of a frame out of a driver's buffer, for every format."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.formats import Mode, PixelFormat
from edge_app.capture.v4l2.chroma import colour
from edge_app.capture.v4l2.luma import Layout
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.guard.colour import COLOURED
from edge_app.imaging.colour_map import block_count
from edge_app.records import GreyImage
from tests.support.fake_video import Camera, FakeVideo, packed

WIDTH, HEIGHT = 160, 96
RAW = (PixelFormat.YUYV, PixelFormat.UYVY, PixelFormat.NV12, PixelFormat.NV21)


def flow() -> GreyImage:
    """(HEIGHT, WIDTH, 3) RGB: grey speckle with a red box of 6 x 4 blocks."""
    speckle = cv2.GaussianBlur(np.random.default_rng(0).normal(90, 60, (HEIGHT, WIDTH)), (0, 0), 2)
    rgb = np.dstack([np.clip(speckle, 0, 255).astype(np.uint8)] * 3)
    rgb[32:64, 80:128] = (200, 30, 10)
    return rgb


def sent(rgb: GreyImage, layout: Layout) -> bytes:
    """The image as a device sends it in this format."""
    y, cr, cb = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb))
    if layout.format is PixelFormat.MJPG:
        return bytes(cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])[1])
    if layout.format in (PixelFormat.NV12, PixelFormat.NV21):
        half = [cv2.resize(part, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA) for part in (cb, cr)]
        pairs = np.dstack(half if layout.format is PixelFormat.NV12 else half[::-1]).reshape(HEIGHT // 2, WIDTH)
        rows = np.concatenate([np.asarray(y), pairs])
    else:
        half = [cv2.resize(part, (WIDTH // 2, HEIGHT), interpolation=cv2.INTER_AREA) for part in (cb, cr)]
        parts = [y[:, ::2], half[0], y[:, 1::2], half[1]]
        order = (0, 1, 2, 3) if layout.format is PixelFormat.YUYV else (1, 0, 3, 2)
        rows = np.dstack([parts[i] for i in order]).reshape(HEIGHT, 2 * WIDTH)
    padded = np.full((rows.shape[0], layout.stride), 255, np.uint8)
    padded[:, : rows.shape[1]] = rows
    return padded.tobytes()


def layout_of(format: PixelFormat, padding: int = 0) -> Layout:
    step = 2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1
    return Layout(format, WIDTH, HEIGHT, 0 if format is PixelFormat.MJPG else WIDTH * step + padding)


@pytest.mark.parametrize("format", [*RAW, PixelFormat.MJPG])
@pytest.mark.parametrize("padding", [0, 16])
def test_flow_is_found_where_it_is_in_every_format(format: PixelFormat, padding: int) -> None:
    layout = layout_of(format, padding)
    found = colour(memoryview(sent(flow(), layout)), layout)
    assert found is not None and found.shape == (12, 20)
    assert found[4:8, 10:16].min() >= COLOURED
    rest = np.ones_like(found, bool)
    rest[3:9, 9:17] = False  # compression carries colour into the neighbours
    assert found[rest].max() < COLOURED


def test_what_carries_no_colour_has_none() -> None:
    layout = Layout(PixelFormat.GREY, 64, 48, 64)
    assert colour(memoryview(bytes(64 * 48)), layout) is None
    for format in (PixelFormat.NV12, PixelFormat.NV21):  # only the luminance has arrived
        assert colour(memoryview(bytes(WIDTH * HEIGHT)), layout_of(format)) is None


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([*RAW, PixelFormat.MJPG]), st.integers(1, 65), st.integers(1, 33), st.integers(0, 9))
def test_a_map_fits_a_frame_of_any_size(format: PixelFormat, width: int, height: int, padding: int) -> None:
    grey = np.random.default_rng(0).integers(0, 256, (height, width), np.uint8)
    step = 2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1
    layout = Layout(format, width, height, width * step + padding)
    found = colour(memoryview(packed(grey, layout)), layout)
    assert found is None or found.shape == block_count(width, height)
    assert found is not None or min(width, height) < 2


@pytest.mark.parametrize(("fourcc", "fresh"), [("MJPG", 2), ("YUYV", 4), ("GREY", 1)])
def test_a_frame_carries_colour_and_every_third_jpeg_is_looked_at(fourcc: str, fresh: int) -> None:
    """Decoding a JPEG for its colour takes as long as half a decoding, so the map of the last one stands for the next two."""
    with V4l2Source("/dev/video0", system=FakeVideo(Camera(modes=[Mode(fourcc, 80, 60, 100.0)]))) as source:
        maps = [source.read().colour for _ in range(4)]
    assert [None if one is None else one.shape for one in maps] == [None if fourcc == "GREY" else (8, 10)] * 4
    assert len({id(one) for one in maps}) == fresh
