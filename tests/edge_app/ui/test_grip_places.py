"""The grips of a caliper are within reach, beside what they point at, and apart."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from edge_app.ui.grip_places import Place, grip_places

REACH, SIZE = 56.0, 48.0
WIDTH, HEIGHT = 420.0, 440.0
places = st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT))


@given(places, places)
def test_both_are_on_the_image_and_hide_neither_point_nor_each_other(start: Place, end: Place) -> None:
    grips = grip_places(start, end, REACH, SIZE, WIDTH, HEIGHT)
    for grip, point in zip(grips, (start, end), strict=True):
        assert SIZE / 2 <= grip[0] <= WIDTH - SIZE / 2 and SIZE / 2 <= grip[1] <= HEIGHT - SIZE / 2
        assert REACH - 1e-6 <= math.dist(grip, point) <= 2 * REACH + 1e-6, "a finger on the grip is beside its point"
        assert all(math.dist(grip, other) >= SIZE / 2 for other in (start, end))
    assert math.dist(*grips) >= SIZE


@given(st.floats(120, 300), st.floats(100, 200), st.floats(20, 120))
def test_where_there_is_room_they_are_below_their_points_as_the_hand_comes_from_there(x: float, y: float, far: float) -> None:
    for start, end in (((x, y), (x, y + far)), ((x, y), (x + far, y)), ((x + far, y), (x, y))):
        for grip, point in zip(grip_places(start, end, REACH, SIZE, WIDTH, HEIGHT), (start, end), strict=True):
            assert grip[1] > point[1]


def test_an_area_without_room_has_grips_nevertheless() -> None:
    first, second = grip_places((5, 5), (5, 5), REACH, SIZE, 10, 10)
    assert all(map(math.isfinite, (*first, *second)))
