"""Replay: an exam analysed again, with the bundle and the runtime it names, must give the same findings bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Exam, ExamImage
from edge_app.records import Finding, Frame, Roi

Judge = Callable[[Frame, Roi], Finding]


class Outcome(str, Enum):
    """What replay says of an image."""

    SAME = "the same"
    DIFFERENT = "DIFFERENT"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Reanalysis:
    """One image, analysed again."""

    image: ExamImage
    outcome: Outcome
    why: str  # empty where it is the same


def reanalyse(exam: Exam, bundle: str, judge_of: Callable[[str], Judge | None]) -> Iterator[Reanalysis]:
    """Analyse every image again.

    bundle: id of the one there is; judge_of: what analyses as the engine that an image names did.
    """
    for image in exam.images:
        kept = image.finding
        if kept.bundle_id != bundle:
            yield Reanalysis(image, Outcome.NOT_COMPARABLE, f"made with the bundle {kept.bundle_id}, and this is {bundle}")
        elif (judge := judge_of(image.engine)) is None:
            yield Reanalysis(image, Outcome.NOT_COMPARABLE, f"made by {image.engine}, which is not what runs here")
        else:
            why = difference(kept, judge(kept.frame, kept.roi))
            yield Reanalysis(image, Outcome.DIFFERENT if why else Outcome.SAME, why)


def difference(kept: Finding, fresh: Finding) -> str:
    """What is not the same bit for bit, as words; empty when nothing is. Timings do not count."""
    pairs = {
        "region": (kept.roi, fresh.roi),
        "label": (kept.label, fresh.label),
        "probability": (kept.probability, fresh.probability),
        "guard": (kept.guard, fresh.guard),
        "echo intensity": (kept.echo_intensity, fresh.echo_intensity),
        "heatmap": ((kept.heat.shape, kept.heat.tobytes()), (fresh.heat.shape, fresh.heat.tobytes())),
    }
    return ", ".join(name for name, (one, other) in pairs.items() if one != other)
