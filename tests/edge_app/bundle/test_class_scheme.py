"""Logits of several classes: probabilities, the class that is called, and what its heat weighs."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.special import logsumexp, softmax

from edge_app.bundle.class_scheme import ClassDescription, ClassScheme, Head
from edge_app.records import FloatMap, Label

LABELS = ("I", "II", "III", "IV")
SOFTMAX = ClassScheme(LABELS, (False, True, True, True), True, "softmax", (1.0,) * 4)
ORDINAL = ClassScheme(LABELS, (False, True, True, True), True, "ordinal", (1.0,) * 3)
logits_of = {
    "softmax": hnp.arrays(np.float32, 4, elements=st.floats(-80, 80, width=32)),
    "ordinal": hnp.arrays(np.float32, 3, elements=st.floats(-80, 80, width=32)),
}


@given(logits_of["softmax"])
def test_a_softmax_is_scipys_of_logits_divided_by_their_temperatures(logits: FloatMap) -> None:
    scheme = dataclasses.replace(SOFTMAX, temperatures=(0.5, 1.0, 2.0, 3.0))
    expected = softmax(logits.astype(np.float64) / np.array(scheme.temperatures))
    np.testing.assert_allclose(scheme.probabilities(logits), expected, atol=1e-12)


@given(logits_of["ordinal"])
def test_an_ordinal_head_multiplies_the_chances_of_going_on(logits: FloatMap) -> None:
    """CORN: P(y > k) is the product of the conditional probabilities, so it falls from class to class."""
    going_on = 1 / (1 + np.exp(-logits.astype(np.float64)))
    beyond = np.cumprod(going_on)
    expected = np.append(1, beyond) - np.append(beyond, 0)
    found = ORDINAL.probabilities(logits)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert found.sum() == pytest.approx(1) and (found >= 0).all()
    assert ORDINAL.abnormal_probability(found) == pytest.approx(going_on[0])


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_of_two_classes_the_thresholds_are_the_usual_rule(p: float, threshold: float) -> None:
    """Where both lie on one side, so that nothing but the thresholds decides."""
    scheme = ClassScheme(
        ("a", "b", "healthy"), (True, True, False), False, "softmax", (1.0,) * 3, (1 - threshold, threshold, 0.5)
    )
    if abs(p - threshold) > 1e-9:
        assert scheme.called(np.array([1 - p, p, 0.0]), True) == int(p > threshold)


def test_the_class_is_abnormal_as_the_image_is() -> None:
    """Grade 1 is the likeliest, yet the image is abnormal: it is of the likeliest grade above."""
    shares = (0.4, 0.2, 0.25, 0.15)
    assert SOFTMAX.abnormal_probability(np.array(shares)) == pytest.approx(0.6)
    assert SOFTMAX.called_label(shares, Label.ABNORMAL) == "III"
    assert SOFTMAX.called_label(shares, Label.NORMAL) == "I"
    assert SOFTMAX.called_label(shares, Label.INDETERMINATE) is None and SOFTMAX.called_label(shares, Label.NOT_VALIDATED) is None


@given(logits_of["softmax"].filter(lambda logits: np.ptp(logits) < 30))
def test_heat_of_abnormal_is_grad_cam_of_the_class_that_takes_the_abnormal_ones_place(logits: FloatMap) -> None:
    """By finite differences of log sum exp of the abnormal logits along each feature."""
    weight = np.random.default_rng(0).normal(size=(4, 9)).astype(np.float32)
    step = 1e-5

    def merged(pooled: npt.NDArray[np.float64]) -> float:
        return float(logsumexp((logits + weight.astype(np.float64) @ pooled)[1:]))

    slopes = [(merged(step * one) - merged(-step * one)) / (2 * step) for one in np.eye(9)]
    np.testing.assert_allclose(SOFTMAX.abnormal_row(weight, logits), slopes, atol=1e-4)


def test_heat_of_one_abnormal_class_is_that_of_its_row() -> None:
    weight = np.random.default_rng(0).normal(size=(4, 9)).astype(np.float32)
    scheme = dataclasses.replace(SOFTMAX, abnormal=(False, False, True, False))
    np.testing.assert_array_equal(scheme.abnormal_row(weight, np.zeros(4, np.float32)), weight[2])


def test_heat_of_an_ordinal_class_is_that_of_the_step_to_it() -> None:
    weight = np.arange(6, dtype=np.float32).reshape(3, 2)
    np.testing.assert_array_equal(ORDINAL.class_rows(weight), [-weight[0], *weight])
    beyond_two = dataclasses.replace(ORDINAL, abnormal=(False, False, True, True))
    np.testing.assert_array_equal(beyond_two.abnormal_row(weight, np.zeros(3, np.float32)), weight[1])


@pytest.mark.parametrize(
    ("head", "changes"),
    [
        ("softmax", {"abnormal": ()}),
        ("softmax", {"abnormal": LABELS}),
        ("softmax", {"abnormal": ("V",)}),
        ("softmax", {"abnormal": None}),
        ("softmax", {"temperatures": (1.0,) * 3}),
        ("softmax", {"temperatures": (1.0, 1.0, 0.0, 1.0)}),
        ("softmax", {"thresholds": (0.5,) * 3}),
        ("softmax", {"thresholds": (0.5, 0.5, 0.5, 1.0)}),
        ("softmax", {"heat_scales": (1.0,)}),
        ("ordinal", {"temperatures": (1.0,) * 4}),
        ("ordinal", {"ordered": False}),
        ("ordinal", {"abnormal": ("II", "III")}),
    ],
)
def test_what_cannot_be_meant_does_not_fit(head: Head, changes: dict[str, object]) -> None:
    sound = ClassDescription(True, head, LABELS[1:])
    assert sound.fits(LABELS)
    assert not dataclasses.replace(sound, **changes).fits(LABELS)  # type: ignore[arg-type]
