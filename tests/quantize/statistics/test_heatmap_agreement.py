"""Agreement of heatmaps: known shifts, scalings and noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.records import FloatMap
from quantize.statistics.heatmap_agreement import TOP, agreement, overlap, peak_shift, resize_map, top_area


def blob(row: float, column: float) -> FloatMap:
    """A smooth hill on a 7 x 7 map."""
    y, x = np.mgrid[:7, :7]
    hill: FloatMap = np.exp(-((y - row) ** 2 + (x - column) ** 2) / 2).astype(np.float32)
    return hill


def wide(row: float, column: float) -> FloatMap:
    """The same, over the whole image."""
    return resize_map(blob(row, column))


@given(st.floats(1, 5), st.floats(1, 5), st.floats(0.01, 100))
def test_a_map_agrees_with_itself_however_bright(row: float, column: float, brightness: float) -> None:
    maps = blob(row, column)[None]
    found = agreement(maps, maps * np.float32(brightness))
    assert found is not None
    assert found.cosine_median == pytest.approx(1.0, abs=1e-6)
    assert found.overlap_median > 0.99 and found.shift_median <= 1.0


def test_a_shift_by_one_cell_is_32_pixels() -> None:
    assert peak_shift(wide(3, 2), wide(3, 3)) == pytest.approx(32, abs=2)
    assert peak_shift(wide(2, 2), wide(3, 3)) == pytest.approx(32 * 2**0.5, abs=3)


def test_the_top_fifth_is_a_fifth_where_there_is_that_much() -> None:
    assert top_area(resize_map(np.random.default_rng(0).random((7, 7), np.float32))).mean() == pytest.approx(TOP, abs=0.01)
    lonely = np.zeros((7, 7), np.float32)
    lonely[3, 3] = 1
    assert 0 < top_area(resize_map(lonely)).mean() < TOP  # no place without evidence counts


def test_overlap_is_symmetric_and_falls_with_distance() -> None:
    near, far = overlap(wide(3, 3), wide(3, 3.5)), overlap(wide(3, 3), wide(3, 5))
    assert 1 > near > far >= 0
    assert overlap(wide(3, 3.5), wide(3, 3)) == near


def test_a_vanished_map_does_not_agree_and_two_empty_ones_do() -> None:
    empty, some = np.zeros((1, 7, 7), np.float32), blob(3, 3)[None]
    nothing = resize_map(empty[0])
    assert overlap(wide(3, 3), nothing) == 0 and overlap(nothing, nothing) == 1
    found = agreement(some, empty)
    assert found is not None and found.cosine_median == 0
    assert agreement(some[:0], some[:0]) is None
