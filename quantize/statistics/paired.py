"""Two classifiers on the same images: differences with paired intervals, and McNemar's test. Pure functions of arrays.

Arrays are those of `quantize.statistics.metrics`. "Before" is the trained network, "after" what became of it; every difference is
after - before. Each bootstrap resample draws whole subjects and takes both classifiers' answers on them, so that what the
two have in common drops out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest

from edge_app.records import Interval
from quantize.statistics.metrics import CONFIDENCE, RESAMPLES, Floats, Ints, bootstrap_weights, interval, scores


@dataclass(frozen=True)
class Change:
    """One score before and after."""

    before: float
    after: float
    difference: Interval  # after - before, paired subject-bootstrap 95 % interval


@dataclass(frozen=True)
class Changes:
    """Every score that must not suffer. Of the expected calibration error and Brier's score less is better."""

    accuracy: Change
    sensitivity: Change
    specificity: Change
    auc: Change
    brier: Change
    calibration_error: Change


@dataclass(frozen=True)
class McNemar:
    """Decisions on which the two differ (McNemar 1947), by the exact binomial test, two-sided.

    It takes images for independent, which those of one subject are not: its p value is on the small side.
    """

    lost: int  # images right before and wrong after
    gained: int  # images wrong before and right after
    p_value: float
    lost_at_most: float  # share of the images; Clopper-Pearson's upper 97.5 % bound, above 0 even where nothing was lost


def compare_scores(
    labels: Ints,
    before: Floats,
    after: Floats,
    subjects: npt.NDArray[np.str_],
    threshold: float,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Changes:
    """Probabilities before and after (N,), read with the same threshold -> the change of every score."""
    weights = bootstrap_weights(subjects, resamples, np.random.default_rng(seed))
    once = np.ones((1, len(labels)))
    old, new = scores(labels, before, threshold), scores(labels, after, threshold)

    def change(name: str) -> Change:
        then, now = float(old[name](once)[0]), float(new[name](once)[0])
        return Change(then, now, Interval(now - then, *interval(new[name](weights) - old[name](weights))))

    return Changes(**{field.name: change(field.name) for field in fields(Changes)})


def mcnemar(right_before: npt.NDArray[np.bool_], right_after: npt.NDArray[np.bool_]) -> McNemar:
    """Which images (N,) were classified correctly before and after -> McNemar's exact test. At least one image."""
    lost, gained = int((right_before & ~right_after).sum()), int((~right_before & right_after).sum())
    p_value = binomtest(lost, lost + gained, 0.5).pvalue if lost + gained else 1.0
    bound = binomtest(lost, len(right_before)).proportion_ci(CONFIDENCE, method="exact").high
    return McNemar(lost, gained, float(p_value), float(bound))
