"""How many images of a site are called each class, of a bundle that describes its classes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.exams.records import ExamImage


@dataclass(frozen=True)
class ClassCount:
    """Images that are called a class."""

    label: str
    images: int

    def __str__(self) -> str:
        return f"{self.label} ({self.images})"


def class_counts(images: Sequence[ExamImage]) -> tuple[ClassCount, ...]:
    """The classes that images which count are called, the most frequent first, then in the bundle's order."""
    answers = [one.finding.classes for one in images if one.finding.may_count and one.finding.classes is not None]
    order = {label: place for classes in answers for place, label in enumerate(classes.labels)}
    counts = Counter(classes.called for classes in answers if classes.called is not None)
    return tuple(ClassCount(label, counts[label]) for label in sorted(counts, key=lambda one: (-counts[one], order[one])))
