"""Replay: an exam analysed again, with the bundle and the runtime it names, must give the same findings bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Exam, Shot
from edge_app.records import Finding, Frame, Roi

Judge = Callable[[Frame, Roi], Finding]


class Outcome(str, Enum):
    """What replay says of a shot."""

    SAME = "the same"
    DIFFERENT = "DIFFERENT"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Replayed:
    """One shot, analysed again."""

    shot: Shot
    outcome: Outcome
    why: str  # empty where it is the same


def replay(exam: Exam, bundle: str, judge_of: Callable[[str], Judge | None]) -> Iterator[Replayed]:
    """Analyse every shot again. bundle: id of the one there is; judge_of: what analyses as the engine that a shot names did."""
    for shot in exam.shots:
        kept = shot.finding
        if kept.bundle_id != bundle:
            yield Replayed(shot, Outcome.NOT_COMPARABLE, f"made with the bundle {kept.bundle_id}, and this is {bundle}")
        elif (judge := judge_of(shot.engine)) is None:
            yield Replayed(shot, Outcome.NOT_COMPARABLE, f"made by {shot.engine}, which is not what runs here")
        else:
            why = difference(kept, judge(kept.frame, kept.roi))
            yield Replayed(shot, Outcome.DIFFERENT if why else Outcome.SAME, why)


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
