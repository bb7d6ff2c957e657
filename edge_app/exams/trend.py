"""How each site of a patient has changed from exam to exam, as far as the exams can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from edge_app.exams.records import Exam, ExamImage, Patient, Placement, Site
from edge_app.exams.summary import summarise_site
from edge_app.exams.z_score import NoZScore, ZScore

MAX_EXAMS = 12  # of a trend, the newest

SiteZScore = Callable[[Sequence[ExamImage], Patient], ZScore | NoZScore]


@dataclass(frozen=True)
class Measured:
    """A value of one exam."""

    started: str  # when the exam did; UTC, ISO 8601
    value: float
    placed: Placement | None = None  # of a thickness: who measured it


@dataclass(frozen=True)
class SiteTrend:
    """The values of one site, in the order of the exams. Those by another model or reference than the newest are left out."""

    site: Site
    probability: tuple[Measured, ...]  # median of the judged images, by one model
    z_score: tuple[Measured, ...]  # of echo intensity, against one reference: of one device at one preset
    other_model: int  # probabilities that were left out
    other_reference: int  # z-scores that were left out
    thickness: tuple[Measured, ...] = ()  # mm; millimetres are the same on every device

    @property
    def incomparable(self) -> int:
        """Values that were left out."""
        return self.other_model + self.other_reference

    @property
    def lines(self) -> int:
        """How many kinds have at least two values."""
        return sum(len(one) > 1 for one in (self.probability, self.z_score, self.thickness))

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The values of all kinds."""
        return (*self.probability, *self.z_score, *self.thickness)


def trend(exams: Iterable[Exam], z_score_of: SiteZScore) -> tuple[SiteTrend, ...]:
    """The sites with two values of a kind or more, those of the newest exam's protocol last and in its order.

    exams: of one patient, the oldest first, each asked for once. Raises ValueError for exams that are not of one known patient.
    """
    values: dict[Site, _Values] = {}
    identifier: str | None = None
    for exam in exams:
        if exam.patient.identifier is None or identifier not in (None, exam.patient.identifier):
            raise ValueError("a trend is of the exams of one patient who has an identifier")
        identifier = exam.patient.identifier
        for site in exam.sites:
            found = values.pop(site, None) or _Values([], [], [])
            values[site] = found
            if images := exam.at(site):
                _add(found, exam, site, images, z_score_of)
    trends = (_comparable(site, found) for site, found in values.items() if found.probability or found.z_score or found.thickness)
    return tuple(one for one in trends if one.lines)


def shares_of_time(values: Sequence[Measured]) -> list[float]:
    """Where each of at least two values lies between the first exam and the last, 0-1; evenly, where the device's clock went
    back.
    """
    times = [datetime.fromisoformat(one.started).timestamp() for one in values]
    if times != sorted(times) or times[0] == times[-1]:
        return [number / (len(values) - 1) for number in range(len(values))]
    return [(time - times[0]) / (times[-1] - times[0]) for time in times]


@dataclass(frozen=True)
class _Values:
    """What was found of a site, each value with the model or reference that it rests on."""

    probability: list[tuple[str, Measured]]
    z_score: list[tuple[str, Measured]]
    thickness: list[Measured]


def _add(values: _Values, exam: Exam, site: Site, images: Sequence[ExamImage], z_score_of: SiteZScore) -> None:
    summary, z_score = summarise_site(site, images), z_score_of(images, exam.patient)
    probability, thickness = summary.probability, summary.thickness
    if probability is not None:
        models = ", ".join(sorted({image.finding.bundle_id for image in images if image.finding.may_count}))
        values.probability.append((models, Measured(exam.started, probability)))
    if isinstance(z_score, ZScore):
        values.z_score.append((z_score.reference, Measured(exam.started, z_score.value)))
    if thickness is not None:
        values.thickness.append(Measured(exam.started, thickness.mm, thickness.placed))


def _comparable(site: Site, values: _Values) -> SiteTrend:
    probability, z_score = (_like_the_newest(each) for each in (values.probability, values.z_score))
    other_model, other_reference = len(values.probability) - len(probability), len(values.z_score) - len(z_score)
    return SiteTrend(site, probability, z_score, other_model, other_reference, tuple(values.thickness))


def _like_the_newest(values: Sequence[tuple[str, Measured]]) -> tuple[Measured, ...]:
    return tuple(measured for basis, measured in values if basis == values[-1][0])
