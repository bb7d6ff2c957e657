"""The clinical grade of fibrillation of a muscle, 0 to 4+, from the events that a classifier has called.

The rule is that of the textbooks (Daube & Rubin, Muscle Nerve 2009; 39: 244-270; Preston & Shapiro, Electromyography and
Neuromuscular Disorders, chapter on spontaneous activity). They write it in words:

    0    none
    1+   persistent single trains, longer than 2 to 3 s, in at least two areas
    2+   a moderate number of potentials in three or more areas
    3+   many potentials in all areas
    4+   a full interference pattern of potentials in all areas

They are quoted as they are handed on; somebody with the books in hand should check. Words do not compute, so "moderate", "many"
and "full" have numbers here, which are **ours** and which nobody has held against examiners. A single fibre fires 0.5 to 15 times
a second (Conrad et al. 1972; Heckmann & Ludin 1982), so more than 15 are more than one train. Fibrillation potentials and
positive sharp waves count alike: the same fibres make them.

What it cannot know: whether the muscle was at rest, whether the needle lay still, and in how many areas it was. An area is one
recording of it. Potentials that overlap are one event to the detector, which finds at most 50 or so a second: 4+ is rather
called 3+ than the other way round. A myotonic discharge whose potentials are called positive sharp waves is graded with them.
It grades what was called, rightly or wrongly, and is no diagnosis.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from edge_app.emg.analysis import ReadEvent
from edge_app.emg.guard import Unfit
from edge_app.emg.waveform import Waveform

RULE = "0 to 4+ by areas and density (words: Daube & Rubin 2009; numbers: ours)"
DENERVATION = frozenset({Waveform.PSW, Waveform.FIBRILLATION})

TRAIN_S = 2.0  # s that a train lasts at least; the lower of "2 to 3"
TRAIN_POTENTIALS = 4  # fewer are no rhythm
PAUSE_S = 2.0  # s between two potentials of one train at most; the slowest fire 0.5 a second
AREAS_WITH_TRAINS = 2  # for 1+
AREAS_MODERATE = 3  # for 2+
MODERATE_HZ = 5.0  # potentials a second; ours
MANY_HZ = 15.0  # ours: more than one fibre fires
FULL_SHARE = 0.5  # of the time that potentials cover; ours

MIN_AREA_S = 2.0  # a shorter recording cannot hold a train
MIN_AREAS = 3  # judged ones; with fewer, 1+ and 2+ could not be told apart
MIN_JUDGED_SHARE = 0.5  # of the areas, and in each of its events


@dataclass(frozen=True)
class CalledPotential:
    """An event that a classifier has called a fibrillation potential or a positive sharp wave."""

    seconds: float  # s since the recording's beginning, of its largest deflection
    duration_ms: float


@dataclass(frozen=True)
class Area:
    """One place of the needle: a recording of a muscle at rest."""

    seconds: float  # how long it was recorded
    potentials: tuple[CalledPotential, ...]  # in order of time
    judged: bool  # whether enough of it was fit to be judged

    @property
    def has_train(self) -> bool:
        """Whether one train is persistent."""
        train = [*self.potentials[:1]]
        for before, after in pairwise(self.potentials):
            if after.seconds - before.seconds > PAUSE_S:
                train = []
            train.append(after)
            if len(train) >= TRAIN_POTENTIALS and after.seconds - train[0].seconds >= TRAIN_S:
                return True
        return False

    @property
    def rate_hz(self) -> float:
        """Potentials a second."""
        return len(self.potentials) / self.seconds

    @property
    def covered_share(self) -> float:
        """0-1 of the recording that potentials cover; each lies in the middle of its duration, overlaps count once."""
        covered, until = 0.0, 0.0
        spans = ((one.seconds - one.duration_ms / 2000, one.seconds + one.duration_ms / 2000) for one in self.potentials)
        for begin, end in sorted(spans):
            begin, end = max(begin, until), min(end, self.seconds)
            covered += max(end - begin, 0.0)
            until = max(until, end)
        return covered / self.seconds


@dataclass(frozen=True)
class FibrillationGrade:
    """A muscle's grade, and what it follows from."""

    grade: int | None  # 0-4; None: not graded
    reason: str | None  # why it is not graded, and what to do; None: it is
    areas: int  # that were judged
    not_judged: int  # areas that were not
    with_trains: int  # judged areas with a persistent train
    moderate: int  # of these, with at least MODERATE_HZ
    many: int  # of these, with at least MANY_HZ
    full: int  # of these, with at least FULL_SHARE covered

    @property
    def text(self) -> str:
        """As it is written: 0, 1+ to 4+, or "not graded"."""
        return "not graded" if self.grade is None else f"{self.grade}+" if self.grade else "0"


def grade_muscle(areas: Sequence[Area]) -> FibrillationGrade:
    """The grade of one muscle from its recordings at rest. Pure; their order does not matter.

    Nothing is graded where fewer than three areas, or fewer than half of them, were fit to be judged. Trains in a single area
    are grade 0 by the rule; `with_trains` says that there are some.
    """
    judged = [area for area in areas if area.judged]
    trains = [area for area in judged if area.has_train]
    moderate = [area for area in trains if area.rate_hz >= MODERATE_HZ]
    many = [area for area in moderate if area.rate_hz >= MANY_HZ]
    full = [area for area in many if area.covered_share >= FULL_SHARE]
    reason = None
    if len(judged) < MIN_AREAS:
        reason = f"{len(judged)} areas of the muscle were fit to be judged, {MIN_AREAS} are needed. Record more of it, at rest."
    elif len(judged) < MIN_JUDGED_SHARE * len(areas):
        reason = f"Only {len(judged)} of {len(areas)} areas were fit to be judged. Record again what was not."
    grade = 0
    if len(full) == len(judged):
        grade = 4
    elif len(many) == len(judged):
        grade = 3
    elif len(moderate) >= AREAS_MODERATE:
        grade = 2
    elif len(trains) >= AREAS_WITH_TRAINS:
        grade = 1
    return FibrillationGrade(
        None if reason else grade, reason, len(judged), len(areas) - len(judged), *map(len, (trains, moderate, many, full))
    )


def area_of(
    seconds: float,
    unfit: Unfit | None,
    events: Sequence[ReadEvent],
    called: Sequence[Waveform | None],
    of: Collection[Waveform] = DENERVATION,
) -> Area:
    """A recording as an area. seconds: how long it is; unfit: why nothing in it is judged; called: of each event, None where it
    has no class; of: the classes that are graded.

    A silent recording was judged: it has no potentials. So was one of which at least half of the events have a class.
    """
    classed = [(found, waveform) for found, waveform in zip(events, called, strict=True) if waveform and found.unfit is None]
    potentials = tuple(
        CalledPotential(found.event.seconds, found.reading.duration_ms) for found, waveform in classed if waveform in of
    )
    fit = unfit in (None, Unfit.SILENT) and len(classed) >= MIN_JUDGED_SHARE * len(events)
    return Area(seconds, potentials, fit and seconds >= MIN_AREA_S)
