"""Whether probabilities mean what they say: calibration slope, calibration in the large, and the reliability curve. Pure.

Slope and intercept are those of a logistic regression of the label on the logit of the probability (Cox 1958): a slope below 1
says that the probabilities are too extreme, above 1 too timid. Calibration in the large is the intercept with the slope held at
1: below 0 the probabilities are too high, above 0 too low (Van Calster et al. 2019). Nothing here is fitted to be used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quantize.statistics.metrics import Floats, Ints, logit, ratio, sigmoid

STEPS = 50  # of Newton's method, at most
CLOSE = 1e-6
FARTHEST = 100.0  # of an intercept: logits are within 30
WIDEST = 50.0  # of the logits' standard deviation; a slope beyond it means that a cut separates the classes: it has none
BINS = 10


def slope_and_intercept(labels: Ints, probabilities: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """For each row of weights (R, N) slope and intercept, (R,) each; NaN where the classes are separated or one is missing."""
    x = logit(probabilities)
    middle, spread = x.mean(), x.std()
    z = (x - middle) / (spread or 1.0)  # so that intercept and slope do not depend on each other, and Newton's method is safe
    a, b = np.zeros(len(weights)), np.zeros(len(weights))
    step = np.zeros(len(weights))
    for _ in range(STEPS):
        p = sigmoid(a[:, None] + b[:, None] * z)
        error, curvature = weights * (labels - p), weights * p * (1 - p)
        g0, g1 = error.sum(1), error @ z
        h0, h1, h2 = curvature.sum(1), curvature @ z, curvature @ (z * z)
        determinant = h0 * h2 - h1 * h1
        step_a, step_b = ratio(h2 * g0 - h1 * g1, determinant), ratio(h0 * g1 - h1 * g0, determinant)
        a, b, step = a + step_a, b + step_b, np.maximum(np.abs(step_a), np.abs(step_b))
        if not (step > CLOSE).any():  # NaN, of a row without an answer, is not either
            break
    settled = (np.abs(b) < WIDEST) & (step <= CLOSE)
    slope = np.where(settled, b / (spread or np.nan), np.nan)
    return slope, np.where(settled, a - slope * middle, np.nan)


def in_the_large(labels: Ints, probabilities: Floats, weights: Floats) -> Floats:
    """For each row of weights (R, N) the intercept (R,) with the slope held at 1; NaN where one class is missing."""
    x = logit(probabilities)
    a, step = np.zeros(len(weights)), np.zeros(len(weights))
    low, high = np.full(len(weights), -FARTHEST), np.full(len(weights), FARTHEST)  # the answer lies between
    for _ in range(STEPS):
        p = sigmoid(a[:, None] + x)
        error = (weights * (labels - p)).sum(1)
        low, high = np.where(error > 0, a, low), np.where(error < 0, a, high)
        step = ratio(error, (weights * p * (1 - p)).sum(1))
        there = a + step
        a = np.where((there > low) & (there < high), there, (low + high) / 2)
        if not (np.abs(step) > CLOSE).any():
            break
    return np.where(np.abs(step) <= CLOSE, a, np.nan)


@dataclass(frozen=True)
class ReliabilityBins:
    """Images in groups of about equal size by their probability."""

    member: npt.NDArray[np.bool_]  # (B, N)

    @classmethod
    def of(cls, probabilities: Floats, bins: int = BINS) -> ReliabilityBins:
        """At most `bins` groups; equal probabilities stay together."""
        edges = np.unique(np.quantile(probabilities, np.linspace(0, 1, bins + 1))[1:-1])
        which = np.searchsorted(edges, probabilities, side="right")
        return cls(np.array([which == b for b in np.unique(which)]))

    def shares(self, labels: Ints, weights: Floats) -> Floats:
        """(R, B) share of abnormal images in each group, for each row of weights."""
        return ratio((weights * labels) @ self.member.T, weights @ self.member.T)
