"""Paired differences and McNemar's test: worked by hand, by brute force, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantize.statistics.metrics import measure
from quantize.statistics.paired import compare_scores, mcnemar

LABELS = np.array([0, 0, 0, 0, 1, 1, 1, 1])
BEFORE = np.array([0.1, 0.2, 0.3, 0.6, 0.4, 0.7, 0.8, 0.9])  # wrong on the fourth and the fifth
SUBJECTS = np.array(list("aabbccdd"))


def test_the_difference_is_that_of_the_two_scores() -> None:
    after = BEFORE.copy()
    after[3], after[7] = 0.4, 0.3  # one gained, one lost
    changes = compare_scores(LABELS, BEFORE, after, SUBJECTS, 0.5)
    assert (changes.accuracy.before, changes.accuracy.after, changes.accuracy.difference.value) == (0.75, 0.75, 0.0)
    assert changes.sensitivity.difference.value == pytest.approx(-0.25)
    assert changes.specificity.difference.value == pytest.approx(0.25)
    found = measure(LABELS, after, SUBJECTS, 0.5, resamples=2)
    assert changes.auc.after == found.auc.value and changes.calibration_error.after == found.calibration_error.value
    assert changes.brier.difference.value == pytest.approx((0.4**2 + 0.7**2 - 0.6**2 - 0.1**2) / 8)


def test_nothing_changed_means_no_difference_and_no_interval() -> None:
    changes = compare_scores(LABELS, BEFORE, BEFORE, SUBJECTS, 0.5)
    for change in (changes.accuracy, changes.auc, changes.brier, changes.calibration_error):
        assert (change.difference.value, change.difference.low, change.difference.high) == (0.0, 0.0, 0.0)


def test_pairing_narrows_the_interval() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 300)
    before = np.clip(0.3 * labels + rng.uniform(0, 0.7, 300), 0, 1)  # wrong on every seventh or so
    after = np.clip(before + rng.normal(0, 0.01, 300), 0, 1)
    subjects = np.repeat(np.arange(100).astype(str), 3)
    paired = compare_scores(labels, before, after, subjects, 0.5).accuracy.difference
    unpaired = measure(labels, after, subjects, 0.5).accuracy
    assert paired.high - paired.low < 0.5 * (unpaired.high - unpaired.low)


def test_the_interval_covers_the_true_difference() -> None:
    """Classifiers that lose 5 % of the subjects' decisions: 95 % intervals hold the truth in nearly 95 % of the trials."""
    covered = 0
    for trial in range(120):
        rng = np.random.default_rng(trial)
        labels = np.repeat(rng.integers(0, 2, 150), 2)
        lost = np.repeat(rng.random(150) < 0.05, 2)  # of whole subjects: images are not independent
        before = labels.astype(float)
        found = compare_scores(
            labels, before, np.where(lost, 1 - before, before), np.repeat(np.arange(150).astype(str), 2), 0.5, trial, 400
        ).accuracy.difference
        covered += found.low <= -0.05 <= found.high
    assert covered >= 106  # 88 %: with this few losses percentile intervals are a little short


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_the_two_sided_binomial_test(lost: int, gained: int) -> None:
    before = np.array([True] * lost + [False] * gained + [True] * 5)
    after = np.array([False] * lost + [True] * gained + [True] * 5)
    found = mcnemar(before, after)
    n, k = lost + gained, min(lost, gained)
    tail = sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    assert (found.lost, found.gained) == (lost, gained)
    assert found.p_value == pytest.approx(min(1.0, 2 * tail))


def test_where_nothing_was_lost_something_may_still_be() -> None:
    right = np.ones(1000, np.bool_)
    found = mcnemar(right, right)
    assert found.p_value == 1.0
    assert found.lost_at_most == pytest.approx(1 - 0.025 ** (1 / 1000))  # Clopper & Pearson: (1 - p)^n = 0.025
