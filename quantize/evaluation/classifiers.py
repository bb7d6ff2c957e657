"""The trained network and the baselines as classifiers of the same images, measured over all of them and by group.

The temperature comes from the validation subjects, the baselines from the training subjects; the subjects reported on decide
nothing. All of them call an image abnormal from a probability of a half on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from edge_app.records import FloatMap
from quantize.class_list import ClassList
from quantize.dataset.batches import ImageSet
from quantize.dataset.manifest import Sample
from quantize.evaluation.baselines import Answers, logistic, subject_features
from quantize.statistics.calibration import Decision, fit_decision
from quantize.statistics.metrics import Ints, MeasuredMetrics, measure
from quantize.training.prediction import predict

NETWORK = "NMD-AssistNet"


@dataclass(frozen=True)
class GroupMetrics:
    """One classifier on one group of images."""

    classifier: str
    group: str  # "all", a muscle, or a sex
    threshold: float  # of the probability
    metrics: MeasuredMetrics


def network_answers(
    net: torch.nn.Module, validation: ImageSet, reported: ImageSet, classes: ClassList | None = None
) -> tuple[Answers, Decision, FloatMap]:
    """The network's answers, its decision, fitted on the validation images, and its logits (N, L).

    classes: those that it tells apart; None: normal and abnormal. A network that has learnt nothing is measured like any other.
    """
    scheme, each = (None, False) if classes is None else (classes.scheme(), classes.temperatures == "each")
    decision = fit_decision(validation.truth, predict(net, validation.images), scheme, each)
    logits = predict(net, reported.images)
    return Answers(NETWORK, decision.probabilities(logits), decision.threshold), decision, logits


def baseline_answers(
    train: ImageSet, train_samples: Sequence[Sample], reported: ImageSet, samples: Sequence[Sample]
) -> list[Answers]:
    """Echo intensity only, in the region and in the expert's mask, and with age, sex, height and weight.

    One of them that needs what an image lacks is left out; `quantize.dataset.missing` says which and why.
    """
    region, others = train.region_echo[:, None], subject_features(train_samples)
    reported_region, reported_others = reported.region_echo[:, None], subject_features(samples)
    features = {
        "echo intensity of the region": (region, reported_region),
        "echo intensity inside the mask": (train.muscle_echo[:, None], reported.muscle_echo[:, None]),
        "echo intensity of the region, age, sex, height, weight": (
            np.hstack([region, others]),
            np.hstack([reported_region, reported_others]),
        ),
    }
    return [
        logistic(name, fitted, train.labels, applied)
        for name, (fitted, applied) in features.items()
        if not (np.isnan(fitted).any() or np.isnan(applied).any())
    ]


def reported_groups(samples: Sequence[Sample]) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """All images, then those of each muscle and each sex that occurs: name and membership (N,)."""
    yield "all", np.ones(len(samples), np.bool_)
    for values in ([s.muscle for s in samples], [s.sex for s in samples]):
        for name in sorted({value for value in values if value is not None}):
            yield name, np.array([value == name for value in values])


def measure_groups(answers: Answers, samples: Sequence[Sample], labels: Ints) -> list[GroupMetrics]:
    """Every metric of one classifier over all images, by muscle and by sex. labels (N,): 0 normal, 1 abnormal."""
    subjects = np.array([s.subject for s in samples])
    return [
        GroupMetrics(
            answers.classifier,
            name,
            answers.threshold,
            measure(labels[member], answers.probabilities[member], subjects[member], answers.threshold),
        )
        for name, member in reported_groups(samples)
    ]
