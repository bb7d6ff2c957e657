"""One rotation: what is touched on the panel is what the image shows there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.device_setup.rotation import console_rotation, shown_at, touch_matrix

ROTATIONS = (0, 90, 180, 270)
places = st.floats(0, 1, allow_nan=False)


def touched(rotation: int, x: float, y: float) -> tuple[float, float]:
    """What libinput makes of a touch: the matrix times (x, y, 1)."""
    a, b, c, d, e, f = touch_matrix(rotation)
    return a * x + b * y + c, d * x + e * y + f


@settings(max_examples=30)
@given(st.sampled_from(ROTATIONS), places, places)
def test_a_touch_comes_back_to_the_point_of_the_image_that_is_shown_there(rotation: int, x: float, y: float) -> None:
    assert touched(rotation, *shown_at(rotation, x, y)) == pytest.approx((x, y))


@settings(max_examples=30)
@given(places, places)
def test_a_quarter_and_three_quarters_are_none(x: float, y: float) -> None:
    assert shown_at(270, *shown_at(90, x, y)) == pytest.approx((x, y))
    assert shown_at(180, *shown_at(180, x, y)) == pytest.approx((x, y))


@pytest.mark.parametrize(
    ("rotation", "matrix"),
    [(0, "1 0 0 0 1 0"), (90, "0 -1 1 1 0 0"), (180, "-1 0 1 0 -1 1"), (270, "0 1 0 -1 0 1")],
)
def test_the_matrices_are_those_that_libinput_documents(rotation: int, matrix: str) -> None:
    assert " ".join(map(str, touch_matrix(rotation))) == matrix


def test_the_image_is_turned_as_cage_turns_it() -> None:
    """Seen with cage 0.1.4 and one -r: the image's upper right corner is at the upper left of the panel."""
    corners = {"upper left": (0, 0), "upper right": (1, 0), "lower right": (1, 1), "lower left": (0, 1)}
    names = {place: name for name, place in corners.items()}
    shown = {name: names[shown_at(90, *place)] for name, place in corners.items()}  # type: ignore[index]
    assert shown == {
        "upper right": "upper left", "lower right": "upper right", "upper left": "lower left", "lower left": "lower right",
    }  # fmt: skip


def test_the_console_is_turned_clockwise_where_the_image_is_turned_counter_clockwise() -> None:
    assert [console_rotation(rotation) for rotation in ROTATIONS] == [0, 3, 2, 1]
