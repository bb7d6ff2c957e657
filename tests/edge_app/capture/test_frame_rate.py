"""How many frames a second there were lately."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.frame_rate import SlidingRate


@settings(deadline=None)
@given(st.floats(1, 200), st.integers(0, 10**15))
def test_an_even_stream_has_its_own_rate(hertz: float, start: int) -> None:
    rate = SlidingRate(window_s=4.0)
    period = 1e9 / hertz
    for i in range(10):
        rate.tick(start + int(i * period))
    in_window = start + int(9 * period)
    assert rate.per_second(in_window) == pytest.approx(hertz, rel=1e-3)


def test_silence_is_zero() -> None:
    rate = SlidingRate(window_s=1.0)
    for i in range(10):
        rate.tick(i * 10_000_000)
    assert rate.per_second(100_000_000) == pytest.approx(100)
    assert rate.per_second(3_000_000_000) == 0
