"""ROC and precision-recall curves and the area under the latter, for each row of weights. Pure; arrays as in `metrics`.

Images of equal score come in together. Between two operating points the ROC curve is a straight line (Fawcett 2006); precision is
not interpolated: at a recall it is that of the first point that reaches it (Davis & Goadrich 2006).
"""

from __future__ import annotations

import numpy as np

from quantize.statistics.metrics import Floats, Ints, ratio

PLACES = np.linspace(0, 1, 51)  # of the false-positive rate, and of the recall


def roc(labels: Ints, scores: Floats, weights: Floats) -> Floats:
    """(R, 51) true-positive rate at each false-positive rate of PLACES; NaN where a row has images of one class only."""
    positive, negative = _cumulative(labels, scores, weights)
    true, false = _of_last(positive), _of_last(negative)
    rows = [np.interp(PLACES, np.r_[0.0, f], np.r_[0.0, t]) for t, f in zip(true, false, strict=True)]
    return np.where((positive[:, -1:] > 0) & (negative[:, -1:] > 0), np.array(rows), np.nan)


def precision_recall(labels: Ints, scores: Floats, weights: Floats) -> Floats:
    """(R, 51) precision at each recall of PLACES; NaN where a row has no abnormal image."""
    positive, negative = _cumulative(labels, scores, weights)
    recall = _of_last(positive)
    precision = ratio(positive, positive + negative)
    rows = [
        p[np.maximum(np.searchsorted(r, PLACES - 1e-12).clip(max=len(r) - 1), np.isnan(p).argmin())]
        for p, r in zip(precision, recall, strict=True)  # the first points of a row may be of images that it does not count
    ]
    return np.where(positive[:, -1:] > 0, np.array(rows), np.nan)


def average_precision(labels: Ints, scores: Floats, weights: Floats) -> Floats:
    """Area under the precision-recall curve as a sum of steps, sum((R_k - R_(k-1)) P_k) (Boyd et al. 2013), for each row."""
    positive, negative = _cumulative(labels, scores, weights)
    steps = np.diff(positive, axis=1, prepend=0)
    return ratio(np.nansum(steps * ratio(positive, positive + negative), axis=1), positive[:, -1])


def _cumulative(labels: Ints, scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(R, K) weight of the abnormal and of the normal images at or above each of the K different scores, falling."""
    order = np.argsort(-scores, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(scores[order]) < 0])
    positive = np.add.reduceat((weights * (labels == 1))[..., order], first, axis=-1)
    negative = np.add.reduceat((weights * (labels == 0))[..., order], first, axis=-1)
    return np.cumsum(positive, -1), np.cumsum(negative, -1)


def _of_last(rising: Floats) -> Floats:
    """(R, K) as shares of the last of each row."""
    return ratio(rising, np.broadcast_to(rising[:, -1:], rising.shape))
