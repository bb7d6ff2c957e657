"""Whether the guard was right: what the network would have said of the images that it refused, and the risk-coverage curve."""

from __future__ import annotations

import numpy as np

from quantize.evaluation.validation.outcomes import Members, Outcomes
from quantize.evaluation.validation.rates import share_of
from quantize.evaluation.validation.records import GuardFindings
from quantize.statistics.metrics import Floats, ratio
from quantize.statistics.risk_coverage import confidence
from quantize.statistics.subject_bootstrap import SubjectBootstrap

COVERAGES = np.round(np.arange(0.05, 1.001, 0.05), 2)


def examine_guard(o: Outcomes, threshold: float) -> GuardFindings:
    """Of all images, in one view, read at the threshold: so that refused and judged ones are compared in the same way."""
    right = (o.first_views >= threshold) == (o.labels == 1)
    sure = confidence(o.first_views, threshold)
    ignored, heeded = _curve(right, sure), _curve(right, np.where(o.refused, sure - 1e6, sure))
    bootstrap = SubjectBootstrap(o.subjects)

    def gap(weights: Floats) -> Floats:
        return ratio(weights @ (right & o.refused), weights @ o.refused) - ratio(weights @ (right & o.judged), weights @ o.judged)

    answered = float(o.answered.mean())
    return GuardFindings(
        refused=share_of(o.refused, np.ones(len(right), np.bool_), o.subjects),
        accuracy_judged=share_of(right, o.judged, o.subjects),
        accuracy_refused=share_of(right, o.refused, o.subjects),
        difference=bootstrap.estimate(gap),
        area_with_guard=float(heeded.mean()),
        area_without=float(ignored.mean()),
        coverage=tuple(map(float, COVERAGES)),
        risk_with_guard=_at(heeded),
        risk_without=_at(ignored),
        answered=answered,
        risk_answered=float(1 - o.right[o.answered].mean()) if o.answered.any() else None,
    )


def _curve(right: Members, sure: Floats) -> Floats:
    """(N,) share of wrong images among the 1, 2, ... N most confident ones. Images of equal confidence share what they add."""
    order = np.argsort(-sure, kind="stable")
    _, which, counts = np.unique(-sure[order], return_inverse=True, return_counts=True)
    wrong = (np.bincount(which, ~right[order]) / counts)[which]
    risk: Floats = np.cumsum(wrong) / np.arange(1, len(right) + 1)
    return risk


def _at(curve: Floats) -> tuple[float, ...]:
    places = np.maximum(np.ceil(COVERAGES * len(curve)).astype(int), 1) - 1
    return tuple(float(curve[place]) for place in places)
