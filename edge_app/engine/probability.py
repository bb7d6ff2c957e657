"""From a network's logits to the calibrated probability."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.manifest import Manifest
from edge_app.errors import EngineError
from edge_app.records import FloatMap

_NOT_FINITE = "the network's output is not a finite number; check the bundle with edge-app doctor"


@dataclass(frozen=True)
class Probabilities:
    """What the logits of one image say."""

    abnormal: float  # calibrated P(abnormal), 0-1
    classes: tuple[float, ...] | None  # calibrated, of each label of a bundle that describes its classes


def read_probabilities(logits: FloatMap, manifest: Manifest) -> Probabilities:
    """A bundle's logits (L,) of one image -> calibrated probabilities. Raises EngineError when a logit is not finite."""
    scheme = manifest.scheme
    if scheme is None:
        return Probabilities(abnormal_probability(logits, manifest.temperature), None)
    if not np.isfinite(logits).all():
        raise EngineError(_NOT_FINITE)
    classes = scheme.probabilities(logits)
    return Probabilities(float(scheme.abnormal_probability(classes)), tuple(classes.tolist()))


def abnormal_probability(logits: FloatMap, temperature: float) -> float:
    """Calibrated P(abnormal): softmax of (2,) logits [normal, abnormal] / temperature (Guo et al. 2017).

    Raises EngineError when a logit is not finite.
    """
    difference = (float(logits[1]) - float(logits[0])) / temperature
    if not math.isfinite(difference):
        raise EngineError(_NOT_FINITE)
    return 0.5 * (1.0 + math.tanh(0.5 * difference))  # the logistic function, safe from overflow
