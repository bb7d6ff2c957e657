"""Curves held to scikit-learn; a weight counts an image as often."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from sklearn import metrics as sk

from quantize.statistics.metrics import Floats, Ints
from quantize.statistics.operating_curves import PLACES, average_precision, precision_recall, roc
from tests.support.answer_arrays import label_arrays, probability_arrays, weight_arrays


@settings(max_examples=25)  # scikit-learn takes its time
@given(label_arrays, probability_arrays, weight_arrays)
def test_curves_are_scikit_learns(labels: Ints, probabilities: Floats, weights: Floats) -> None:
    often = np.repeat(np.arange(len(labels)), weights.astype(int))
    repeated, scores = labels[often], probabilities[often]
    assume(0 < repeated.sum() < len(often))
    rows = weights[None]
    assert average_precision(labels, probabilities, rows)[0] == pytest.approx(sk.average_precision_score(repeated, scores))
    false, true, _ = sk.roc_curve(repeated, scores, drop_intermediate=False)
    # Where the curve goes straight up, either end is right.
    low, high = (np.interp(PLACES + shift, false, true) for shift in (-1e-9, 1e-9))
    found = roc(labels, probabilities, rows)[0]
    assert (found >= low - 1e-6).all() and (found <= high + 1e-6).all()
    precision, recall, _ = sk.precision_recall_curve(repeated, scores, drop_intermediate=False)
    for place, value in zip(PLACES, precision_recall(labels, probabilities, rows)[0], strict=True):
        reached = recall[:-1] >= place - 1e-12  # of falling recall; the last reached is at the highest threshold
        assert value == pytest.approx(precision[:-1][reached][-1])


def test_one_class_has_no_curve() -> None:
    labels, scores, once = np.zeros(4, np.int64), np.linspace(0, 1, 4), np.ones((1, 4))
    assert np.isnan(roc(labels, scores, once)).all() and np.isnan(precision_recall(labels, scores, once)).all()
    assert np.isnan(average_precision(labels, scores, once)).all()
