"""What a classifier of three waveforms is measured by: per event, with uncertainty per patient. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.emg.waveform import WAVEFORMS, Waveform
from edge_app.records import Interval
from quantize.statistics.metrics import Floats, Ints, ratio
from quantize.statistics.subject_bootstrap import SubjectBootstrap


@dataclass(frozen=True)
class ClassScores:
    """One class."""

    waveform: Waveform
    events: int  # that are of it
    called: int  # that are called it, rightly or not
    sensitivity: Interval | None  # share of those of it that are called it; None: not defined in enough resamples
    precision: Interval | None  # share of those called it that are of it


@dataclass(frozen=True)
class Scores:
    """One classifier on one group of events."""

    events: int
    subjects: int
    accuracy: Interval | None
    balanced_accuracy: Interval | None  # mean of the classes' sensitivities
    classes: tuple[ClassScores, ...]  # in the order of WAVEFORMS


def measure_classes(truth: Ints, called: Ints, subjects: npt.NDArray[np.str_], seed: int = 0) -> Scores:
    """Every score with its 95 % interval over resampled subjects.

    truth, called (N,): indices of WAVEFORMS; subjects (N,): names. An event counts once, so a patient with many weighs more.
    """
    names, who = np.unique(subjects, return_inverse=True)
    table = np.zeros((len(names), len(WAVEFORMS), len(WAVEFORMS)))  # of each subject: truth by called
    np.add.at(table, (who, truth, called), 1.0)
    right, of_it, called_it = np.einsum("skk->sk", table), table.sum(axis=2), table.sum(axis=1)
    bootstrap = SubjectBootstrap(names, seed)  # a subject counts as one image: the scores are sums over its events

    def share(part: Floats, whole: Floats) -> Callable[[Floats], Floats]:
        return lambda weights: ratio(weights @ part, weights @ whole)

    def balanced(weights: Floats) -> Floats:
        mean: Floats = ratio(weights @ right, weights @ of_it).mean(axis=-1)
        return mean

    return Scores(
        events=len(truth),
        subjects=len(names),
        accuracy=bootstrap.estimate(share(right.sum(axis=1), of_it.sum(axis=1))),
        balanced_accuracy=bootstrap.estimate(balanced),
        classes=tuple(
            ClassScores(
                waveform,
                events=int(of_it[:, k].sum()),
                called=int(called_it[:, k].sum()),
                sensitivity=bootstrap.estimate(share(right[:, k], of_it[:, k])),
                precision=bootstrap.estimate(share(right[:, k], called_it[:, k])),
            )
            for k, waveform in enumerate(WAVEFORMS)
        ),
    )
