"""Summarises an exam per site and for the patient: the result, which may be indeterminate, and the range between images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import fmean, median
from typing import Any

from edge_app.exams.calipers import Thickness, image_thickness, length_mm, site_thickness
from edge_app.exams.class_counts import class_counts
from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.records import Caliper, Exam, ExamImage, Site
from edge_app.guard.reasons import reason_not_judged
from edge_app.records import PROBABILITY_MEANS, Band, Finding, Guard, Label

PROTOCOL = tuple(Site(one.muscle, one.side) for one in SCREENING.planned)  # the sites of the routine exam
IMAGES_WANTED = SCREENING.planned[0].images  # of each of them
MIN_AGREEING = 2  # images with the same label: a single one shows no spread
MARGIN = 0.1  # around the threshold, in place of the band where a finding has none: no calibration is as exact


class Assessment(str, Enum):
    """The combined result of the images of a site, or of a patient."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    INDETERMINATE = "indeterminate"  # judged, without an answer that holds: `SummaryReason`
    NOTHING = "nothing judged"
    NOT_VALIDATED = "not validated on this device"
    OTHER_MUSCLE = "not made for this muscle"  # the model: there is no finding


class SummaryReason(str, Enum):
    """Why a site, or the exam, is indeterminate."""

    IMAGES_DISAGREE = "images disagree"  # one is normal, another abnormal
    CLOSE_TO_THRESHOLD = "close to the threshold"  # their median is inside the band
    TOO_FEW_IMAGES = "too few images"  # fewer than MIN_AGREEING have a label
    SITES = "indeterminate sites"  # of an exam: no site is abnormal, and at least one is indeterminate


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
    echo_intensity: float | None  # mean grey level of the fit images, 0-255: no air, no text
    answer: Assessment
    reason: SummaryReason | None = None  # why the answer is INDETERMINATE; None: it is another
    thickness: Thickness | None = None  # of the muscle; None: not measured


def summarise_site(site: Site, images: Sequence[ExamImage]) -> SiteSummary:
    """Median, range, and the answer: the label that its images agree on, or indeterminate (docs/adr/0021 and 0035).

    A site is indeterminate if images have opposite labels, if its median is inside the band, or if fewer than two images have
    a label. The score of an image from a device that was not validated is no probability, and has no part in it.
    """
    fit = [image.finding.echo_intensity for image in images if image.finding.guard is Guard.FIT]
    echo, thickness = fmean(fit) if fit else None, site_thickness(images)
    findings = [image.finding for image in images if image.finding.may_count]
    probabilities = [finding.probability for finding in findings if finding.probability is not None]
    abnormal = sum(finding.label is Label.ABNORMAL for finding in findings)
    if not probabilities:
        labels = {image.finding.label for image in images}
        withheld = {Label.NOT_VALIDATED: Assessment.NOT_VALIDATED, Label.OTHER_MUSCLE: Assessment.OTHER_MUSCLE}
        nothing = next((answer for label, answer in withheld.items() if label in labels), Assessment.NOTHING)
        return SiteSummary(site, len(images), 0, 0, None, None, None, echo, nothing, None, thickness)
    low, high, judged = min(probabilities), max(probabilities), len(probabilities)
    reason = _reason(findings, abnormal)
    label = Assessment.ABNORMAL if abnormal else Assessment.NORMAL
    answer = Assessment.INDETERMINATE if reason else label
    return SiteSummary(site, len(images), judged, abnormal, median(probabilities), low, high, echo, answer, reason, thickness)


def _reason(findings: Sequence[Finding], abnormal: int) -> SummaryReason | None:
    """Why these images, `abnormal` of them abnormal, give no answer together; None: they do.

    By label, since the threshold of an older image may differ or be unknown.
    """
    normal = sum(finding.label is Label.NORMAL for finding in findings)
    if normal and abnormal:
        return SummaryReason.IMAGES_DISAGREE
    if _close(findings):
        return SummaryReason.CLOSE_TO_THRESHOLD
    return SummaryReason.TOO_FEW_IMAGES if normal + abnormal < MIN_AGREEING else None


def _close(findings: Sequence[Finding]) -> bool:
    """Whether the median of the judged images is inside the band, where that or at least the threshold is known.

    Each image counts by its own band: above its lower end and below its upper end are medians of their own.
    """
    bands = ((finding.probability, _band(finding)) for finding in findings)
    known = [(probability, band) for probability, band in bands if probability is not None and band is not None]
    if not known:
        return False
    above_low = median(probability - band.low for probability, band in known)
    return above_low >= 0 > median(probability - band.high for probability, band in known)


def _band(finding: Finding) -> Band | None:
    if finding.band is not None or finding.threshold is None:
        return finding.band
    return Band(finding.threshold - MARGIN, finding.threshold + MARGIN)


def summarise(exam: Exam) -> tuple[SiteSummary, ...]:
    """The sites that have images, in the order of the protocol."""
    return tuple(summarise_site(site, exam.at(site)) for site in exam.sites if exam.at(site))


def not_examined(exam: Exam) -> tuple[Site, ...]:
    """The sites of the protocol that have no image."""
    return tuple(site for site in exam.sites if not exam.at(site))


def without_finding(exam: Exam) -> int:
    """How many images have none because the model was not made for their muscle."""
    return sum(image.finding.label is Label.OTHER_MUSCLE for image in exam.images)


def patient_answer(sites: Sequence[SiteSummary]) -> Assessment:
    """Abnormal if any site is: a disease may show in one muscle. Otherwise indeterminate if any is; normal if all judged are."""
    answers = {site.answer for site in sites}
    order = (Assessment.ABNORMAL, Assessment.INDETERMINATE, Assessment.NORMAL, Assessment.NOT_VALIDATED, Assessment.OTHER_MUSCLE)
    return next((answer for answer in order if answer in answers), Assessment.NOTHING)


def patient_reason(sites: Sequence[SiteSummary]) -> SummaryReason | None:
    """Why the patient is indeterminate: the reason that all indeterminate sites share, or that there are some."""
    if patient_answer(sites) is not Assessment.INDETERMINATE:
        return None
    reasons = {site.reason for site in sites if site.reason is not None}
    return reasons.pop() if len(reasons) == 1 else SummaryReason.SITES


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
        "protocol": exam.protocol.name,
        "note": exam.note,
        "answer": patient_answer(sites).value,
        "reason": _value(patient_reason(sites)),
        "without_finding": without_finding(exam),  # of these images; the model was not made for their muscle
        "probability_means": PROBABILITY_MEANS if any(site.probability is not None for site in sites) else None,
        "sites": [
            {
                "muscle": s.site.muscle,
                "side": s.site.side.value,
                "answer": s.answer.value,
                "reason": _value(s.reason),
                "images": s.images,
                "judged": s.judged,
                "abnormal": s.abnormal if s.judged else None,  # none of no labels is no count that anybody may read as normal
                "probability_median": s.probability,
                "probability_range": None if s.low is None else [s.low, s.high],
                "echo_intensity": s.echo_intensity,
                **_thickness(s.thickness),
                **_class_counts(exam.at(s.site)),
                "not_judged": {one.guard.value: one.images for one in reasons_not_judged(exam.at(s.site))},
            }
            for s in sites
        ],
        "images": [
            {
                "number": image.number,
                "muscle": image.site.muscle,
                "side": image.site.side.value,
                "taken": image.taken,
                "label": image.finding.label.value,
                "reason": _value(image.finding.label_reason),
                "validated": image.finding.validated,
                "probability": image.finding.probability if image.finding.may_count else None,
                "score": image.finding.probability,
                **_limits(image.finding),
                **_classes(image.finding),
                "views": image.finding.views,
                "guard": image.finding.guard.value,
                "not_judged_because": reason_not_judged(image.finding),
                "echo_intensity": image.finding.echo_intensity,
                **_thickness(image_thickness(image)),
                "note": image.note,
                "calipers": [_caliper(caliper, image.finding.frame.mm_per_pixel) for caliper in image.calipers],
                "region": [image.finding.roi.x, image.finding.roi.y, image.finding.roi.w, image.finding.roi.h],
                "mm_per_pixel": image.finding.frame.mm_per_pixel,
                "mirrored": image.finding.frame.mirrored,
                "origin": image.finding.frame.origin.value,
                "source": image.finding.frame.source,
                "bundle": image.finding.bundle_id,
                "engine": image.engine,
            }
            for image in exam.images
        ],
        "clips": [  # without a finding: nothing of a clip is analysed
            {
                "number": clip.number,
                "muscle": clip.site.muscle,
                "side": clip.site.side.value,
                "taken": clip.taken,
                "seconds": clip.seconds,
                "frames": len(clip.times_ns),
                "frames_per_second": clip.frames_per_second,
                "region": [clip.roi.x, clip.roi.y, clip.roi.w, clip.roi.h],
                "mm_per_pixel": clip.mm_per_pixel,
                "mirrored": clip.mirrored,
                "origin": clip.origin.value,
                "source": clip.source,
            }
            for clip in exam.clips
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


def _limits(finding: Finding) -> dict[str, float | list[float] | None]:
    """What a probability is compared with; none beside a research score, which would make a label of it."""
    band = finding.band if finding.may_count else None
    return {
        "threshold": finding.threshold if finding.may_count else None,
        "band": None if band is None else [band.low, band.high],
    }


def _class_counts(images: Sequence[ExamImage]) -> dict[str, dict[str, int]]:
    """Nothing of a bundle that describes no classes."""
    if all(image.finding.classes is None for image in images):
        return {}
    return {"classes": {one.label: one.images for one in class_counts(images)}}


def _classes(finding: Finding) -> dict[str, object]:
    """The class and what each got: probabilities where they may count, otherwise only scores."""
    classes = finding.classes
    if classes is None:
        return {}
    each = dict(zip(classes.labels, classes.probabilities, strict=True))
    return {"class": classes.called, "class_probabilities": each if finding.may_count else None, "class_scores": each}


def _thickness(thickness: Thickness | None) -> dict[str, float | str | None]:
    return {
        "thickness_mm": None if thickness is None else thickness.mm,
        "thickness_placed": None if thickness is None else thickness.placed.value,
    }


def _caliper(caliper: Caliper, mm_per_pixel: float | None) -> dict[str, Any]:
    return {
        "kind": caliper.kind.value,
        "placed": caliper.placed.value,
        "points_px": [list(caliper.start), list(caliper.end)],
        "length_mm": length_mm(caliper, mm_per_pixel),
    }


def _value(reason: Enum | None) -> str | None:
    return None if reason is None else str(reason.value)
