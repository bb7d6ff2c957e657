"""How each site of a patient has changed from exam to exam, as far as the exams can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.summary import summarise_site
from edge_app.exams.z_score import NoZScore, ZScore

MAX_EXAMS = 12  # of a trend, the newest

SiteZScore = Callable[[Sequence[ExamImage], Patient], ZScore | NoZScore]


@dataclass(frozen=True)
class Measured:
    """A value of one exam."""

    started: str  # when the exam did; UTC, ISO 8601
    value: float


@dataclass(frozen=True)
class SiteTrend:
    """The values of one site, in the order of the exams. Those by another model or reference than the newest are left out."""

    site: Site
    probability: tuple[Measured, ...]  # median of the judged images, by one model
    z_score: tuple[Measured, ...]  # of echo intensity, against one reference
    incomparable: int  # values that were left out


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
            found = values.pop(site, None) or _Values([], [])
            values[site] = found
            if images := exam.at(site):
                _add(found, exam, site, images, z_score_of)
    trends = (_comparable(site, found) for site, found in values.items() if found.probability or found.z_score)
    return tuple(one for one in trends if len(one.probability) > 1 or len(one.z_score) > 1)


@dataclass(frozen=True)
class _Values:
    """What was found of a site, each value with the model or reference that it rests on."""

    probability: list[tuple[str, Measured]]
    z_score: list[tuple[str, Measured]]


def _add(values: _Values, exam: Exam, site: Site, images: Sequence[ExamImage], z_score_of: SiteZScore) -> None:
    probability, z_score = summarise_site(site, images).probability, z_score_of(images, exam.patient)
    if probability is not None:
        models = ", ".join(sorted({image.finding.bundle_id for image in images if image.finding.may_count}))
        values.probability.append((models, Measured(exam.started, probability)))
    if isinstance(z_score, ZScore):
        values.z_score.append((z_score.reference, Measured(exam.started, z_score.value)))


def _comparable(site: Site, values: _Values) -> SiteTrend:
    probability, z_score = (_like_the_newest(each) for each in (values.probability, values.z_score))
    left_out = len(values.probability) + len(values.z_score) - len(probability) - len(z_score)
    return SiteTrend(site, probability, z_score, left_out)


def _like_the_newest(values: Sequence[tuple[str, Measured]]) -> tuple[Measured, ...]:
    return tuple(measured for basis, measured in values if basis == values[-1][0])
