"""What a drag does to the region of interest."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_app.records import Roi
from edge_app.ui.roi_geometry import MIN_SIDE, dragged, field_seen, near
from tests.support.fakes import textured

WIDTH, HEIGHT = 640, 480
START = Roi(200, 150, 200, 120)
edges = st.sampled_from([-1, 0, 1])
pixels = st.floats(-2000, 2000)


@given(edges, edges, pixels, pixels)
def test_it_stays_inside_the_image_and_large_enough(horizontal: int, vertical: int, dx: float, dy: float) -> None:
    roi = dragged(START, horizontal, vertical, dx, dy, WIDTH, HEIGHT)
    assert roi == roi.clipped(WIDTH, HEIGHT)
    assert roi.w >= MIN_SIDE and roi.h >= MIN_SIDE


@given(st.sampled_from([-1, 1]), st.sampled_from([-1, 1]), pixels, pixels)
def test_the_corner_across_stays_where_it_is(horizontal: int, vertical: int, dx: float, dy: float) -> None:
    roi = dragged(START, horizontal, vertical, dx, dy, WIDTH, HEIGHT)
    across_x = [START.x + START.w, 0, START.x][horizontal + 1]
    across_y = [START.y + START.h, 0, START.y][vertical + 1]
    assert across_x in (roi.x, roi.x + roi.w)
    assert across_y in (roi.y, roi.y + roi.h)


@given(pixels, pixels)
def test_moving_keeps_the_size(dx: float, dy: float) -> None:
    roi = dragged(START, 0, 0, dx, dy, WIDTH, HEIGHT)
    assert (roi.w, roi.h) == (START.w, START.h)


def test_a_corner_follows_the_finger() -> None:
    assert dragged(START, 1, 1, 30, 20, WIDTH, HEIGHT) == Roi(200, 150, 230, 140)
    assert dragged(START, -1, -1, 30, 20, WIDTH, HEIGHT) == Roi(230, 170, 170, 100)
    assert dragged(START, 0, 0, 30, 20, WIDTH, HEIGHT) == Roi(230, 170, 200, 120)


def test_an_image_smaller_than_the_least_side_is_taken_whole() -> None:
    assert dragged(Roi(0, 0, 30, 20), 1, 1, 50, 50, 30, 20) == Roi(0, 0, 30, 20)


def test_a_probe_in_the_air_leaves_the_whole_frame_for_the_region() -> None:
    strip = np.where(np.arange(480)[:, None] < 20, textured(480, 640), 0).astype(np.uint8)
    assert field_seen(strip) == Roi(0, 0, 640, 480)
    assert field_seen(np.zeros((480, 640), np.uint8)) == Roi(0, 0, 640, 480)


def test_margins_are_left_out() -> None:
    pixels = np.zeros((480, 640), np.uint8)
    pixels[40:440, 100:540] = textured(400, 440)
    field = field_seen(pixels)
    assert abs(field.x - 100) < 12 and abs(field.y - 40) < 12
    assert abs(field.w - 440) < 24 and abs(field.h - 400) < 24


@given(st.integers(-40, 40), st.integers(-40, 40), st.integers(-40, 40), st.integers(-40, 40))
def test_near_is_no_edge_further_than_that(left: int, top: int, right: int, bottom: int) -> None:
    other = Roi(START.x + left, START.y + top, START.w - left + right, START.h - top + bottom)
    furthest = max(abs(left), abs(top), abs(right), abs(bottom))
    assert near(START, other, furthest) and near(other, START, furthest)
    assert not near(START, other, furthest - 0.5)
