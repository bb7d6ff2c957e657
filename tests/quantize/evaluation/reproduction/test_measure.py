"""Scores over seeds, folds and pairs of arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from quantize.dataset.manifest import Sample
from quantize.evaluation.reproduction.measure import (
    count,
    measure_arm,
    measure_curves,
    measure_difference,
    measure_folds,
    seed_interval,
)
from quantize.evaluation.reproduction.records import SCORES
from quantize.statistics.subject_bootstrap import SubjectBootstrap
from tests.support.reproduction_answers import run_answers

SAMPLES = [
    Sample(image=f"{number}-{i}", subject=f"s{number}", label="abnormal" if number % 2 else "normal")
    for number in range(30)
    for i in range(2)
]


@pytest.fixture(autouse=True)
def few_resamples() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SubjectBootstrap.__init__, "__defaults__", (0, 100))
        yield


def test_the_mean_over_seeds_stands_with_both_its_intervals() -> None:
    runs = [run_answers("E", seed, SAMPLES) for seed in (1, 2, 3)]
    found = measure_arm(runs)
    score = found.scores["accuracy"]
    each = [(c.tp + c.tn) / c.total for c in found.counts]
    assert score.each == pytest.approx(tuple(each)) and score.mean == pytest.approx(np.mean(each))
    for interval in (score.subjects, score.seeds):
        assert (
            interval is not None
            and interval.value == pytest.approx(np.mean(each))
            and interval.low < interval.value < interval.high
        )
    assert set(found.scores) == set(SCORES) and found.seeds == (1, 2, 3)


def test_a_margin_of_nought_counts_as_abnormal_as_the_appliance_has_it() -> None:
    run = replace(run_answers("E", 1, SAMPLES[:4]), margins=(0.0, -1.0, 1.0, -1.0))  # normal, normal, abnormal, abnormal
    c = count(run)
    assert (c.tp, c.tn, c.fp, c.fn) == (1, 1, 1, 1)


def test_the_interval_over_seeds_is_students() -> None:
    """Of .8, .9 and 1: standard error .1 / sqrt 3, times 4.3027."""
    found = seed_interval([0.8, 0.9, 1.0])
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.9, 0.9 - 0.2484, 1.0), abs=1e-4)
    assert seed_interval([0.9]) is None and seed_interval([0.9, float("nan")]) is None


def test_arms_are_compared_on_the_seeds_that_both_have() -> None:
    strong = [run_answers("E", seed, SAMPLES, strength=4) for seed in (1, 2)]
    weak = [run_answers("D", seed, SAMPLES, strength=0.5) for seed in (2, 3)]
    found = measure_difference(strong, weak)
    assert found is not None and (found.arm, found.other, found.seeds) == ("E", "D", 1)
    assert found.accuracy is not None and found.accuracy.low > 0
    assert measure_difference(strong[:1], weak) is None


def test_the_curves_end_where_they_must() -> None:
    curves = measure_curves([run_answers("E", seed, SAMPLES) for seed in (1, 2)])
    assert curves.roc.y[-1] == 1 and curves.temperatures == (1.3, 1.3)
    assert all(low <= y <= high for low, y, high in zip(curves.roc.low, curves.roc.y, curves.roc.high, strict=True))
    assert curves.error is not None and curves.error_before is not None and curves.error.value != curves.error_before.value


def test_folds_are_put_together_and_auc_stays_within_them() -> None:
    halves = SAMPLES[:30], SAMPLES[30:]
    good = [run_answers("E", 1, half, strength=6, fold=fold) for fold, half in enumerate(halves)]
    # A network whose margins all lie elsewhere orders its own images as well; pooled with the other's it would not.
    moved = replace(good[1], margins=tuple(margin + 40 for margin in good[1].margins))
    found = measure_folds([good[0], moved], 2)
    within = [one.scores["auc"] for one in found.folds]
    assert None not in within
    auc = found.pooled["auc"]
    assert auc is not None and auc.value == pytest.approx(np.mean(np.array(within, float)))
    assert found.folds[1].scores["specificity"] == 0 and sum(one.subjects for one in found.folds) == 30
