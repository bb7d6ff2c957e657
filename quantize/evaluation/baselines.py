"""What the network is compared with: plain echo intensity, and echo intensity with what is known about the subject.

They are fitted only on training subjects; abnormal is what is more likely than not, as for the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from quantize.dataset.manifest import Sample
from quantize.statistics.calibration import EVEN_ODDS
from quantize.statistics.metrics import Floats, Ints


@dataclass(frozen=True)
class Answers:
    """One classifier's answers to a group of images."""

    classifier: str
    probabilities: Floats  # (N,) P(abnormal)
    threshold: float  # abnormal from here on


def subject_features(samples: Sequence[Sample]) -> Floats:
    """(N, 4): age in years, sex (male 1), height in cm, weight in kg; NaN where it is not noted."""
    sex = {None: np.nan, "female": 0.0, "male": 1.0}
    return np.array([(s.age, sex[s.sex], s.height_cm, s.weight_kg) for s in samples], np.float64)


def logistic(name: str, train: Floats, labels: Ints, test: Floats) -> Answers:
    """Logistic regression: fitted on features (M, F) with labels (M,), applied to features (N, F).

    Of one feature it is a plain threshold, with a calibrated probability to it.
    """
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(train, labels)
    return Answers(name, model.predict_proba(test)[:, 1], EVEN_ODDS)
