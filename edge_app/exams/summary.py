"""What an exam comes to: per site and for the patient, with the spread between pictures, and "uncertain" where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from statistics import fmean, median
from typing import Any

from edge_app.exams.records import Exam, Shot, Site
from edge_app.records import Finding, Label, Muscle, Side

PROTOCOL = tuple(Site(muscle, side) for muscle, side in product(Muscle, Side))  # of the paper's data set
SHOTS_WANTED = 3  # pictures of each site; the paper's data set has three or four
SHOTS_MOST = 4
LEAST_JUDGED = 2  # pictures: one alone shows no spread
DOUBT = 0.1  # of the threshold: nearer to it a probability does not say which side it is on, for no calibration is that exact


class Answer(str, Enum):
    """What the pictures of a site, or of a patient, say together."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNCERTAIN = "uncertain"
    NOTHING = "nothing judged"


@dataclass(frozen=True)
class SiteSummary:
    """The pictures of one site together."""

    site: Site
    shots: int
    judged: int
    abnormal: int
    probability: float | None  # median of the judged pictures
    low: float | None  # the lowest
    high: float | None  # the highest
    echo_intensity: float | None  # mean grey level, 0-255
    answer: Answer


def summarise_site(site: Site, shots: Sequence[Shot]) -> SiteSummary:
    """Median, range, and the answer: that of every picture, or uncertain (docs/adr/0021).

    Uncertain is a site whose range lies across the decision threshold, whose median lies close to it, or that one picture
    alone was judged of.
    """
    findings = [shot.finding for shot in shots]
    chances = [finding.probability for finding in findings if finding.probability is not None]
    abnormal = sum(finding.label is Label.ABNORMAL for finding in findings)
    echo = fmean(finding.echo_intensity for finding in findings) if findings else None
    if not chances:
        return SiteSummary(site, len(shots), 0, 0, None, None, None, echo, Answer.NOTHING)
    low, high = min(chances), max(chances)
    across = 0 < abnormal < len(chances)  # by the labels: an older picture's threshold may be another one, or unknown
    if len(chances) < LEAST_JUDGED or across or _close(findings):
        answer = Answer.UNCERTAIN
    else:
        answer = Answer.ABNORMAL if abnormal else Answer.NORMAL
    return SiteSummary(site, len(shots), len(chances), abnormal, median(chances), low, high, echo, answer)


def _close(findings: Sequence[Finding]) -> bool:
    """Whether the median of the judged pictures is no further than DOUBT from the threshold, where that is known."""
    pairs = ((finding.probability, finding.threshold) for finding in findings)
    apart = [probability - threshold for probability, threshold in pairs if probability is not None and threshold is not None]
    return bool(apart) and abs(median(apart)) <= DOUBT


def summarise(exam: Exam) -> tuple[SiteSummary, ...]:
    """Every site of the protocol that has pictures, in its order."""
    return tuple(summarise_site(site, exam.at(site)) for site in PROTOCOL if exam.at(site))


def patient_answer(sites: Sequence[SiteSummary]) -> Answer:
    """Abnormal where any site is; else uncertain where any is; normal where all that were judged are."""
    answers = [site.answer for site in sites if site.answer is not Answer.NOTHING]
    for answer in (Answer.ABNORMAL, Answer.UNCERTAIN):
        if answer in answers:
            return answer
    return Answer.NORMAL if answers else Answer.NOTHING


def as_document(exam: Exam) -> dict[str, Any]:
    """An exam without its pictures, for JSON."""
    patient, sites = exam.patient, summarise(exam)
    return {
        "exam": exam.id,
        "started": exam.started,
        "finished": exam.finished,
        "by": exam.by,
        "patient": {
            "identifier": patient.identifier,
            "age_years": patient.age,
            "sex": patient.sex.value if patient.sex else None,
            "height_cm": patient.height_cm,
            "weight_kg": patient.weight_kg,
        },
        "answer": patient_answer(sites).value,
        "sites": [
            {
                "muscle": s.site.muscle.value,
                "side": s.site.side.value,
                "answer": s.answer.value,
                "pictures": s.shots,
                "judged": s.judged,
                "abnormal": s.abnormal,
                "probability_median": s.probability,
                "probability_range": None if s.low is None else [s.low, s.high],
                "echo_intensity": s.echo_intensity,
            }
            for s in sites
        ],
        "pictures": [
            {
                "number": shot.number,
                "muscle": shot.site.muscle.value,
                "side": shot.site.side.value,
                "taken": shot.taken,
                "label": shot.finding.label.value,
                "probability": shot.finding.probability,
                "threshold": shot.finding.threshold,
                "guard": shot.finding.guard.value,
                "echo_intensity": shot.finding.echo_intensity,
                "region": [shot.finding.roi.x, shot.finding.roi.y, shot.finding.roi.w, shot.finding.roi.h],
                "mm_per_pixel": shot.finding.frame.mm_per_pixel,
                "mirrored": shot.finding.frame.mirrored,
                "source": shot.finding.frame.source,
                "bundle": shot.finding.bundle_id,
                "engine": shot.engine,
            }
            for shot in exam.shots
        ],
        "verdict": None
        if exam.verdict is None
        else {
            "label": exam.verdict.label.value,
            "reason": exam.verdict.reason,
            "by": exam.verdict.by,
            "given": exam.verdict.given,
        },
    }
