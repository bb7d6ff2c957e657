"""What an exam comes to: per site and for the patient, with the spread between images, and "uncertain" where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from statistics import fmean, median
from typing import Any

from edge_app.exams.records import Exam, ExamImage, Site
from edge_app.records import Finding, Label, Muscle, Side

PROTOCOL = tuple(Site(muscle, side) for muscle, side in product(Muscle, Side))  # of the paper's data set
IMAGES_WANTED = 3  # images of each site; the paper's data set has three or four
MAX_IMAGES = 4
MIN_JUDGED = 2  # images: one alone shows no spread
DOUBT = 0.1  # of the threshold: nearer to it a probability does not say which side it is on, for no calibration is that exact


class Assessment(str, Enum):
    """What the images of a site, or of a patient, say together."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNCERTAIN = "uncertain"
    NOTHING = "nothing judged"


@dataclass(frozen=True)
class SiteSummary:
    """The images of one site together."""

    site: Site
    images: int
    judged: int
    abnormal: int
    probability: float | None  # median of the judged images
    low: float | None  # the lowest
    high: float | None  # the highest
    echo_intensity: float | None  # mean grey level, 0-255
    answer: Assessment


def summarise_site(site: Site, images: Sequence[ExamImage]) -> SiteSummary:
    """Median, range, and the answer: that of every image, or uncertain (docs/adr/0021).

    Uncertain is a site whose range lies across the decision threshold, whose median lies close to it, or that one image
    alone was judged of.
    """
    findings = [image.finding for image in images]
    chances = [finding.probability for finding in findings if finding.probability is not None]
    abnormal = sum(finding.label is Label.ABNORMAL for finding in findings)
    echo = fmean(finding.echo_intensity for finding in findings) if findings else None
    if not chances:
        return SiteSummary(site, len(images), 0, 0, None, None, None, echo, Assessment.NOTHING)
    low, high = min(chances), max(chances)
    across = 0 < abnormal < len(chances)  # by the labels: an older image's threshold may be another one, or unknown
    if len(chances) < MIN_JUDGED or across or _close(findings):
        answer = Assessment.UNCERTAIN
    else:
        answer = Assessment.ABNORMAL if abnormal else Assessment.NORMAL
    return SiteSummary(site, len(images), len(chances), abnormal, median(chances), low, high, echo, answer)


def _close(findings: Sequence[Finding]) -> bool:
    """Whether the median of the judged images is no further than DOUBT from the threshold, where that is known."""
    pairs = ((finding.probability, finding.threshold) for finding in findings)
    apart = [probability - threshold for probability, threshold in pairs if probability is not None and threshold is not None]
    return bool(apart) and abs(median(apart)) <= DOUBT


def summarise(exam: Exam) -> tuple[SiteSummary, ...]:
    """Every site of the protocol that has images, in its order."""
    return tuple(summarise_site(site, exam.at(site)) for site in PROTOCOL if exam.at(site))


def patient_answer(sites: Sequence[SiteSummary]) -> Assessment:
    """Abnormal where any site is; else uncertain where any is; normal where all that were judged are."""
    answers = [site.answer for site in sites if site.answer is not Assessment.NOTHING]
    for answer in (Assessment.ABNORMAL, Assessment.UNCERTAIN):
        if answer in answers:
            return answer
    return Assessment.NORMAL if answers else Assessment.NOTHING


def as_document(exam: Exam) -> dict[str, Any]:
    """An exam without its images, for JSON."""
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
                "images": s.images,
                "judged": s.judged,
                "abnormal": s.abnormal,
                "probability_median": s.probability,
                "probability_range": None if s.low is None else [s.low, s.high],
                "echo_intensity": s.echo_intensity,
            }
            for s in sites
        ],
        "images": [
            {
                "number": image.number,
                "muscle": image.site.muscle.value,
                "side": image.site.side.value,
                "taken": image.taken,
                "label": image.finding.label.value,
                "probability": image.finding.probability,
                "threshold": image.finding.threshold,
                "guard": image.finding.guard.value,
                "echo_intensity": image.finding.echo_intensity,
                "region": [image.finding.roi.x, image.finding.roi.y, image.finding.roi.w, image.finding.roi.h],
                "mm_per_pixel": image.finding.frame.mm_per_pixel,
                "mirrored": image.finding.frame.mirrored,
                "source": image.finding.frame.source,
                "bundle": image.finding.bundle_id,
                "engine": image.engine,
            }
            for image in exam.images
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
