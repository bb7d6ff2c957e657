"""Risk against coverage, and the band that reaches a target."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge_app.records import Band
from quantize.statistics.metrics import Floats, Ints
from quantize.statistics.risk_coverage import around, confidence, narrowest_band, risk_coverage, selective, undecided

IMAGES = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=40)


def arrays(images: list[tuple[bool, int]]) -> tuple[Ints, Floats]:
    """Labels and probabilities; few different ones, so that there are ties, and none of 0 or 1, whose logit has no end."""
    labels = np.array([int(abnormal) for abnormal, _ in images], np.int64)
    return labels, np.array([(level + 0.5) / 21 for _, level in images])


def test_a_curve_by_hand() -> None:
    # From the surest to the least sure: right, wrong, and two of equal confidence of which one is wrong.
    curve = risk_coverage(np.array([1, 1, 1, 1], np.int64), np.array([0.99, 0.05, 0.6, 0.4]), 0.5)
    assert curve.coverage.tolist() == [0.25, 0.5, 1.0, 1.0] and curve.risk.tolist() == [0.0, 0.5, 0.5, 0.5]
    assert curve.area == pytest.approx((0 + 0.5 + 0.5 + 0.5) / 4)
    assert curve.at((0.2, 0.3, 1.0)) == [(0.25, 0.0), (1.0, 0.5)]


@settings(max_examples=40)
@given(IMAGES, st.sampled_from((0.3, 0.5, 0.7)))
def test_the_curve_ends_with_all_images_and_their_error(images: list[tuple[bool, int]], threshold: float) -> None:
    labels, probabilities = arrays(images)
    curve = risk_coverage(labels, probabilities, threshold)
    assert (np.diff(curve.coverage) >= 0).all() and curve.coverage[-1] == 1
    assert curve.risk[-1] == pytest.approx(((probabilities >= threshold) != (labels == 1)).mean())
    assert 0 <= curve.area <= 1
    assert risk_coverage(labels, np.where(labels == 1, 0.9, 0.1), threshold).area == 0  # one that is always right


@settings(max_examples=30)
@given(IMAGES, st.lists(st.integers(0, 3), min_size=40, max_size=40))
def test_an_image_that_counts_twice_is_two_images(images: list[tuple[bool, int]], counts: list[int]) -> None:
    labels, probabilities = arrays(images)
    weights = np.array(counts[: len(labels)], np.float64)
    if not weights.any():
        return
    again = weights.astype(int)
    repeated = risk_coverage(np.repeat(labels, again), np.repeat(probabilities, again), 0.5)
    assert risk_coverage(labels, probabilities, 0.5, weights).area == pytest.approx(repeated.area)


@settings(max_examples=40)
@given(IMAGES, st.sampled_from((0.3, 0.5, 0.7)), st.floats(0.5, 1))
@example([(True, 10)], 0.5, 1.0)  # at the threshold itself
def test_outside_a_band_the_target_is_reached(images: list[tuple[bool, int]], threshold: float, target: float) -> None:
    labels, probabilities = arrays(images)
    band = narrowest_band(labels, probabilities, threshold, target)
    if band is None:
        return
    decided = ~undecided(probabilities, band)
    assert band.low <= threshold < band.high and decided.any()
    assert ((probabilities >= threshold) == (labels == 1))[decided].mean() >= target


def test_the_narrowest_band_is_taken_and_none_where_none_reaches_the_target() -> None:
    labels = np.array([0, 0, 1, 0, 1, 1], np.int64)
    probabilities = np.array([0.1, 0.2, 0.45, 0.55, 0.8, 0.9])
    assert narrowest_band(labels, probabilities, 0.5, 0.6) == around(0.5, 0.0)  # four of six are right as it is
    band = narrowest_band(labels, probabilities, 0.5, 1.0)
    assert band is not None and 0.2 < band.low < 0.45 and 0.55 < band.high < 0.8
    assert narrowest_band(1 - labels, probabilities, 0.5, 1.0) is None


@given(st.floats(0.05, 0.95), st.floats(0.01, 5))
def test_a_band_is_even_in_logits(threshold: float, width: float) -> None:
    band = around(threshold, width)
    assert band.low <= threshold < band.high
    low, high = confidence(np.array([band.low, band.high]), threshold)
    assert low == pytest.approx(high, abs=1e-6) and low == pytest.approx(width, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_the_figures_of_a_band_lie_in_their_intervals(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probabilities = rng.random(90)
    labels = (rng.random(90) < probabilities).astype(np.int64)
    found = selective(labels, probabilities, np.repeat(np.arange(30), 3).astype(str), 0.5, Band(0.3, 0.7), seed, resamples=100)
    for estimate in (found.coverage, found.accuracy, found.area):
        assert estimate.low <= estimate.value <= estimate.high
    assert found.accuracy.value >= 1 - risk_coverage(labels, probabilities, 0.5).risk[-1] - 0.1
