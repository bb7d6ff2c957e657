"""Replay: analysing an exam again with the same bundle and engine must give the same findings, bit for bit.

Only what the guard says may change with the program's version. Where it does, the rest is compared under the guard of then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from edge_app.exams.records import Exam, ExamImage
from edge_app.records import Finding, Guard, Label, Permission

# What the guard saw in the colour or the movement of a stream. Images are stored grey, one by one.
NOT_IN_AN_IMAGE = frozenset({Guard.COLOUR, Guard.SCANNER_FROZEN})

# What it says today of the frame and region of a stored finding; the guard is given, or None to be assessed today.
Analyse = Callable[[Finding, Guard | None], Finding]


class Outcome(str, Enum):
    """The result of the replay for an image."""

    SAME = "the same"
    DIFFERENT = "DIFFERENT"
    OTHER_GUARD = "the same but for the guard"  # by which another version of the program may decide otherwise
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
            yield _compare(image, analyse)


def _compare(image: ExamImage, analyse: Analyse) -> Reanalysis:
    stored = image.finding
    fresh = analyse(stored, None)
    today = fresh.guard
    if today is not stored.guard:
        fresh = analyse(stored, stored.guard)
    if why := difference(stored, fresh):
        return Reanalysis(image, Outcome.DIFFERENT, why)
    if today is not stored.guard:
        return Reanalysis(image, Outcome.OTHER_GUARD, f'it was "{stored.guard.value}", and is "{today.value}" to this version')
    return Reanalysis(image, Outcome.SAME, "")


def permission_of(stored: Finding) -> Permission:
    """What could be said of the device when the finding was made."""
    if stored.label is Label.OTHER_MUSCLE:
        return Permission.NOTHING
    if stored.may_count:
        return Permission.LABEL
    return Permission.NOTHING if stored.label is Label.NOT_VALIDATED and stored.probability is None else Permission.SCORE


def _classes(finding: Finding) -> tuple[object, ...] | None:
    of = finding.classes
    return None if of is None else (of.labels, of.probabilities, of.called, of.heat.shape, of.heat.tobytes())


def difference(stored: Finding, fresh: Finding) -> str:
    """The names of the values that differ in any bit; empty if none does. Timings are not compared."""
    pairs = {
        "region": (stored.roi, fresh.roi),
        "label": (stored.label, fresh.label),
        "reason": (stored.reason, fresh.reason),
        "probability": (stored.probability, fresh.probability),
        "classes": (_classes(stored), _classes(fresh)),
        "guard": (stored.guard, fresh.guard),
        "echo intensity": (stored.echo_intensity, fresh.echo_intensity),
        "heatmap": ((stored.heat.shape, stored.heat.tobytes()), (fresh.heat.shape, fresh.heat.tobytes())),
    }
    return ", ".join(name for name, (one, other) in pairs.items() if one != other)
