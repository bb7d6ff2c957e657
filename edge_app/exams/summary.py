"""Summarises an exam per site and for the patient: the result, which may be "uncertain", and the range between images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from statistics import fmean, median
from typing import Any

from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.records import Exam, ExamImage, Site
from edge_app.guard.reasons import reason_not_judged
from edge_app.records import Finding, Label, Muscle, Side

PROTOCOL = tuple(Site(muscle, side) for muscle, side in product(Muscle, Side))  # as in the paper's data set
IMAGES_WANTED = 3  # per site; the paper's data set has three or four
MAX_IMAGES = 4  # per site
MIN_JUDGED = 2  # images: a single one shows no spread
UNCERTAIN_MARGIN = 0.1  # a probability closer to the threshold is uncertain, because no calibration is that exact


class Assessment(str, Enum):
    """The combined result of the images of a site, or of a patient."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNCERTAIN = "uncertain"
    NOTHING = "nothing judged"
    NOT_VALIDATED = "not validated on this device"


@dataclass(frozen=True)
class SiteSummary:
    """The combined result of the images of one site."""

    site: Site
    images: int
    judged: int  # with a label: fit, and from a validated device
    abnormal: int
    probability: float | None  # median of the judged images
    low: float | None  # the lowest
    high: float | None  # the highest
    echo_intensity: float | None  # mean grey level, 0-255
    answer: Assessment


def summarise_site(site: Site, images: Sequence[ExamImage]) -> SiteSummary:
    """Median, range, and the answer: the label all images share, or uncertain (docs/adr/0021).

    A site is uncertain if its range includes the decision threshold, if its median is close to it, or if only one image was
    judged. The score of an image from a device that was not validated is no probability, and has no part in it.
    """
    echo = fmean(image.finding.echo_intensity for image in images) if images else None
    findings = [image.finding for image in images if image.finding.may_count]
    probabilities = [finding.probability for finding in findings if finding.probability is not None]
    abnormal = sum(finding.label is Label.ABNORMAL for finding in findings)
    if not probabilities:
        without = any(image.finding.label is Label.NOT_VALIDATED for image in images)
        nothing = Assessment.NOT_VALIDATED if without else Assessment.NOTHING
        return SiteSummary(site, len(images), 0, 0, None, None, None, echo, nothing)
    low, high = min(probabilities), max(probabilities)
    across = 0 < abnormal < len(probabilities)  # by label: the threshold of an older image may differ or be unknown
    if len(probabilities) < MIN_JUDGED or across or _close(findings):
        answer = Assessment.UNCERTAIN
    else:
        answer = Assessment.ABNORMAL if abnormal else Assessment.NORMAL
    judged = len(probabilities)
    return SiteSummary(site, len(images), judged, abnormal, median(probabilities), low, high, echo, answer)


def _close(findings: Sequence[Finding]) -> bool:
    """Whether the median of the judged images is within UNCERTAIN_MARGIN of the threshold, if that is known."""
    pairs = ((finding.probability, finding.threshold) for finding in findings)
    margins = [probability - threshold for probability, threshold in pairs if probability is not None and threshold is not None]
    return bool(margins) and abs(median(margins)) <= UNCERTAIN_MARGIN


def summarise(exam: Exam) -> tuple[SiteSummary, ...]:
    """The sites that have images, in the order of the protocol."""
    return tuple(summarise_site(site, exam.at(site)) for site in PROTOCOL if exam.at(site))


def patient_answer(sites: Sequence[SiteSummary]) -> Assessment:
    """Abnormal if any site is; otherwise uncertain if any site is; normal if all judged sites are normal."""
    answers = {site.answer for site in sites}
    order = (Assessment.ABNORMAL, Assessment.UNCERTAIN, Assessment.NORMAL, Assessment.NOT_VALIDATED)
    return next((answer for answer in order if answer in answers), Assessment.NOTHING)


def as_document(exam: Exam) -> dict[str, Any]:
    """An exam without its pixels, for JSON."""
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
                "not_judged": {one.guard.value: one.images for one in reasons_not_judged(exam.at(s.site))},
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
                "validated": image.finding.validated,
                "probability": image.finding.probability if image.finding.may_count else None,
                "score": image.finding.probability,
                "threshold": image.finding.threshold,
                "guard": image.finding.guard.value,
                "not_judged_because": reason_not_judged(image.finding),
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
