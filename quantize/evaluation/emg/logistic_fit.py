"""Fitting the logistic model: a penalised maximum of the likelihood, on standardised features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from edge_app.emg.features import AMPLITUDE, FEATURES, Features, feature_table
from edge_app.emg.logistic import PerClass, Regression, Term
from edge_app.emg.reading import Reading
from edge_app.emg.waveform import WAVEFORMS
from edge_app.errors import ConfigError
from quantize.statistics.metrics import Ints

PENALTY = 1.0  # of half the sum of squared weights; set before anything was fitted, and not tuned
WITH_AMPLITUDE = tuple(FEATURES)
WITHOUT_AMPLITUDE = tuple(name for name in FEATURES if name != AMPLITUDE)
_DIGITS = 6  # significant digits of a number in the file; the model is what is in the file


def fit_regression(readings: Sequence[Reading], labels: Ints, names: Sequence[str], penalty: float = PENALTY) -> Regression:
    """The regression of the labels (N,), indices of WAVEFORMS, on the named features. Deterministic.

    A value that is not known counts as the mean, and as unknown: that has weights of its own wherever a training event has it.
    Raises ConfigError where a class has no event.
    """
    absent = [waveform.value for k, waveform in enumerate(WAVEFORMS) if not np.any(labels == k)]
    if absent:
        raise ConfigError(f"no event that is fit to be judged is of the class {absent[0]}; simulate more patients")
    values = feature_table(readings, names)
    unknown = np.isnan(values)
    means, spreads = _standard(values, unknown)
    indicated = np.flatnonzero(unknown.any(axis=0))
    design = np.hstack([np.where(unknown, 0.0, (values - means) / spreads), unknown[:, indicated]])
    fitted = LogisticRegression(C=1 / penalty, max_iter=2000, tol=1e-6).fit(design, labels)
    weights, instead = fitted.coef_.T[: len(names)], np.zeros((len(names), len(WAVEFORMS)))
    instead[indicated] = fitted.coef_.T[len(names) :]
    terms = (
        Term(name, _rounded(mean), _rounded(spread), _per_class(of), _per_class(without))
        for name, mean, spread, of, without in zip(names, means, spreads, weights, instead, strict=True)
    )
    return Regression(_per_class(fitted.intercept_), tuple(terms))


def _standard(values: Features, unknown: np.ndarray) -> tuple[Features, Features]:
    """Means and standard deviations of what is known, (F,) each; of what never is, 0 and 1; of what never varies, 1."""
    known = np.maximum((~unknown).sum(axis=0), 1)
    means = np.where(unknown, 0.0, values).sum(axis=0) / known
    spreads = np.sqrt(np.where(unknown, 0.0, np.square(values - means)).sum(axis=0) / known)
    return means, np.where(spreads > 1e-9, spreads, 1.0)


def _per_class(values: np.ndarray) -> PerClass:
    return PerClass(*(_rounded(value) for value in values))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
