"""The answers to N images beside the reference, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.records import Guard, Label
from quantize.dataset.manifest import Sample
from quantize.evaluation.validation.answers import ImageAnswer
from quantize.statistics.metrics import Floats, Ints

Words = npt.NDArray[np.str_]
Members = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcomes:
    """N images, at least one."""

    samples: tuple[Sample, ...]
    answers: tuple[ImageAnswer, ...]
    labels: Ints  # (N,) of the reference: 0 normal, 1 abnormal
    subjects: Words  # (N,)
    called: Words  # (N,) values of edge_app.records.Label
    probabilities: Floats  # (N,) as a device says them; NaN where the guard refused
    first_views: Floats  # (N,) in one view, of every image
    echo: Floats  # (N,) mean grey level of the region
    muscle_echo: Floats  # (N,) mean grey level inside the mask; NaN where there is none

    @classmethod
    def of(cls, samples: Sequence[Sample], answers: Sequence[ImageAnswer]) -> Outcomes:
        return cls(
            samples=tuple(samples),
            answers=tuple(answers),
            labels=np.array([sample.label == Label.ABNORMAL.value for sample in samples], np.int64),
            subjects=np.array([sample.subject for sample in samples]),
            called=np.array([answer.label.value for answer in answers]),
            probabilities=np.array([np.nan if a.probability is None else a.probability for a in answers], np.float64),
            first_views=np.array([answer.first_view for answer in answers]),
            echo=np.array([answer.echo for answer in answers]),
            muscle_echo=np.array([np.nan if a.muscle_echo is None else a.muscle_echo for a in answers], np.float64),
        )

    @property
    def refused(self) -> Members:
        """(N,) by the guard."""
        return np.array([answer.guard is not Guard.FIT for answer in self.answers])

    @property
    def judged(self) -> Members:
        return ~self.refused

    @property
    def answered(self) -> Members:
        """(N,) with a label."""
        return np.isin(self.called, [Label.NORMAL.value, Label.ABNORMAL.value])

    @property
    def right(self) -> Members:
        """(N,) whether the label is the reference's; an image without a label is not right."""
        return np.asarray(self.answered & ((self.called == Label.ABNORMAL.value) == (self.labels == 1)))
