"""What a classifier of several classes is measured by. Pure functions of arrays; per image, uncertainty per subject.

Throughout: truth and called (N,) are places in the list of C classes; weights (..., N) how often each image counts, as in
`quantize.statistics.metrics`. A quantity that is not defined (a class without an image, say) is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.manifest import ClassMetrics
from edge_app.drift.agreement import wilson
from edge_app.records import FloatMap, Interval
from quantize.statistics.metrics import RESAMPLES, Floats, Ints, bootstrap_weights, fit_scale, interval, ratio
from quantize.statistics.paired import Change

TEMPERATURES = (1 / 20, 20.0)  # within which they are looked for
BLOCK = 200  # resamples at once: memory


def confusion(truth: Ints, called: Ints, weights: Floats, classes: int) -> Floats:
    """Weights of the images of each class (rows) that are called each class (columns): (..., C, C)."""
    cell = np.eye(classes * classes)[truth * classes + called]
    return (weights @ cell).reshape(*weights.shape[:-1], classes, classes)  # type: ignore[no-any-return]


def class_accuracy(table: Floats) -> Floats:
    """Share of the images whose class is called: (..., C, C) -> (...)."""
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum((-2, -1)))


def sensitivities(table: Floats) -> Floats:
    """Of each class, the share of its images that are called it: (..., C, C) -> (..., C)."""
    return ratio(np.diagonal(table, axis1=-2, axis2=-1), table.sum(-1))


def precisions(table: Floats) -> Floats:
    """Of each class, the share of the images called it that are it: (..., C, C) -> (..., C)."""
    return ratio(np.diagonal(table, axis1=-2, axis2=-1), table.sum(-2))


def weighted_kappa(table: Floats) -> Floats:
    """Agreement beyond chance of classes in an order (Cohen 1968), with quadratic weights: (..., C, C) -> (...).

    1 - sum of d^2 O / sum of d^2 E, where d is how many classes apart truth and call are, O the table, and E the one that the
    same row and column totals give by chance.
    """
    classes = table.shape[-1]
    apart = np.square(np.subtract.outer(np.arange(classes), np.arange(classes)))
    chance = table.sum(-1)[..., :, None] * table.sum(-2)[..., None, :] / np.maximum(table.sum((-2, -1)), 1)[..., None, None]
    missed: Floats = 1 - ratio((apart * table).sum((-2, -1)), (apart * chance).sum((-2, -1)))
    return missed


def measure_classes(
    truth: Ints, called: Ints, subjects: npt.NDArray[np.str_], classes: int, ordered: bool, resamples: int = RESAMPLES
) -> ClassMetrics:
    """Every metric with its interval; whole subjects are resampled. subjects (N,): names."""
    once = confusion(truth, called, np.ones((1, len(truth))), classes)
    drawn = _resampled(truth, called, subjects, classes, resamples)

    def of_each(values: Floats, resampled: Floats, whose: Ints) -> tuple[Interval | None, ...]:
        people = [len(np.unique(subjects[whose == k])) for k in range(classes)]
        return tuple(_share(values[0, k], resampled[:, k], people[k]) for k in range(classes))

    return ClassMetrics(
        confusion=tuple(tuple(int(count) for count in row) for row in once[0]),
        accuracy=Interval(float(class_accuracy(once)[0]), *interval(class_accuracy(drawn))),
        sensitivity=of_each(sensitivities(once), sensitivities(drawn), truth),
        precision=of_each(precisions(once), precisions(drawn), called),
        weighted_kappa=_estimate(weighted_kappa(once)[0], weighted_kappa(drawn)) if ordered else None,
    )


def _share(value: float, resampled: Floats, people: int) -> Interval | None:
    """A share with its interval. Of none or all, each resample has none or all too, as if that were certain: the interval is then
    Wilson's (1927) of as many subjects.
    """
    if value in (0, 1):
        return Interval(float(value), *wilson(round(value * people), people))
    return _estimate(value, resampled)


def _estimate(value: float, resampled: Floats) -> Interval | None:
    return None if np.isnan(value) else Interval(float(value), *interval(resampled))


@dataclass(frozen=True)
class ClassChanges:
    """The classes that a graph calls against those that the trained network calls."""

    agreement: float  # share of the images that both call the same class
    accuracy: Change
    weighted_kappa: Change | None  # None: the classes have no order


def compare_classes(
    truth: Ints,
    before: Ints,
    after: Ints,
    subjects: npt.NDArray[np.str_],
    classes: int,
    ordered: bool,
    resamples: int = RESAMPLES,
) -> ClassChanges:
    """Classes called before and after (N,) -> what changed, each resample drawing the same subjects for both."""
    pairs = [confusion(truth, called, np.ones((1, len(truth))), classes) for called in (before, after)]
    drawn = [_resampled(truth, called, subjects, classes, resamples) for called in (before, after)]

    def change(score: Callable[[Floats], Floats]) -> Change:
        (then, now), (olds, news) = (float(score(one)[0]) for one in pairs), (score(one) for one in drawn)
        return Change(then, now, Interval(now - then, *interval(news - olds)))

    return ClassChanges(float((before == after).mean()), change(class_accuracy), change(weighted_kappa) if ordered else None)


def _resampled(truth: Ints, called: Ints, subjects: npt.NDArray[np.str_], classes: int, resamples: int) -> Floats:
    """The confusion table of each resample of subjects, the same ones every time: (resamples, C, C)."""
    rng = np.random.default_rng(0)
    blocks = [min(BLOCK, resamples - start) for start in range(0, resamples, BLOCK)]
    return np.concatenate([confusion(truth, called, bootstrap_weights(subjects, size, rng), classes) for size in blocks])


def class_log_loss(scheme: ClassScheme, truth: Ints, logits: FloatMap) -> float:
    """Mean cross-entropy of logits (N, L)."""
    return float(-scheme.log_probabilities(logits)[np.arange(len(truth)), truth].mean())


def fit_temperatures(scheme: ClassScheme, truth: Ints, logits: FloatMap, each: bool) -> tuple[float, ...]:
    """The temperature that minimises the cross-entropy of logits / T (Guo et al. 2017), or one for each logit.

    The loss is convex in 1 / T of both heads. Those of each logit are looked for from the shared one.
    """

    def loss(temperatures: Sequence[float]) -> float:
        return class_log_loss(replace(scheme, temperatures=tuple(temperatures)), truth, logits)

    shared = 1 / fit_scale(lambda scale: loss((1 / scale,) * len(scheme.temperatures)), 1 / TEMPERATURES[1], 1 / TEMPERATURES[0])
    if not each:
        return (shared,)
    start = np.full(len(scheme.temperatures), -np.log(shared))
    bounds = [(-np.log(TEMPERATURES[1]), -np.log(TEMPERATURES[0]))] * len(start)
    found = minimize(lambda logs: loss(tuple(np.exp(-logs))), start, bounds=bounds, method="L-BFGS-B")
    return tuple(float(value) for value in np.exp(-found.x))
