"""What is kept of an exam for drift: numbers without identity, apart for each device and bundle that its images are of."""

from __future__ import annotations

from collections.abc import Sequence

from edge_app.drift.quantities import ImageNumbers
from edge_app.drift.summary import ExamNumbers
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.summary import Assessment, patient_answer, summarise_site
from edge_app.records import Guard, Label, Roi
from edge_app.scanner_screen import image_field

DeviceAndBundle = tuple[str, str]  # `Frame.source`, `Finding.bundle_id`
_LABELS = {Assessment.NORMAL: Label.NORMAL, Assessment.ABNORMAL: Label.ABNORMAL}


def exam_numbers(exam: Exam, patient: str) -> dict[DeviceAndBundle, ExamNumbers]:
    """patient: a keyed hash that is the same in all exams of a patient.

    Images of muscles that the bundle was not made for are left out: its reference has none of them.
    """
    groups: dict[DeviceAndBundle, list[ExamImage]] = {}
    for image in exam.images:
        if image.finding.label is Label.OTHER_MUSCLE:
            continue
        groups.setdefault((image.finding.frame.source, image.finding.bundle_id), []).append(image)
    clinician = exam.verdict.label if exam.verdict else None
    return {
        group: ExamNumbers(patient, _numbers(images), _LABELS.get(_answer(images), Label.NOT_JUDGED), clinician)
        for group, images in groups.items()
    }


def _numbers(images: Sequence[ExamImage]) -> tuple[ImageNumbers, ...]:
    """The field is looked for once for each size of frame: that takes ten times as long as everything else.

    In an image that was judged, if there is one: in air only a part of the field is to be found.
    """
    fields: dict[tuple[int, int], Roi] = {}
    for image in sorted(images, key=lambda one: one.finding.guard is not Guard.FIT):
        frame = image.finding.frame
        if (frame.width, frame.height) not in fields:
            fields[frame.width, frame.height] = image_field(frame.pixels)
    findings = [image.finding for image in images]
    return tuple(ImageNumbers.of(one, fields[one.frame.width, one.frame.height]) for one in findings)


def _answer(images: Sequence[ExamImage]) -> Assessment:
    """The network's for the patient, from the images of one device."""
    sites = dict.fromkeys(image.site for image in images)
    return patient_answer([summarise_site(site, [image for image in images if image.site == site]) for site in sites])
