"""Metrics of several classes, against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn

from edge_app.bundle.class_scheme import ClassScheme
from quantize.class_list import load_class_list
from quantize.statistics.calibration import contrasts, fit_decision, margins
from quantize.statistics.class_metrics import (
    class_log_loss,
    compare_classes,
    confusion,
    fit_temperatures,
    measure_classes,
    weighted_kappa,
)
from quantize.statistics.metrics import Ints
from quantize.statistics.quantisation_error import signal_to_noise

CLASSES = 4
pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=40)
SCHEME = load_class_list("heckmatt").scheme()
STEPS = load_class_list("heckmatt_ordinal").scheme()


def drawn(count: int = 60, seed: int = 0) -> tuple[Ints, Ints, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    """Truth, what is called, two images of a subject; called wrongly by at most one class."""
    rng = np.random.default_rng(seed)
    truth = np.arange(count) % CLASSES
    called = np.clip(truth + rng.choice([-1, 0, 0, 0, 1], count), 0, CLASSES - 1)
    return truth, called, np.array([f"s{number // 2}" for number in range(count)])


@given(pairs)
def test_a_table_and_its_kappa_are_scikit_learns(found: list[tuple[int, int]]) -> None:
    truth, called = (np.array(one) for one in zip(*found, strict=True))
    table = confusion(truth, called, np.ones((1, len(truth))), CLASSES)[0]
    np.testing.assert_array_equal(table, sklearn.confusion_matrix(truth, called, labels=range(CLASSES)))
    if len(set(truth.tolist() + called.tolist())) == 1:
        return  # nothing can agree by more than chance
    kappa = sklearn.cohen_kappa_score(truth, called, labels=range(CLASSES), weights="quadratic")
    np.testing.assert_allclose(weighted_kappa(table), kappa, atol=1e-12)


def test_every_metric_has_its_interval() -> None:
    truth, called, subjects = drawn()
    found = measure_classes(truth, called, subjects, CLASSES, ordered=True, resamples=300)
    assert sum(map(sum, found.confusion)) == len(truth) and found.weighted_kappa is not None
    assert found.accuracy.value == pytest.approx((truth == called).mean())
    recall, precision = (sklearn.recall_score, sklearn.precision_score)
    np.testing.assert_allclose([one.value for one in found.sensitivity if one], recall(truth, called, average=None))
    np.testing.assert_allclose([one.value for one in found.precision if one], precision(truth, called, average=None))
    for one in (found.accuracy, found.weighted_kappa, *found.sensitivity, *found.precision):
        assert one is not None and one.low <= one.value <= one.high and one.low < one.high
    assert measure_classes(truth, called, subjects, CLASSES, ordered=False, resamples=10).weighted_kappa is None


def test_what_is_not_defined_is_none() -> None:
    """A class without an image has no sensitivity, one that is never called no precision."""
    truth, called, subjects = drawn()
    found = measure_classes(np.minimum(truth, 2), np.maximum(called, 1), subjects, CLASSES, ordered=True, resamples=50)
    assert found.sensitivity[3] is None and found.precision[0] is None and found.sensitivity[0] is not None
    alone = measure_classes(truth * 0, called * 0, subjects, CLASSES, ordered=True, resamples=50)
    assert alone.weighted_kappa is None and alone.accuracy.value == 1


def test_a_share_of_none_or_all_is_not_certain() -> None:
    truth, _, subjects = drawn(count=16)
    found = measure_classes(truth, truth, subjects, CLASSES, ordered=True, resamples=50).sensitivity[0]
    assert found is not None and found.value == 1 and found.high == 1 and 0.3 < found.low < 0.6, "of four subjects"


def test_a_change_is_paired() -> None:
    truth, called, subjects = drawn()
    same = compare_classes(truth, called, called, subjects, CLASSES, ordered=True, resamples=300)
    assert (same.agreement, same.accuracy.difference.low, same.accuracy.difference.high) == (1, 0, 0)
    worse = called.copy()
    worse[:6] = (truth[:6] + 1) % CLASSES
    lost = compare_classes(truth, called, worse, subjects, CLASSES, ordered=True, resamples=300)
    assert lost.accuracy.difference.value < 0 and lost.weighted_kappa is not None
    assert lost.weighted_kappa.difference.value < 0 and lost.agreement < 1


@pytest.mark.parametrize("scheme", [SCHEME, STEPS], ids=["softmax", "ordinal"])
def test_the_temperature_undoes_what_logits_were_multiplied_by(scheme: ClassScheme) -> None:
    """Truth drawn from the probabilities: the temperature is 1 by construction, and 3 of logits three times as large."""
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, len(scheme.temperatures))).astype(np.float32) * 2
    truth = np.array([rng.choice(CLASSES, p=shares) for shares in scheme.probabilities(logits)])
    (shared,) = fit_temperatures(scheme, truth, 3 * logits, each=False)
    assert shared == pytest.approx(3, rel=0.1)
    each = fit_temperatures(scheme, truth, 3 * logits, each=True)
    assert len(each) == len(scheme.temperatures) and each == pytest.approx([3] * len(each), rel=0.3)
    fitted = fit_decision(truth, 3 * logits, scheme, each=True).scheme
    assert fitted is not None and class_log_loss(fitted, truth, 3 * logits) < class_log_loss(scheme, truth, 3 * logits)


def test_a_decision_calls_the_label_and_a_class_of_its_side() -> None:
    logits = np.random.default_rng(0).normal(size=(200, 4)).astype(np.float32) * 3
    decision = fit_decision(np.arange(200) % CLASSES, logits, SCHEME)
    np.testing.assert_array_equal(decision.classes(logits) > 0, decision.abnormal(logits))
    np.testing.assert_array_equal(margins(logits, decision.scheme) > 0, decision.probabilities(logits) > 0.5)


def test_the_noise_of_two_logits_is_that_of_their_margin() -> None:
    """So a network of two classes has the figure it had."""
    logits = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    noisy = (logits + np.random.default_rng(1).normal(size=(50, 2)) / 100).astype(np.float32)
    two = ClassScheme(("normal", "abnormal"), (False, True), False, "softmax", (1.0, 1.0))
    by_margin, by_contrast = (signal_to_noise(contrasts(logits, one), contrasts(noisy, one)) for one in (None, two))
    assert by_margin == pytest.approx(by_contrast, abs=1e-3)
