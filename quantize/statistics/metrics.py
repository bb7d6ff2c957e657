"""What a classifier is measured by. Pure functions of arrays; everything is per image, uncertainty per subject.

Throughout: labels (N,) of 0 normal and 1 abnormal; probabilities (N,) P(abnormal) or any score that rises with it;
weights (..., N) how often each image counts (a bootstrap resample is a row of weights; all ones is the sample itself).
A quantity that is not defined (no abnormal image, say) is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.bundle.manifest import Metrics
from edge_app.records import Interval

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Score = Callable[[Floats], Floats]  # weights (..., N) -> (...)
RESAMPLES = 2000
CONFIDENCE = 0.95
CALIBRATION_BINS = 15


@dataclass(frozen=True)
class MeasuredMetrics(Metrics):
    """How well one classifier did on one group of images: what a manifest holds, and what only a report needs.

    The expected calibration error is of 15 bins of equal width (Guo et al. 2017).
    """

    images: int
    subjects: int
    abnormal: int  # images
    brier: Interval  # mean squared error of the probability (Brier 1950)


def measure(
    labels: Ints,
    probabilities: Floats,
    subjects: npt.NDArray[np.str_],
    threshold: float,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> MeasuredMetrics:
    """Every metric with its interval. An image is called abnormal where the probability is at least `threshold`.

    labels (N,), probabilities (N,) in 0-1, subjects (N,) names: whole subjects are resampled, all their images with them.
    """
    weights = bootstrap_weights(subjects, resamples, np.random.default_rng(seed))

    def estimate(score: Score) -> Interval:
        return Interval(float(score(np.ones((1, len(labels))))[0]), *interval(score(weights)))

    return MeasuredMetrics(
        images=len(labels),
        subjects=len(np.unique(subjects)),
        abnormal=int(labels.sum()),
        **{name: estimate(score) for name, score in scores(labels, probabilities, threshold).items()},
    )


def scores(labels: Ints, probabilities: Floats, threshold: float) -> dict[str, Score]:
    """Every metric of one classifier's answers by its name, as a function of the images' weights."""
    called = probabilities >= threshold
    return {
        "accuracy": lambda w: ratio(w @ (called == labels), w.sum(-1)),
        "sensitivity": lambda w: ratio(w @ (called & (labels == 1)), w @ (labels == 1)),
        "specificity": lambda w: ratio(w @ (~called & (labels == 0)), w @ (labels == 0)),
        "ppv": lambda w: ratio(w @ (called & (labels == 1)), w @ called),
        "npv": lambda w: ratio(w @ (~called & (labels == 0)), w @ ~called),
        "f1": lambda w: ratio(2 * (w @ (called & (labels == 1))), w @ called + w @ (labels == 1)),
        "auc": lambda w: auc(labels, probabilities, w),
        "calibration_error": lambda w: calibration_error(labels, probabilities, w),
        "brier": lambda w: ratio(w @ np.square(probabilities - labels), w.sum(-1)),
    }


def ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, NaN where there is no whole."""
    result: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return result


def bootstrap_weights(subjects: npt.NDArray[np.str_], resamples: int, rng: np.random.Generator) -> Floats:
    """(resamples, N): how often each image is in a resample of as many subjects, drawn with replacement."""
    names, which = np.unique(subjects, return_inverse=True)
    draws = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), resamples)
    return draws[:, which].astype(np.float64)


def interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Percentile interval of bootstrap values; those that are not defined are left out."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def auc(labels: Ints, scores: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve, for each row of weights: P(abnormal scores higher) + P(tie) / 2 (Mann & Whitney 1947)."""
    order = np.argsort(scores, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(scores[order]) > 0])  # where each run of equal scores begins
    positive = np.add.reduceat((weights * (labels == 1))[..., order], first, axis=-1)
    negative = np.add.reduceat((weights * (labels == 0))[..., order], first, axis=-1)
    below = np.cumsum(negative, -1) - negative
    won = (positive * (below + negative / 2)).sum(-1)
    return ratio(won, positive.sum(-1) * negative.sum(-1))


def calibration_error(labels: Ints, probabilities: Floats, weights: Floats, bins: int = CALIBRATION_BINS) -> Floats:
    """Expected calibration error of P(abnormal), for each row of weights.

    The mean over images of |share of abnormal - mean probability| of the bin they are in.
    """
    member = np.eye(bins)[calibration_bin(probabilities, bins)]  # (N, bins)
    gap = (weights * (labels - probabilities)) @ member
    return ratio(np.abs(gap).sum(-1), weights.sum(-1))


def calibration_bin(probabilities: Floats, bins: int = CALIBRATION_BINS) -> Ints:
    """Index of the bin of equal width each probability falls into; 1.0 belongs to the last."""
    return np.minimum((probabilities * bins).astype(np.int64), bins - 1)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.exp(-np.logaddexp(0, -x))


MAX_LOGIT = 30.0  # a probability nearer to 0 or 1 than float64 can tell


def logit(probabilities: Floats) -> Floats:
    """log(p / (1 - p)), within 30 of 0."""
    with np.errstate(divide="ignore"):
        logits: Floats = np.log(probabilities) - np.log1p(-probabilities)
    return np.clip(logits, -MAX_LOGIT, MAX_LOGIT)


def log_loss(labels: Ints, margins: Floats) -> float:
    """Mean cross-entropy of logit differences (N,) = abnormal - normal."""
    return float(np.logaddexp(0, np.where(labels == 1, -margins, margins)).mean())


def fit_temperature(labels: Ints, margins: Floats) -> float:
    """The temperature T that minimises the cross-entropy of margins / T (Guo et al. 2017), within 0.05-20.

    margins (N,) = logit of abnormal - logit of normal. The loss is convex in 1 / T, so a golden-section search finds it.
    """
    return 1 / fit_scale(lambda scale: log_loss(labels, margins * scale), 1 / 20, 20.0)


def fit_scale(loss: Callable[[float], float], low: float, high: float) -> float:
    """What minimises a convex function between two ends, by a golden-section search."""
    shrink = (np.sqrt(5) - 1) / 2
    while high - low > 1e-7:
        left, right = high - shrink * (high - low), low + shrink * (high - low)
        if loss(left) <= loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2
