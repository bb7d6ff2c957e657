"""What the classes of a bundle are, and how its logits become their calibrated probabilities. Pure functions of arrays.

Two heads are known. "softmax" has one logit a class. "ordinal" is for classes in an order and has one logit less: logit k is that
of "beyond class k, given at least class k", so that whatever the logits are, the probability of being beyond a class falls from
class to class (CORN: Shi, Cao & Raschka 2023, Pattern Anal. Appl. 26:941; the continuation-ratio model of statistics).

Whatever the classes, each of them counts as abnormal or not, and P(abnormal) is the sum over those that do: guard, band, views,
drift and exams know nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from edge_app.records import FloatMap, Label

Floats = npt.NDArray[np.float64]
Head = Literal["softmax", "ordinal"]


@dataclass(frozen=True)
class ClassDescription:
    """What a manifest says of its labels beyond their names. Without it they are normal and abnormal, by a softmax."""

    ordered: bool  # whether each class is more than the one before it
    head: Head
    abnormal: tuple[str, ...] | None = None  # the labels that count as abnormal; None: the one that is called so
    temperatures: tuple[float, ...] | None = None  # of each logit; None: the bundle's temperature for all
    thresholds: tuple[float, ...] | None = None  # of each class, 0-1, see `ClassScheme.called`; None: all alike
    heat_scales: tuple[float, ...] | None = None  # raw Grad-CAM value of each class shown as 1; None: the bundle's for all

    def fits(self, labels: tuple[str, ...]) -> bool:
        """Whether it can be meant for these labels."""
        abnormal = [label in self.abnormal_of(labels) for label in labels]
        rows, classes = outputs(labels, self.head), len(labels)
        return (
            set(self.abnormal_of(labels)) <= set(labels)
            and 0 < sum(abnormal) < classes
            and (self.head == "softmax" or (self.ordered and abnormal == sorted(abnormal)))
            and all(value > 0 for value in (*(self.temperatures or ()), *(self.heat_scales or ())))
            and all(0 < value < 1 for value in self.thresholds or ())
            and len(self.temperatures or (0,) * rows) == rows
            and len(self.thresholds or (0,) * classes) == classes
            and len(self.heat_scales or (0,) * classes) == classes
        )

    def abnormal_of(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The labels that count as abnormal."""
        return tuple(label for label in labels if label == Label.ABNORMAL.value) if self.abnormal is None else self.abnormal


def outputs(labels: tuple[str, ...], head: Head) -> int:
    """How many logits a head has for these labels."""
    return len(labels) if head == "softmax" else len(labels) - 1


@dataclass(frozen=True)
class ClassScheme:
    """How logits are read as classes."""

    labels: tuple[str, ...]
    abnormal: tuple[bool, ...]  # whether each counts as abnormal
    ordered: bool
    head: Head
    temperatures: tuple[float, ...]  # of each logit
    thresholds: tuple[float, ...] | None = None  # of each class, 0-1; None: all alike

    @cached_property
    def is_abnormal(self) -> npt.NDArray[np.bool_]:
        """(C,) which classes count as abnormal."""
        return np.array(self.abnormal)

    def log_probabilities(self, logits: npt.NDArray[np.floating]) -> Floats:
        """Logits (..., L) -> log of the calibrated probability of each class (..., C).

        Logits are divided by their temperatures first (Guo et al. 2017, temperature scaling; with several, its vector scaling
        without offsets).
        """
        scores = np.asarray(logits, np.float64) / np.array(self.temperatures)
        if self.head == "softmax":
            shifted = scores - scores.max(-1, keepdims=True)
            found: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
            return found
        beyond = np.cumsum(-np.logaddexp(0, -scores), -1)  # log P(beyond class k)
        reached = np.concatenate([np.zeros_like(scores[..., :1]), beyond[..., :-1]], -1)  # log P(at least class k)
        return np.concatenate([reached - np.logaddexp(0, scores), beyond[..., -1:]], -1)

    def probabilities(self, logits: npt.NDArray[np.floating]) -> Floats:
        """Logits (..., L) -> calibrated probabilities (..., C), together 1."""
        found: Floats = np.exp(self.log_probabilities(logits))
        return found

    def abnormal_probability(self, probabilities: Floats) -> Floats:
        """Class probabilities (..., C) -> P(abnormal) (...)."""
        found: Floats = np.clip(probabilities[..., self.is_abnormal].sum(-1), 0.0, 1.0)
        return found

    def called(self, probabilities: Floats, abnormal: npt.NDArray[np.bool_] | bool) -> npt.NDArray[np.int64]:
        """The class (...) of each image: of the classes that are abnormal as the image is, that of the largest probability.

        probabilities (..., C); abnormal (...) is what was decided by P(abnormal), so that "normal" never stands beside a class
        that is not. With thresholds it is the largest quotient of probability and threshold (Elkan 2001: a class that must not be
        missed gets a low one); of two classes with thresholds that add up to 1 that is the usual rule.
        """
        weighed = probabilities / np.array(self.thresholds or (1.0,) * len(self.labels))
        side = self.is_abnormal == np.asarray(abnormal)[..., None]
        found: npt.NDArray[np.int64] = np.where(side, weighed, -1.0).argmax(-1)
        return found

    def called_label(self, probabilities: tuple[float, ...], label: Label) -> str | None:
        """The class of one image; None where its label is neither normal nor abnormal."""
        if label not in (Label.NORMAL, Label.ABNORMAL):
            return None
        return self.labels[int(self.called(np.array(probabilities), label is Label.ABNORMAL))]

    def class_rows(self, weight: FloatMap) -> FloatMap:
        """Rows of the linear layer (L, K) -> what each class's Grad-CAM weighs the features with (C, K).

        Softmax: its own row. Ordinal: the row of the step to the class from the one below it; of the lowest class, the step away
        from it, negative.
        """
        return weight if self.head == "softmax" else np.concatenate([-weight[:1], weight])

    def abnormal_row(self, weight: FloatMap, logits: FloatMap) -> FloatMap:
        """What Grad-CAM of "abnormal" weighs the features with: (L, K), logits (L,) of the image -> (K,).

        Of several abnormal classes it is Grad-CAM of the logit that one class in their place would have, log sum exp of theirs:
        its gradient is the mean of their rows by their softmax among themselves, so that the class which the image looks like
        decides. Of one class it is that class's own row. Ordinal: the row of the step to the first abnormal class.
        """
        rows: FloatMap = self.class_rows(weight)[self.is_abnormal]
        if self.head == "ordinal" or len(rows) == 1:
            first: FloatMap = rows[0]
            return first
        own = logits[self.is_abnormal]
        shares = np.exp(own - own.max())
        mixed: FloatMap = (shares / shares.sum()).astype(np.float32) @ rows
        return mixed
