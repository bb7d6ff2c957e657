"""The largest rectangle between two curves, against every rectangle there is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_app.muscle_roi.inscribed_rectangle import largest_between

curves = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 80)), min_size=2, max_size=9)


@given(curves, st.integers(0, 5))
def test_it_lies_inside_and_none_is_larger(depths: list[tuple[int, int]], margin: int) -> None:
    x = np.arange(len(depths), dtype=np.float64) * 10
    top = np.array([float(upper) for upper, _ in depths])
    bottom = top + np.array([float(thickness) for _, thickness in depths])
    inner = x.copy()
    inner[0] += margin
    inner[-1] -= margin
    largest = 0.0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            height = bottom[i : j + 1].min() - top[i : j + 1].max() - 2 * margin
            largest = max(largest, (inner[j] - inner[i]) * max(height, 0))
    found = largest_between(x, top, bottom, margin)
    assert (found is None) == (largest <= 0)
    if found is not None:
        assert found.w * found.h == largest
        within = np.linspace(found.x, found.x + found.w, 30)
        assert (np.interp(within, x, top) <= found.y - margin + 1e-9).all()
        assert (np.interp(within, x, bottom) >= found.y + found.h + margin - 1e-9).all()


def test_half_pixels_are_cut_off() -> None:
    x = np.array([0.5, 10.2, 19.7])
    found = largest_between(x, np.full(3, 3.4), np.full(3, 9.6), 1.0)
    assert found is not None
    assert (found.x, found.y, found.x + found.w, found.y + found.h) == (2, 5, 18, 8)
