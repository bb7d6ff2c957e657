"""How logits and maps become an answer: temperature and heat scale, fitted after training, and the threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.manifest import Manifest
from edge_app.errors import ExportError
from edge_app.records import FloatMap
from quantize.statistics.class_metrics import fit_temperatures
from quantize.statistics.metrics import Floats, Ints, fit_temperature, logit, sigmoid

# The label is the likelier answer, as in the paper. A threshold tuned on some hundred subjects would be noise, and one far
# from a half would put "abnormal" beside a probability of 20 %. Who wants more sensitivity changes the manifest's.
EVEN_ODDS = 0.5
HEAT_PERCENTILE = 95  # of the largest map values of abnormal training images: shown as full heat


def margins(logits: FloatMap, scheme: ClassScheme | None = None) -> Floats:
    """Logit of abnormal minus logit of normal: (N, 2) -> (N,); of several classes, (N, L), the logit of P(abnormal)."""
    if scheme is not None:
        return logit(scheme.abnormal_probability(scheme.probabilities(logits)))
    return logits[:, 1].astype(np.float64) - logits[:, 0]


def contrasts(logits: FloatMap, scheme: ClassScheme | None) -> Floats:
    """What decides of logits (N, L), without what they have in common: margins, or of several classes (N, L) values."""
    if scheme is None:
        return margins(logits)
    values = logits.astype(np.float64)
    return values - values.mean(1, keepdims=True) if scheme.head == "softmax" else values


@dataclass(frozen=True)
class Decision:
    """Calibration and threshold."""

    temperature: float
    threshold: float  # of the calibrated probability
    scheme: ClassScheme | None = None  # of a network of several classes, with its temperatures

    @classmethod
    def of(cls, manifest: Manifest) -> Decision:
        """A bundle's."""
        return cls(manifest.temperature, manifest.decision_threshold, manifest.scheme)

    def probabilities(self, logits: FloatMap) -> Floats:
        """Calibrated P(abnormal) of logits (N, 2), or of several classes (N, L)."""
        if self.scheme is not None:
            return self.scheme.abnormal_probability(self.scheme.probabilities(logits))
        return sigmoid(margins(logits) / self.temperature)

    def abnormal(self, logits: FloatMap) -> npt.NDArray[np.bool_]:
        """Which of logits (N, L) are called abnormal."""
        return self.probabilities(logits) >= self.threshold

    def classes(self, logits: FloatMap) -> Ints:
        """The class that each of logits (N, L) is called, of a network of several classes."""
        assert self.scheme is not None
        return self.scheme.called(self.scheme.probabilities(logits), self.abnormal(logits))


def fit_decision(truth: Ints, logits: FloatMap, scheme: ClassScheme | None = None, each: bool = False) -> Decision:
    """Temperature by cross-entropy (Guo et al. 2017), and even odds: truth (N,) labels, logits (N, 2).

    With a scheme truth is of its classes, logits are (N, L), and each logit gets a temperature of its own where `each` says so.
    """
    if scheme is None:
        return Decision(fit_temperature(truth, margins(logits)), EVEN_ODDS)
    found = fit_temperatures(scheme, truth, logits, each)
    temperatures = found if each else found * len(scheme.temperatures)
    return Decision(float(np.mean(found)), EVEN_ODDS, replace(scheme, temperatures=temperatures))


def shippable_decision(truth: Ints, logits: FloatMap, scheme: ClassScheme | None = None, each: bool = False) -> Decision:
    """`fit_decision`. Raises ExportError when it calls all images the same: there is nothing worth shipping."""
    decision = fit_decision(truth, logits, scheme, each)
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
