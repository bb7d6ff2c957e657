"""Net benefit of acting on an answer (Vickers & Elkin 2006): what a decision curve shows. Pure; arrays as in `metrics`.

At a threshold probability t somebody acts (refers the patient, say) from a probability of t on. Whoever chooses t holds
t / (1 - t) needless actions for as bad as one that was missed. Net benefit = TP / n - FP / n * t / (1 - t).
"""

from __future__ import annotations

import numpy as np

from quantize.statistics.metrics import Floats, Ints, ratio

THRESHOLDS = np.round(np.arange(0.05, 0.96, 0.05), 2)


def net_benefit(labels: Ints, probabilities: Floats, weights: Floats) -> Floats:
    """(R, T) net benefit of acting by the probability, at each of THRESHOLDS."""
    called = probabilities[:, None] >= THRESHOLDS  # (N, T)
    true, false = (weights * (labels == 1)) @ called, (weights * (labels == 0)) @ called
    n = np.broadcast_to(weights.sum(1)[:, None], true.shape)
    return np.asarray(ratio(true, n) - ratio(false, n) * THRESHOLDS / (1 - THRESHOLDS))


def net_benefit_of_all(prevalence: float) -> Floats:
    """(T,) net benefit of acting on everybody. Of acting on nobody it is 0."""
    result: Floats = prevalence - (1 - prevalence) * THRESHOLDS / (1 - THRESHOLDS)
    return result
