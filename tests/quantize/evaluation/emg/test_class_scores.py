"""Scores per class: counted as by hand, and patients count whole."""

from __future__ import annotations

import numpy as np
import pytest

from quantize.evaluation.emg.class_scores import measure_classes

TRUTH = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2])
CALLED = np.array([0, 0, 2, 1, 0, 2, 2, 2, 2, 1])
PATIENTS = np.array(["a", "a", "b", "b", "c", "c", "d", "d", "e", "e"])


def test_scores_are_the_shares_that_are_counted_by_hand() -> None:
    scores = measure_classes(TRUTH, CALLED, PATIENTS)
    assert (scores.events, scores.subjects) == (10, 5)
    assert scores.accuracy is not None and scores.accuracy.value == pytest.approx(0.7)
    psw, fibrillation, other = scores.classes
    assert (psw.events, psw.called, fibrillation.called, other.called) == (3, 3, 2, 5)
    found = [(one.sensitivity.value, one.precision.value) for one in scores.classes if one.sensitivity and one.precision]
    assert np.allclose(found, [(2 / 3, 2 / 3), (1 / 2, 1 / 2), (4 / 5, 4 / 5)])
    assert scores.balanced_accuracy is not None
    assert scores.balanced_accuracy.value == pytest.approx((2 / 3 + 1 / 2 + 4 / 5) / 3)


def test_an_interval_is_of_patients_and_not_of_events() -> None:
    few = measure_classes(TRUTH, CALLED, PATIENTS)
    many = measure_classes(np.tile(TRUTH, 50), np.tile(CALLED, 50), np.tile(PATIENTS, 50))
    assert few.accuracy is not None and many.accuracy is not None
    assert (many.accuracy.low, many.accuracy.high) == pytest.approx((few.accuracy.low, few.accuracy.high))
    assert few.accuracy.low < 0.7 < few.accuracy.high


def test_a_class_that_nobody_has_has_no_score() -> None:
    scores = measure_classes(np.array([2, 2]), np.array([2, 2]), np.array(["a", "b"]))
    assert scores.classes[0].sensitivity is None and scores.classes[0].precision is None
    assert scores.balanced_accuracy is None and scores.accuracy is not None and scores.accuracy.low == 1.0
