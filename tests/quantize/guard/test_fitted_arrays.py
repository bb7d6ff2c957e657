"""What the appliance answers is what scikit-learn answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.svm import SVC

from edge_app.records import FloatMap
from quantize.guard.fitted_arrays import to_forest, to_kernel_machine


def crops(seed: int, decimals: int) -> tuple[FloatMap, np.ndarray[tuple[int], np.dtype[np.bool_]], FloatMap]:
    """Numbers of known crops, their classes, and numbers to ask about; rounded, so that values meet thresholds."""
    rng = np.random.default_rng(seed)
    known = rng.normal(size=(80, 5)).round(decimals).astype(np.float32)
    classes = known[:, 0] + rng.normal(size=80) > 0
    asked = np.concatenate([known, rng.normal(size=(20, 5)).astype(np.float32)])
    return known, classes, asked


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 9))
def test_trees_are_those_of_scikit_learn(seed: int, depth: int, leaf: int) -> None:
    known, classes, asked = crops(seed, 1)
    assume(0 < classes.sum() < len(classes))
    model = ExtraTreesClassifier(15, max_depth=depth, min_samples_leaf=leaf, random_state=seed % 1000)
    model.fit(known, classes, sample_weight=np.random.default_rng(seed).uniform(0.1, 3, len(known)))
    forest = to_forest(model)
    assert [forest.mean(numbers) for numbers in asked] == pytest.approx(model.predict_proba(asked)[:, 1], abs=1e-6)
    assert forest.depth <= depth


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(0.01, 1))
def test_the_kernel_machine_is_that_of_scikit_learn(seed: int, penalty: float, gamma: float) -> None:
    known, classes, asked = crops(seed, 3)
    assume(0 < classes.sum() < len(classes))
    mean, deviation = known.mean(axis=0), known.std(axis=0)
    model = SVC(C=penalty, gamma=gamma).fit((known - mean) / deviation, classes)
    ours = to_kernel_machine(model, mean, deviation)
    expected = model.decision_function((asked - mean) / deviation)
    assert [ours.margin(numbers) for numbers in asked] == pytest.approx(expected, abs=1e-3 * penalty)
