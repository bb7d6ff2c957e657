"""Why images of an exam were not judged, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.exams.records import ExamImage
from edge_app.records import Guard, Label


@dataclass(frozen=True)
class ReasonCount:
    """How many images were not judged for one reason."""

    guard: Guard
    images: int


def reasons_not_judged(images: Iterable[ExamImage]) -> tuple[ReasonCount, ...]:
    """The guard's reasons, the most frequent first; among equals, the more basic one."""
    findings = [image.finding for image in images]
    counts = Counter(finding.guard for finding in findings if finding.label is Label.NOT_JUDGED)
    order = list(Guard)
    by_count = sorted(counts.items(), key=lambda item: (-item[1], order.index(item[0])))
    return tuple(ReasonCount(guard, images) for guard, images in by_count if guard is not Guard.FIT)
