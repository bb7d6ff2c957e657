"""The size of a study: Buderer's own figures, and what copies of images are worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.records import Interval
from quantize.statistics.independent import difference
from quantize.statistics.sample_size import design_effect, size_needed


def test_independent_images_need_what_buderer_says() -> None:
    """Sensitivity .9 within 0.05 on each side: 1.96^2 * .9 * .1 / .05^2 = 138.3, of a fifth of the images 692 and more."""
    right = np.arange(1000) % 10 != 0
    found = size_needed(right, np.array([str(i) for i in range(1000)]), 0.2, 0.1)
    assert found.expected == 0.9 and found.design_effect == pytest.approx(1, abs=0.01)
    assert 139 <= found.of_class <= 140 and found.images == 5 * found.of_class and found.subjects == found.images


@given(st.integers(1, 6), st.integers(0, 2**31))
def test_copies_of_an_image_say_nothing_more(copies: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    once = rng.random(60) < 0.7
    subjects = np.array([f"s{i}" for i in range(60)])
    single = size_needed(once, subjects, 0.5, 0.1)
    several = size_needed(np.repeat(once, copies), np.repeat(subjects, copies), 0.5, 0.1)
    assert several.design_effect == pytest.approx(copies * single.design_effect, rel=0.02)
    assert several.subjects == pytest.approx(single.subjects, rel=0.05)


def test_a_narrower_interval_needs_more_and_a_perfect_rate_needs_some() -> None:
    right, subjects = np.ones(40, np.bool_), np.array([f"s{i // 2}" for i in range(40)])
    wide, narrow = (size_needed(right, subjects, 0.5, width) for width in (0.2, 0.1))
    assert narrow.images > 3 * wide.images > 0 and narrow.design_effect == 2 and narrow.expected < 1
    assert design_effect(np.ones(3, np.bool_), np.array(["a"] * 3)) == 3


def test_the_difference_of_two_figures_is_as_uncertain_as_both() -> None:
    found = difference(Interval(0.7, 0.6, 0.8), Interval(0.9, 0.9, 0.9))
    assert [found.value, found.low, found.high] == pytest.approx([-0.2, -0.3, -0.1])
    both = difference(Interval(0.7, 0.6, 0.8), Interval(0.9, 0.85, 0.95))
    assert both.low < found.low and both.high > found.high
