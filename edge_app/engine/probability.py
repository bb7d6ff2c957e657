"""From a network's logits to the calibrated probability."""

from __future__ import annotations

import math

from edge_app.errors import EngineError
from edge_app.records import FloatMap


def abnormal_probability(logits: FloatMap, temperature: float) -> float:
    """Calibrated P(abnormal): softmax of (2,) logits [normal, abnormal] / temperature (Guo et al. 2017).

    Raises EngineError when a logit is not finite.
    """
    difference = (float(logits[1]) - float(logits[0])) / temperature
    if not math.isfinite(difference):
        raise EngineError("the network's output is not a finite number; check the bundle with edge-app doctor")
    return 0.5 * (1.0 + math.tanh(0.5 * difference))  # the logistic function, safe from overflow
