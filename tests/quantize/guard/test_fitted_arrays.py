"""What the appliance answers is what scikit-learn answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesClassifier, IsolationForest

from quantize.guard.forests import from_classifier, from_isolation


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 12))
def test_isolation_is_that_of_scikit_learn(seed: int, samples: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    known, asked = (rng.normal(size=(n, features)).astype(np.float32).round(2) for n in (60, 20))
    model = IsolationForest(n_estimators=12, max_samples=samples, random_state=seed % 1000).fit(known)
    forest, usual_path = from_isolation(model)
    ours = [2 ** (-forest.mean(numbers) / usual_path) for numbers in asked]
    assert ours == pytest.approx(-model.score_samples(asked), abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 9))
def test_trees_are_those_of_scikit_learn(seed: int, depth: int, leaf: int) -> None:
    rng = np.random.default_rng(seed)
    known = rng.normal(size=(80, 5)).astype(np.float32).round(1)  # rounded, so that values meet thresholds
    classes = (known[:, 0] + rng.normal(size=80) > 0).astype(int)
    if len(set(classes.tolist())) < 2:
        return
    model = ExtraTreesClassifier(15, max_depth=depth, min_samples_leaf=leaf, random_state=seed % 1000)
    model.fit(known, classes, sample_weight=rng.uniform(0.1, 3, 80))
    forest = from_classifier(model)
    asked = np.concatenate([known, rng.normal(size=(20, 5)).astype(np.float32)])
    assert [forest.mean(numbers) for numbers in asked] == pytest.approx(model.predict_proba(asked)[:, 1], abs=1e-6)
    assert forest.depth <= depth
