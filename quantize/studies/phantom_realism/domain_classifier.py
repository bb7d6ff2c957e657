"""Can simulated muscle be told from real muscle of a source that nobody has seen?

One real source is left out in turn. The classifier is fitted on the other sources, weighted alike, against one half of the
simulated subjects, and judged on the source left out against the other half; both halves take turns. An AUC of .5 means that the
two cannot be told apart, 1 that they always can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = npt.NDArray[np.floating]
_SEED = 73


@dataclass(frozen=True)
class Features:
    """N crops in F numbers."""

    numbers: Floats  # (N, F)
    group: npt.NDArray[np.int64]  # (N,) simulated: the subject; real: not used


def auc_by_source(real: Mapping[str, Floats], simulated: Features) -> dict[str, float]:
    """For each source (name -> (N, F)) the AUC of the stronger of two classifiers, linear and trees, that did not know it."""
    answers = {}
    for unseen in real:
        known = [numbers for name, numbers in real.items() if name != unseen]
        scores = np.zeros((2, 2))  # classifier, half
        for half in (0, 1):
            fitted = simulated.numbers[simulated.group % 8 // 4 == half]
            judged = simulated.numbers[simulated.group % 8 // 4 != half]
            weight = np.concatenate([np.full(len(part), 1 / (len(known) * len(part))) for part in known])
            weight = np.concatenate([weight, np.full(len(fitted), 1 / len(fitted))]) * (len(weight) + len(fitted)) / 2
            numbers = np.concatenate([*known, fitted])
            is_real = np.arange(len(numbers)) < len(numbers) - len(fitted)
            truth = np.arange(len(real[unseen]) + len(judged)) < len(real[unseen])
            shown = np.concatenate([real[unseen], judged])
            linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=300))
            linear.fit(numbers, is_real, logisticregression__sample_weight=weight)
            trees = ExtraTreesClassifier(80, min_samples_leaf=2, random_state=_SEED).fit(numbers, is_real, sample_weight=weight)
            for row, model in enumerate((linear, trees)):
                scores[row, half] = roc_auc_score(truth, model.predict_proba(shown)[:, 1])
        answers[unseen] = float(scores.mean(axis=1).max())
    return answers
