"""Replay: analysing an exam again with the same bundle and engine must give the same findings, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Exam, ExamImage
from edge_app.records import Finding, Frame, Guard, Label, Permission, Roi

# What the guard saw in the colour or the movement of a stream. Images are stored grey, one by one.
NOT_IN_AN_IMAGE = frozenset({Guard.COLOUR, Guard.FROZEN})

Analyse = Callable[[Frame, Roi, Permission], Finding]


class Outcome(str, Enum):
    """The result of the replay for an image."""

    SAME = "the same"
    DIFFERENT = "DIFFERENT"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Reanalysis:
    """One image, analysed again."""

    image: ExamImage
    outcome: Outcome
    why: str  # empty if the findings are the same


def reanalyse(exam: Exam, bundle: str, analyse_with: Callable[[str], Analyse | None]) -> Iterator[Reanalysis]:
    """Analyse every image again.

    bundle: id of the bundle in use; analyse_with: returns the analysis with the engine of that fingerprint, None if it is not
    available here.
    """
    for image in exam.images:
        stored = image.finding
        if stored.bundle_id != bundle:
            yield Reanalysis(image, Outcome.NOT_COMPARABLE, f"made with bundle {stored.bundle_id}, but this is {bundle}")
        elif stored.guard in NOT_IN_AN_IMAGE:
            why = f'it was refused for "{stored.guard.value}", which a stored image does not show'
            yield Reanalysis(image, Outcome.NOT_COMPARABLE, why)
        elif (analyse := analyse_with(image.engine)) is None:
            yield Reanalysis(image, Outcome.NOT_COMPARABLE, f"made with {image.engine}, which is not available here")
        else:
            why = difference(stored, analyse(stored.frame, stored.roi, permission_of(stored)))
            yield Reanalysis(image, Outcome.DIFFERENT if why else Outcome.SAME, why)


def permission_of(stored: Finding) -> Permission:
    """What could be said of the device when the finding was made."""
    if stored.may_count:
        return Permission.LABEL
    return Permission.NOTHING if stored.label is Label.NOT_VALIDATED and stored.probability is None else Permission.SCORE


def difference(stored: Finding, fresh: Finding) -> str:
    """The names of the values that differ in any bit; empty if none does. Timings are not compared."""
    pairs = {
        "region": (stored.roi, fresh.roi),
        "label": (stored.label, fresh.label),
        "probability": (stored.probability, fresh.probability),
        "guard": (stored.guard, fresh.guard),
        "echo intensity": (stored.echo_intensity, fresh.echo_intensity),
        "heatmap": ((stored.heat.shape, stored.heat.tobytes()), (fresh.heat.shape, fresh.heat.tobytes())),
    }
    return ", ".join(name for name, (one, other) in pairs.items() if one != other)
