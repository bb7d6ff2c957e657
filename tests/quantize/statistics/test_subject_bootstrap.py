"""Intervals by subjects: those of `measure`, in small blocks too; none where there is too little."""

from __future__ import annotations

import numpy as np
import pytest

from quantize.statistics import subject_bootstrap
from quantize.statistics.metrics import Floats, auc, measure, ratio
from quantize.statistics.subject_bootstrap import SubjectBootstrap


def test_it_is_the_bootstrap_of_the_metrics_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    labels, subjects = np.arange(60) % 2, np.array([f"s{i // 3}" for i in range(60)])
    probabilities = np.clip(labels * 0.3 + rng.random(60) * 0.7, 0, 1)
    expected = measure(labels, probabilities, subjects, 0.5, resamples=300).auc
    for block in (1, 60 * 7, 10**6):
        monkeypatch.setattr(subject_bootstrap, "BLOCK", block)
        assert SubjectBootstrap(subjects, resamples=300).estimate(lambda w: auc(labels, probabilities, w)) == expected


def test_what_is_rarely_defined_has_no_interval() -> None:
    """One abnormal image of one subject in three: many a resample has none."""
    members = np.array([1.0, 0, 0])

    def share(weights: Floats) -> Floats:
        return ratio(weights @ members, (weights @ members > 1) * 1.0 + 0 * weights.sum(1))

    subjects = np.array(["a", "b", "c"])
    assert SubjectBootstrap(subjects).estimate(share) is None
    assert SubjectBootstrap(subjects).estimate(lambda w: np.full(len(w), np.nan)) is None


def test_a_band_encloses_its_curve() -> None:
    labels, subjects = np.arange(40) % 2, np.array([f"s{i // 2}" for i in range(40)])
    y, low, high = SubjectBootstrap(subjects).band(lambda w: ratio(w @ labels, w.sum(1))[:, None] * np.ones(3))
    assert (low <= y).all() and (y <= high).all() and y.shape == (3,)
