"""ROC, precision-recall, calibration and decision curve of the judged images, and plain echo intensity on the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from edge_app.records import Interval
from quantize.evaluation.validation.outcomes import Members, Outcomes
from quantize.evaluation.validation.records import Baseline, Calibration, Curve, DecisionCurve, Discrimination
from quantize.evaluation.validation.subjects import SubjectOutcomes
from quantize.statistics.metrics import Floats, Ints, auc, calibration_error, ratio
from quantize.statistics.net_benefit import THRESHOLDS, net_benefit, net_benefit_of_all
from quantize.statistics.operating_curves import PLACES, average_precision, precision_recall, roc
from quantize.statistics.recalibration import ReliabilityBins, in_the_large, slope_and_intercept
from quantize.statistics.subject_bootstrap import SubjectBootstrap

REGION, MASK = "echo intensity of the region", "echo intensity inside the mask"


def discriminate(o: Outcomes, s: SubjectOutcomes) -> Discrimination:
    """Of the judged images, at least one."""
    labels, scores = o.labels[o.judged], o.probabilities[o.judged]
    bootstrap, both = SubjectBootstrap(o.subjects[o.judged]), 0 < labels.sum() < len(labels)
    people = ~np.isnan(s.scores)
    return Discrimination(
        auc=bootstrap.estimate(lambda w: auc(labels, scores, w)),
        answered_auc=_area(o, o.answered),
        average_precision=bootstrap.estimate(lambda w: average_precision(labels, scores, w)),
        prevalence=float(labels.mean()),
        subject_auc=SubjectBootstrap(s.subjects[people]).estimate(lambda w: auc(s.labels[people], s.scores[people], w)),
        roc=_curve(bootstrap, PLACES, lambda w: roc(labels, scores, w)) if both else None,
        precision_recall=_curve(bootstrap, PLACES, lambda w: precision_recall(labels, scores, w)) if both else None,
    )


def _area(o: Outcomes, members: Members) -> Interval | None:
    labels, scores = o.labels[members], o.probabilities[members]
    return SubjectBootstrap(o.subjects[members]).estimate(lambda w: auc(labels, scores, w)) if members.any() else None


def calibrate(o: Outcomes) -> Calibration:
    """Of the judged images, at least one. Nothing is fitted to be used."""
    labels, probabilities = o.labels[o.judged], o.probabilities[o.judged]
    bootstrap, bins = SubjectBootstrap(o.subjects[o.judged]), ReliabilityBins.of(probabilities)
    intercept = float(bootstrap.sample(lambda w: slope_and_intercept(labels, probabilities, w)[1]))
    return Calibration(
        mean_probability=float(probabilities.mean()),
        prevalence=float(labels.mean()),
        slope=bootstrap.estimate(lambda w: slope_and_intercept(labels, probabilities, w)[0]),
        intercept=None if np.isnan(intercept) else intercept,
        in_the_large=bootstrap.estimate(lambda w: in_the_large(labels, probabilities, w)),
        error=bootstrap.estimate(lambda w: calibration_error(labels, probabilities, w)),
        brier=bootstrap.estimate(lambda w: ratio(w @ np.square(probabilities - labels), w.sum(-1))),
        reliability=_curve(
            bootstrap, np.array([probabilities[member].mean() for member in bins.member]), lambda w: bins.shares(labels, w)
        ),
        reliability_images=tuple(int(member.sum()) for member in bins.member),
    )


def decide(o: Outcomes) -> DecisionCurve:
    """Of the judged images, at least one."""
    labels, probabilities = o.labels[o.judged], o.probabilities[o.judged]
    bootstrap = SubjectBootstrap(o.subjects[o.judged])
    return DecisionCurve(
        threshold=_floats(THRESHOLDS),
        network=_curve(bootstrap, THRESHOLDS, lambda w: net_benefit(labels, probabilities, w)),
        everybody=_floats(net_benefit_of_all(float(labels.mean()))),
    )


def echo_baselines(o: Outcomes, threshold: float) -> Iterator[Baseline]:
    """Of the judged images that have the echo intensity; none, no row."""
    for name, echo in ((REGION, o.echo), (MASK, o.muscle_echo)):
        known = o.judged & ~np.isnan(echo)
        if known.any():
            yield _baseline(name, o, known, echo, threshold)


def _baseline(name: str, o: Outcomes, known: Members, echo: Floats, threshold: float) -> Baseline:
    labels, scores, echo = o.labels[known], o.probabilities[known], echo[known]
    bootstrap = SubjectBootstrap(o.subjects[known])

    def gain(weights: Floats) -> Floats:
        called = scores >= threshold
        false = ratio(weights @ (called & (labels == 0)), weights @ (labels == 0))
        sensitivity = ratio(weights @ (called & (labels == 1)), weights @ (labels == 1))
        return sensitivity - _sensitivity_at(labels, echo, weights, false)

    return Baseline(
        name=name,
        images=len(labels),
        auc=bootstrap.estimate(lambda w: auc(labels, echo, w)),
        network_auc=bootstrap.estimate(lambda w: auc(labels, scores, w)),
        difference=bootstrap.estimate(lambda w: auc(labels, scores, w) - auc(labels, echo, w)),
        sensitivity_difference=bootstrap.estimate(gain),
    )


def _sensitivity_at(labels: Ints, scores: Floats, weights: Floats, false: Floats) -> Floats:
    """(R,) sensitivity on the ROC curve of the scores at each row's own false-positive rate (R,)."""
    curves = roc(labels, scores, weights)
    return np.array([np.interp(f, PLACES, curve) for f, curve in zip(false, curves, strict=True)])


def _curve(bootstrap: SubjectBootstrap, x: Floats, curve: Callable[[Floats], Floats]) -> Curve:
    y, low, high = bootstrap.band(curve)
    return Curve(_floats(x), _floats(y), _floats(low), _floats(high))


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
