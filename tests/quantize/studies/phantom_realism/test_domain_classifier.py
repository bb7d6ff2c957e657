"""The domain classifier: no better than chance where there is no difference, and right where there is one."""

import numpy as np
import pytest

from quantize.studies.phantom_realism.domain_classifier import Features, auc_by_source

SUBJECT = np.arange(64) // 2


def numbers(count: int, seed: int, shift: float = 0.0) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(seed).standard_normal((count, 6)) + shift


def test_the_same_distribution_is_not_told_apart() -> None:
    aucs = auc_by_source({name: numbers(60, seed) for seed, name in enumerate("abc")}, Features(numbers(64, 9), SUBJECT))
    assert set(aucs) == {"a", "b", "c"}
    assert np.mean(list(aucs.values())) == pytest.approx(0.5, abs=0.12)


def test_another_distribution_is() -> None:
    aucs = auc_by_source({name: numbers(20, seed, 3.0) for seed, name in enumerate("abc")}, Features(numbers(64, 9), SUBJECT))
    assert min(aucs.values()) > 0.97


def test_what_only_the_unseen_source_has_does_not_help() -> None:
    """Sources a and b differ from the simulator in one number; c in another, in which nothing known differs."""
    real = {"a": numbers(30, 0), "b": numbers(30, 1), "c": numbers(30, 2)}
    for name, column in (("a", 0), ("b", 0), ("c", 1)):
        real[name][:, column] += 4
    aucs = auc_by_source(real, Features(numbers(64, 9), SUBJECT))
    assert aucs["a"] > 0.9
    assert aucs["c"] < 0.7
