"""When a classifier may stay silent: risk against coverage, and the band around the threshold that reaches a target. Pure.

An image's confidence is how far the logit of its probability lies from that of the threshold; the least confident images are left
undecided first (Chow 1970; El-Yaniv & Wiener 2010). Coverage is the share of the images that get a label, risk the share of these
whose label is wrong; selective accuracy is 1 - risk (Geifman & El-Yaniv 2017). Arrays as in `quantize.statistics.metrics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.records import Band, Interval
from quantize.statistics.metrics import RESAMPLES, Floats, Ints, Score, bootstrap_weights, interval, logit, ratio, sigmoid

EDGE = 1e-9  # beyond the last undecided image, so that it is inside the band


@dataclass(frozen=True)
class RiskCoverage:
    """The curve, from the most confident images to all: both (N,)."""

    coverage: Floats  # share of the images, rising
    risk: Floats  # share of these that are wrong
    area: float  # under the curve, the mean risk over all coverages (AURC, Geifman et al. 2019)

    def at(self, coverages: Sequence[float]) -> list[tuple[float, float]]:
        """(coverage, risk) at the places of the curve nearest to these coverages, each place once."""
        places = dict.fromkeys(int(np.abs(self.coverage - coverage).argmin()) for coverage in coverages)
        return [(float(self.coverage[place]), float(self.risk[place])) for place in places]


@dataclass(frozen=True)
class Selective:
    """How a band did on some images, each figure with its subject-bootstrap interval."""

    coverage: Interval
    accuracy: Interval  # of the images outside the band
    area: Interval  # under the whole risk-coverage curve, whatever the band


def confidence(probabilities: Floats, threshold: float) -> Floats:
    """(N,) distance of the logit of each P(abnormal) from that of the threshold, at least 0."""
    return np.abs(logit(probabilities) - logit(np.array(threshold)))


def risk_coverage(labels: Ints, probabilities: Floats, threshold: float, weights: Floats | None = None) -> RiskCoverage:
    """The curve of N images, at least one. Images of equal confidence come in together. weights (N,): how often each counts."""
    sure = confidence(probabilities, threshold)
    order = np.argsort(-sure, kind="stable")
    counts = (np.ones(len(labels)) if weights is None else weights)[order]
    wrong = ((probabilities >= threshold) != (labels == 1))[order] * counts
    # The last image of each run of equal confidence: from there on the whole run counts.
    last = np.searchsorted(-sure[order], -sure[order], side="right") - 1
    taken = np.cumsum(counts)[last]
    risk = ratio(np.cumsum(wrong)[last], taken)
    return RiskCoverage(taken / counts.sum(), risk, float(np.nansum(risk * counts) / counts.sum()))


def narrowest_band(labels: Ints, probabilities: Floats, threshold: float, target: float) -> Band | None:
    """The narrowest band around the threshold outside which the accuracy is at least `target`, 0-1; None: no band reaches it.

    The accuracy outside it reaches the target at every wider band too, down to half of the coverage: where the curve touches the
    target once by luck and rises again, that is not taken.
    """
    sure = confidence(probabilities, threshold)
    # The confidence of the least confident image that gets a label; one at the threshold itself lies in every band.
    widths = np.unique(sure[sure > EDGE])
    if not len(widths):
        return None
    right = (probabilities >= threshold) == (labels == 1)
    # What `around` leaves outside; confidences that are equal but for rounding stay together.
    accuracies = np.array([right[sure >= width - EDGE].mean() for width in widths])
    shares = np.array([(sure >= width - EDGE).mean() for width in widths])
    good = accuracies >= target
    bad = np.flatnonzero(~good & (shares >= shares[0] / 2))
    first = bad[-1] + 1 if len(bad) else 0
    if first >= len(widths) or not good[first]:
        return None
    return around(threshold, float(widths[first]) if first else 0.0)


def around(threshold: float, width: float) -> Band:
    """The band of the probabilities whose logits are nearer to the threshold's than `width`."""
    middle, half = float(logit(np.array(threshold))), max(width - EDGE, EDGE)
    low, high = (float(sigmoid(np.array(edge))) for edge in (middle - half, middle + half))
    return Band(min(low, threshold), max(high, float(np.nextafter(threshold, 1))))


def undecided(probabilities: Floats, band: Band) -> npt.NDArray[np.bool_]:
    """Which probabilities (N,) get no label."""
    return (probabilities >= band.low) & (probabilities < band.high)


def selective(
    labels: Ints,
    probabilities: Floats,
    subjects: npt.NDArray[np.str_],
    threshold: float,
    band: Band,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Selective:
    """Coverage, accuracy outside the band, and area; subjects (N,) names: whole subjects are resampled."""
    decided = ~undecided(probabilities, band)
    right = decided & ((probabilities >= threshold) == (labels == 1))
    weights = bootstrap_weights(subjects, resamples, np.random.default_rng(seed))

    def areas(rows: Floats) -> Floats:
        return np.array([risk_coverage(labels, probabilities, threshold, row).area for row in rows])

    def estimate(score: Score) -> Interval:
        return Interval(float(score(np.ones((1, len(labels))))[0]), *interval(score(weights)))

    return Selective(
        coverage=estimate(lambda w: ratio(w @ decided, w.sum(-1))),
        accuracy=estimate(lambda w: ratio(w @ right, w @ decided)),
        area=estimate(areas),
    )
