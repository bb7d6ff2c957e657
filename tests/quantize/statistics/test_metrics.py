"""Metrics held to scikit-learn and to the naive formula; intervals to what a bootstrap of subjects must do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import metrics as sk

from edge_app.records import Interval
from quantize.statistics import metrics
from quantize.statistics.metrics import Floats, Ints, measure
from tests.support.answer_arrays import N, label_arrays, probability_arrays, weight_arrays


def subjects(per_subject: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array([f"s{i // per_subject}" for i in range(N)])


@settings(max_examples=25)  # scikit-learn takes its time
@given(label_arrays, probability_arrays, st.floats(0, 1))
def test_values_are_scikit_learns(labels: Ints, probabilities: Floats, threshold: float) -> None:
    said = (probabilities >= threshold).astype(int)
    assume(0 < labels.sum() < N and 0 < said.sum() < N)
    found = measure(labels, probabilities, subjects(1), threshold, resamples=2)
    expected = {
        "accuracy": sk.accuracy_score(labels, said),
        "sensitivity": sk.recall_score(labels, said),
        "specificity": sk.recall_score(labels, said, pos_label=0),
        "ppv": sk.precision_score(labels, said),
        "npv": sk.precision_score(labels, said, pos_label=0),
        "f1": sk.f1_score(labels, said),
        "auc": sk.roc_auc_score(labels, probabilities),
        "brier": sk.brier_score_loss(labels, probabilities),
    }
    for name, value in expected.items():
        assert getattr(found, name).value == pytest.approx(value, abs=1e-12), name
    assert (found.images, found.subjects, found.abnormal) == (N, N, int(labels.sum()))


@settings(max_examples=25)  # scikit-learn takes its time
@given(label_arrays, probability_arrays, weight_arrays)
def test_a_weight_counts_an_image_as_often(labels: Ints, probabilities: Floats, weights: Floats) -> None:
    often = np.repeat(np.arange(N), weights.astype(int))
    assume(0 < labels[often].sum() < len(often))
    assert metrics.auc(labels, probabilities, weights) == pytest.approx(sk.roc_auc_score(labels[often], probabilities[often]))
    repeated = metrics.calibration_error(labels[often], probabilities[often], np.ones(len(often)))
    assert metrics.calibration_error(labels, probabilities, weights) == pytest.approx(repeated)


@given(label_arrays, probability_arrays)
def test_calibration_error_is_the_formula(labels: Ints, probabilities: Floats) -> None:
    total = 0.0
    for b in range(15):
        inside = [i for i in range(N) if b == min(14, math.floor(probabilities[i] * 15))]
        if inside:
            total += len(inside) / N * abs(labels[inside].mean() - probabilities[inside].mean())
    assert metrics.calibration_error(labels, probabilities, np.ones(N)) == pytest.approx(total)


def test_what_is_not_defined_is_nan() -> None:
    found = measure(np.zeros(N, np.int64), np.full(N, 0.2), subjects(1), 0.5, resamples=10)
    for name in ("sensitivity", "ppv", "auc", "f1"):
        estimate = getattr(found, name)
        assert math.isnan(estimate.value) and math.isnan(estimate.low) and math.isnan(estimate.high), name
    assert found.specificity == Interval(1.0, 1.0, 1.0)


def test_resamples_draw_whole_subjects_as_many_as_there_are() -> None:
    names = np.array(["b", "a", "b", "c", "c", "c"])
    weights = metrics.bootstrap_weights(names, 500, np.random.default_rng(0))
    assert (weights[:, 0] == weights[:, 2]).all() and (weights[:, 3] == weights[:, 5]).all()
    assert (weights[:, [0, 1, 3]].sum(1) == 3).all()
    assert abs(weights[:, 1].mean() - 1) < 0.15


def test_more_images_of_the_same_subjects_do_not_narrow_the_interval() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, N)
    probabilities = np.clip(0.3 * labels + rng.uniform(0, 0.7, N), 0, 1)
    once = measure(labels, probabilities, subjects(1), 0.5)
    often = measure(np.tile(labels, 5), np.tile(probabilities, 5), np.tile(subjects(1), 5), 0.5)
    assert often.accuracy == once.accuracy
    assert (often.auc.low, often.auc.high) == pytest.approx((once.auc.low, once.auc.high))


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    truth, covered = 0.8, 0
    for trial in range(200):
        right = np.repeat(rng.random(60) < truth, 3)  # the three images of a subject share their fate
        labels = np.ones(180, np.int64)
        found = measure(labels, right.astype(float), np.repeat(np.arange(60).astype(str), 3), 0.5, seed=trial, resamples=400)
        covered += found.accuracy.low <= truth <= found.accuracy.high
    assert 0.88 <= covered / 200 <= 0.99


def test_interval_is_of_the_given_quantiles() -> None:
    values = np.r_[np.arange(101.0), np.nan]
    assert metrics.interval(values) == pytest.approx((2.5, 97.5))


@pytest.mark.parametrize("temperature", [0.25, 1.0, 3.0])
def test_temperature_is_recovered(temperature: float) -> None:
    rng = np.random.default_rng(3)
    margins = rng.normal(0, 2, 20_000)
    labels = (rng.random(20_000) < metrics.sigmoid(margins)).astype(np.int64)
    assert metrics.fit_temperature(labels, margins * temperature) == pytest.approx(temperature, rel=0.06)


@given(label_arrays, arrays.arrays(np.float64, N, elements=st.floats(-8, 8)))
def test_no_other_temperature_is_better(labels: Ints, margins: Floats) -> None:
    fitted = metrics.fit_temperature(labels, margins)
    best = metrics.log_loss(labels, margins / fitted)
    for other in np.geomspace(0.051, 19.9, 30):
        assert best <= metrics.log_loss(labels, margins / other) + 1e-6


def test_log_loss_and_sigmoid_do_not_overflow() -> None:
    margins = np.array([-1e4, 0.0, 1e4])
    np.testing.assert_allclose(metrics.sigmoid(margins), [0, 0.5, 1])
    assert metrics.log_loss(np.array([1, 0, 0]), margins) == pytest.approx((2e4 + np.log(2)) / 3)
    labels, margins = np.array([0, 1, 1]), np.array([0.3, -1.0, 2.0])
    assert metrics.log_loss(labels, margins) == pytest.approx(sk.log_loss(labels, metrics.sigmoid(margins)))
