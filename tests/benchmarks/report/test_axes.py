"""Scales and their ticks."""

from __future__ import annotations

from itertools import pairwise
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.axes import Scale, log_ticks, round_ticks

POSITIVE = st.floats(1e-3, 1e4)


@given(POSITIVE, POSITIVE)
def test_ticks_are_round_rise_and_lie_within(low: float, width: float) -> None:
    ticks = round_ticks(low, low + width)
    assert list(ticks) == sorted(set(ticks)) and len(ticks) <= 7
    assert all(low - 1e-6 * width <= tick <= low + 1.000001 * width for tick in ticks)


@given(POSITIVE, st.floats(10, 1e4))
def test_a_logarithmic_axis_has_a_tick_in_every_decade(low: float, times: float) -> None:
    ticks = log_ticks(low, low * times)
    assert ticks and all(low <= tick <= low * times for tick in ticks)
    assert all(later / earlier <= 10.0001 for earlier, later in pairwise(ticks))


@given(POSITIVE, POSITIVE, st.floats(0, 1))
def test_a_scale_meets_both_ends_and_keeps_the_order(low: float, width: float, share: float) -> None:
    for transform in (float, log10):
        scale = Scale(low, low + width, 10.0, 110.0, transform)
        assert scale(scale.low) == pytest.approx(10) and scale(scale.high) == pytest.approx(110)
        assert 10 - 1e-6 <= scale(low + share * width) <= 110 + 1e-6


def test_a_course_that_never_changes_is_drawn_in_the_middle() -> None:
    assert Scale(5.0, 5.0, 0.0, 100.0)(5.0) == 50 and round_ticks(5.0, 5.0) == (5.0,)
