"""Slope and intercept held to scikit-learn's logistic regression, and to what happens to probabilities that are distorted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from quantize.statistics.metrics import Floats, Ints, logit, sigmoid
from quantize.statistics.recalibration import ReliabilityBins, in_the_large, slope_and_intercept

N = 1000


def calibrated(seed: int = 0) -> tuple[Ints, Floats]:
    """Labels that come true as often as their probability says."""
    rng = np.random.default_rng(seed)
    probabilities = sigmoid(rng.normal(0, 1.5, N))
    return (rng.random(N) < probabilities).astype(np.int64), probabilities


def test_slope_and_intercept_are_scikit_learns() -> None:
    labels, probabilities = calibrated()
    weights = np.random.default_rng(1).integers(0, 3, (3, N)).astype(float)
    slopes, intercepts = slope_and_intercept(labels, probabilities, weights)
    for row, slope, intercept in zip(weights, slopes, intercepts, strict=True):
        model = LogisticRegression(C=np.inf, tol=1e-8).fit(logit(probabilities)[:, None], labels, row)
        assert (slope, intercept) == (pytest.approx(model.coef_[0, 0], abs=1e-3), pytest.approx(model.intercept_[0], abs=1e-3))


@settings(max_examples=25)
@given(st.floats(0.1, 3), st.floats(-4, 4))
def test_distorted_probabilities_show(stretch: float, shift: float) -> None:
    labels, probabilities = calibrated()
    once = np.ones((1, N))
    (slope,), (intercept,) = slope_and_intercept(labels, probabilities, once)
    distorted = sigmoid(stretch * logit(probabilities) + shift)
    (found,), (moved,) = slope_and_intercept(labels, distorted, once)
    assert found == pytest.approx(slope / stretch, rel=1e-4)
    assert moved == pytest.approx(intercept - slope * shift / stretch, abs=1e-3)
    only_shifted = sigmoid(logit(probabilities) + shift)
    assert in_the_large(labels, only_shifted, once) == pytest.approx(in_the_large(labels, probabilities, once) - shift, abs=1e-4)


def test_a_straight_cut_and_a_missing_class_have_no_slope() -> None:
    labels, probabilities = np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9])
    assert np.isnan(slope_and_intercept(labels, probabilities, np.ones((1, 4)))[0]).all()
    normal_only = np.array([[1.0, 1.0, 0.0, 0.0]])
    assert np.isnan(slope_and_intercept(labels, probabilities, normal_only)[0]).all()
    assert np.isnan(in_the_large(labels, probabilities, normal_only)).all()


def test_reliability_bins_hold_every_image_once_and_equal_ones_together() -> None:
    labels, probabilities = calibrated()
    for values in (probabilities, np.round(probabilities, 1), np.full(N, 0.5)):
        bins = ReliabilityBins.of(values)
        assert (bins.member.sum(0) == 1).all() and bins.member.any(1).all() and len(bins.member) <= 10
        which = bins.member.argmax(0)
        assert all(len(np.unique(which[values == value])) == 1 for value in values[:50])
        shares = bins.shares(labels, np.ones((1, N)))[0]
        assert shares @ bins.member.sum(1) == pytest.approx(labels.sum())
