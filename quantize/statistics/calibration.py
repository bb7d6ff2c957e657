"""How logits and maps become an answer: temperature and heat scale, fitted after training, and the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.errors import ExportError
from edge_app.records import FloatMap
from quantize.statistics.metrics import Floats, Ints, fit_temperature, sigmoid

# The label is the likelier answer, as in the paper. A threshold tuned on some hundred subjects would be noise, and one far
# from a half would put "abnormal" beside a probability of 20 %. Who wants more sensitivity changes the manifest's.
EVEN_ODDS = 0.5
HEAT_PERCENTILE = 95  # of the largest map values of abnormal training images: shown as full heat


def margins(logits: FloatMap) -> Floats:
    """Logit of abnormal minus logit of normal: (N, 2) -> (N,)."""
    return logits[:, 1].astype(np.float64) - logits[:, 0]


@dataclass(frozen=True)
class Decision:
    """Calibration and threshold."""

    temperature: float
    threshold: float  # of the calibrated probability

    def probabilities(self, logits: FloatMap) -> Floats:
        """Calibrated P(abnormal) of logits (N, 2)."""
        return sigmoid(margins(logits) / self.temperature)

    def abnormal(self, logits: FloatMap) -> npt.NDArray[np.bool_]:
        """Which of logits (N, 2) are called abnormal."""
        return self.probabilities(logits) >= self.threshold


def fit_decision(labels: Ints, logits: FloatMap) -> Decision:
    """Temperature by cross-entropy (Guo et al. 2017), and even odds: labels (N,), logits (N, 2)."""
    return Decision(fit_temperature(labels, margins(logits)), EVEN_ODDS)


def shippable_decision(labels: Ints, logits: FloatMap) -> Decision:
    """`fit_decision`. Raises ExportError when it calls all images the same: there is nothing worth shipping."""
    decision = fit_decision(labels, logits)
    called = decision.abnormal(logits)
    if called.all() or not called.any():
        raise ExportError("the network calls all validation subjects the same; train it before you quantise it")
    return decision


def fit_heat_scale(maps: FloatMap) -> float:
    """The raw map value shown as full heat, from the maps (N, h, w) of abnormal training images.

    Raises ExportError when the maps are empty.
    """
    scale = float(np.percentile(maps.max((1, 2)), HEAT_PERCENTILE)) if len(maps) else 0.0
    if scale <= 0:
        raise ExportError("the network's maps of abnormal training images are empty; train it before you quantise it")
    return scale
