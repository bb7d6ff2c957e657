"""Figures as text."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.numbers import or_none, percentile_text, significant, with_interval
from tests.support.made_up_results import made_up_timing


@given(st.floats(1e-6, 1e6), st.integers(2, 5))
def test_three_digits_are_three_digits(value: float, digits: int) -> None:
    text = significant(value, digits)
    assert "e" not in text and isclose(float(text), value, rel_tol=0.51 * 10 ** (1 - digits))


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (0.01234, "0.0123"), (2.1, "2.10"), (1234.5, "1230"), (0.9999, "1.00")])
def test_examples(value: float, text: str) -> None:
    assert significant(value) == text


def test_what_was_not_measured_is_none() -> None:
    assert or_none(None) == "none" and or_none(0.0) == "0"
    assert percentile_text(made_up_timing(2.0, starts=1, each=60), 0.9) == "none"
    assert with_interval(2.0, None, None) == "2.00" and with_interval(2.0, 1.9, 2.2) == "2.00 (1.90–2.20)"
