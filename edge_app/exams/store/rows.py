"""Converts exams and images to database rows and back, without losing a bit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.protocols.factory import SCREENING
from edge_app.exams.protocols.protocol import Protocol
from edge_app.exams.protocols.reader import from_stored
from edge_app.exams.records import (
    Caliper,
    CaliperKind,
    Clip,
    EarlierPatient,
    Exam,
    ExamImage,
    ExamLine,
    Order,
    Patient,
    Placement,
    Site,
    Verdict,
)
from edge_app.records import (
    Band,
    ClassAnswer,
    Finding,
    Frame,
    GreyImage,
    Guard,
    IndeterminateReason,
    Label,
    Roi,
    Sex,
    Side,
    Timings,
)
from edge_app.typed_reader import FormatError, parse_json

PATIENT = "identifier, age, sex, height_cm, weight_kg"
ORDER = "accession_number, study_uid, procedure_id, procedure, step_id"  # of the table exam_order
PROTOCOL = "SELECT document FROM exam_protocol WHERE exam = ?"
CALIPER = "kind, placed, start_x, start_y, end_x, end_y"  # of the table caliper
VERDICT = "verdict, reason, verdict_by, verdict_given"
EXAM = f"id, started, by, finished, {PATIENT}, {VERDICT}, revision"
IMAGE = (
    "number, muscle, side, taken, picture, sequence, captured_ns, mm_per_pixel, source, x, y, w, h, label, probability, "
    "heat, heat_rows, guard, echo, bundle, engine, mirrored, threshold, validated, band_low, band_high, reason, views, recorded, "
    "classes, class_heat"
)
# The sum is NULL where no image has a label: none of no labels is no count that anybody may read as normal.
LINE = (
    "id, started, finished, identifier, (SELECT count(*) FROM shot WHERE exam = id), "
    f"(SELECT sum(label = '{Label.ABNORMAL.value}') FROM shot WHERE exam = id AND label IN "
    f"('{Label.NORMAL.value}', '{Label.ABNORMAL.value}', '{Label.INDETERMINATE.value}')), verdict, "
    "(SELECT count(*) FROM clip WHERE exam = id)"
)
NOT_TIMED = Timings(0.0, 0.0, 0.0, 0.0, 0.0)
NO_PIXELS = np.zeros((1, 1), np.uint8)  # of an image that is read for its finding only


def patient_row(patient: Patient) -> tuple[object, ...]:
    """The values of PATIENT."""
    sex = patient.sex.value if patient.sex else None
    return (patient.identifier, patient.age, sex, patient.height_cm, patient.weight_kg)


def audited_patient(started: str, by: str, row: Sequence[object], revision: int = 0) -> Sequence[object]:
    """What the audit trail covers of a patient: without the revision while there is none, as in the trail of older exams."""
    return (started, by, *row, revision) if revision else (started, by, *row)


def order_row(order: Order) -> tuple[object, ...]:
    """The values of ORDER."""
    return (order.accession_number, order.study_uid, order.procedure_id, order.procedure, order.step_id)


def verdict_row(verdict: Verdict) -> tuple[object, ...]:
    """The values of VERDICT."""
    return (verdict.label.value, verdict.reason, verdict.by, verdict.given)


def caliper_row(caliper: Caliper) -> tuple[object, ...]:
    """The values of CALIPER."""
    return (caliper.kind.value, caliper.placed.value, *caliper.start, *caliper.end)


def image_row(image: ExamImage) -> tuple[object, ...]:
    """The values of IMAGE."""
    finding, frame, roi = image.finding, image.finding.frame, image.finding.roi
    heat = np.ascontiguousarray(finding.heat, "<f4")
    return (
        image.number, image.site.muscle, image.site.side.value, image.taken, encode_png(frame.pixels), frame.sequence,
        frame.captured_ns, frame.mm_per_pixel, frame.source, roi.x, roi.y, roi.w, roi.h, finding.label.value, finding.probability,
        heat.tobytes(), heat.shape[0], finding.guard.value, finding.echo_intensity, finding.bundle_id, image.engine,
        None if frame.mirrored is None else int(frame.mirrored), finding.threshold,
        None if finding.validated is None else int(finding.validated),
        *((finding.band.low, finding.band.high) if finding.band else (None, None)),
        finding.reason and finding.reason.value, finding.views, 1 if frame.recorded else None, *_classes_row(finding.classes),
    )  # fmt: skip


def _classes_row(classes: ClassAnswer | None) -> tuple[str | None, bytes | None]:
    if classes is None:
        return None, None
    document = {"labels": classes.labels, "probabilities": classes.probabilities, "called": classes.called}
    return json.dumps(document, ensure_ascii=False), np.ascontiguousarray(classes.heat, "<f4").tobytes()


def audited_values(row: Sequence[object]) -> Sequence[object]:
    """The values of IMAGE that the audit trail covers: without unknown values of columns that were added to the tables after
    the trail of older exams was written.
    """
    known = len(row)
    while row[known - 1] is None:  # stops before the added columns at the latest: `engine` is never None
        known -= 1
    return row[:known]


def patient_of(row: Sequence[Any]) -> Patient:
    """The patient from the values of PATIENT."""
    identifier, age, sex, height_cm, weight_kg = row
    return Patient(identifier, age, Sex(sex) if sex else None, height_cm, weight_kg)


def earlier_patient_of(row: Sequence[Any]) -> EarlierPatient:
    """The patient from the values of PATIENT and the start of the exam."""
    return EarlierPatient(patient_of(row[:-1]), row[-1])


def exam_of(
    row: tuple[Any, ...],
    images: tuple[ExamImage, ...],
    order: Order | None,
    protocol: Protocol,
    clips: tuple[Clip, ...],
    note: str,
) -> Exam:
    """The exam from the values of EXAM, its images and clips, its order if it has one, its protocol and its note."""
    id_, started, by, finished, *patient, verdict, reason, verdict_by, given, revision = row
    given_verdict = Verdict(Label(verdict), reason, verdict_by, given) if verdict else None
    return Exam(id_, started, by, patient_of(patient), images, given_verdict, finished, order, clips, revision, protocol, note)


def protocol_of(documents: Sequence[Sequence[str]]) -> Protocol:
    """The protocol of an exam, from what the table exam_protocol has of it. Raises StoreError if it cannot be read."""
    if not documents:
        return SCREENING
    try:
        return from_stored(documents[0][0])
    except FormatError as exc:
        raise StoreError(f"the protocol of an exam {exc}; restore a backup", ErrorCode.DAMAGED) from exc


def caliper_of(row: Sequence[Any]) -> Caliper:
    """The caliper from the values of CALIPER."""
    kind, placed, *points = row
    return Caliper(CaliperKind(kind), Placement(placed), (points[0], points[1]), (points[2], points[3]))


def image_of(row: tuple[Any, ...], calipers: tuple[Caliper, ...], note: str) -> ExamImage:
    """The image from the values of IMAGE, with NO_PIXELS where `picture` is None. Raises StoreError if it cannot be decoded."""
    (
        number, muscle, side, taken, image, sequence, captured_ns, mm_per_pixel, source, x, y, w, h, label, probability,
        heat, heat_rows, guard, echo, bundle, engine, mirrored, threshold, validated, band_low, band_high, reason, views,
        recorded, classes, class_heat,
    ) = row  # fmt: skip
    finding = Finding(
        frame=Frame(
            NO_PIXELS if image is None else decode_png(image),
            sequence,
            captured_ns,
            mm_per_pixel,
            source,
            mirrored=None if mirrored is None else bool(mirrored),
            recorded=bool(recorded),
        ),
        roi=Roi(x, y, w, h),
        label=Label(label),
        probability=probability,
        heat=np.frombuffer(heat, "<f4").reshape(heat_rows, -1).astype(np.float32),
        guard=Guard(guard),
        echo_intensity=echo,
        bundle_id=bundle,
        timings=NOT_TIMED,
        validated=None if validated is None else bool(validated),
        threshold=threshold,
        band=None if band_low is None else Band(band_low, band_high),
        reason=IndeterminateReason(reason) if reason else None,
        views=views,
        classes=_classes_of(classes, class_heat, heat_rows),
    )
    return ExamImage(number, Site(muscle, Side(side)), taken, finding, engine, calipers, note)


def _classes_of(document: str | None, heat: bytes | None, rows: int) -> ClassAnswer | None:
    if document is None:
        return None
    try:
        known = parse_json(document.encode())
        labels, probabilities, called = tuple(known["labels"]), tuple(known["probabilities"]), known["called"]
        shape = (len(labels), rows, -1)
        maps = np.zeros((len(labels), 1, 1), np.float32) if heat is None else np.frombuffer(heat, "<f4").reshape(shape)
    except (FormatError, KeyError, TypeError, ValueError) as exc:
        raise StoreError("the classes of a stored image cannot be decoded; restore a backup", ErrorCode.DAMAGED) from exc
    return ClassAnswer(labels, probabilities, called, maps.astype(np.float32))


def line_of(row: tuple[Any, ...]) -> ExamLine:
    """The line from the values of LINE."""
    id_, started, finished, identifier, images, abnormal, verdict, clips = row
    return ExamLine(id_, started, finished, identifier, images, abnormal, Label(verdict) if verdict else None, clips)


def encode_png(pixels: GreyImage) -> bytes:
    """A grey image (H, W) uint8 as PNG, optimised for speed rather than size."""
    done, data = cv2.imencode(".png", pixels, (cv2.IMWRITE_PNG_COMPRESSION, 1))
    if not done:
        raise StoreError(f"an image of {pixels.shape} pixels cannot be encoded", ErrorCode.UNEXPECTED, "PNG")
    return data.tobytes()


def decode_png(data: bytes) -> GreyImage:
    """The grey image (H, W) uint8 of a PNG. Raises StoreError if it cannot be decoded."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim != 2 or pixels.dtype != np.uint8:
        raise StoreError("a stored image cannot be decoded; restore a backup", ErrorCode.DAMAGED)
    return pixels  # type: ignore[return-value]
