"""A field of another width, or one that is higher, is another one; what the finder and the tissue vary is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import CaptureError
from edge_app.records import Frame, Roi
from edge_app.scanner_screen.field_size import field_box, field_control, field_control_of, find_field_size, is_other_size
from tests.support.setting_screens import FIELD, setting_screen

SIZES = st.tuples(st.integers(100, 2000), st.integers(100, 2000))


@given(size=SIZES, off=st.tuples(st.floats(-0.03, 0.03), st.floats(-0.03, 0.03)))
def test_the_finders_error_is_no_change(size: tuple[int, int], off: tuple[float, float]) -> None:
    found = round(size[0] * (1 + off[0])), round(size[1] * (1 + off[1]))
    assert not is_other_size(found, size)


@given(size=SIZES, deeper=st.floats(1.08, 3))
def test_another_depth_is(size: tuple[int, int], deeper: float) -> None:
    width, height = size
    assert is_other_size((round(width / deeper), height), size) and is_other_size((round(width * deeper), height), size)
    assert is_other_size((width, round(height * deeper)), size)  # on a scanner that keeps the width
    assert not is_other_size((width, round(height / deeper)), size)  # no echo from the depth: not to be told apart


def test_a_field_that_is_all_of_the_image_or_nearly_nothing_says_nothing() -> None:
    assert field_box(Roi(0, 0, 640, 480), 640, 480) is None and field_box(Roi(-3, 0, 700, 481), 640, 480) is None
    assert field_box(Roi(100, 10, 440, 30), 640, 480) is None  # a probe in the air
    assert field_box(Roi(100, 10, 440, 480), 640, 480) == Roi(100, 0, 440, 480)


def test_what_a_frame_shows_is_named_only_where_it_is_another_size() -> None:
    def shown(field: Roi | None) -> str:
        frame = Frame(np.zeros((480, 640), np.uint8), 0, 0, None, "a grabber", field=field)
        return field_control_of(frame, (450, 460)).value

    assert field_control((450, 460)).on_screen
    assert shown(None) == shown(Roi(90, 10, 452, 461)) == "450 x 460"
    assert shown(Roi(140, 10, 360, 460)) == "360 x 460"


def test_the_size_is_found_on_a_screen_or_refused_in_one_sentence() -> None:
    assert find_field_size(setting_screen(), "a grabber") == pytest.approx((FIELD.w, FIELD.h), abs=8)
    with pytest.raises(CaptureError, match="no image field is found on the screen of a grabber"):
        find_field_size(np.zeros((240, 320), np.uint8), "a grabber")
