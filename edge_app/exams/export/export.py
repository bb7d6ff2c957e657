"""Exports exams, only on request: to a folder (a USB stick) or to a given DICOM server.

store -> exam -> pseudonyms (by default) -> redacted images -> report, DICOM, research data -> folder or server
The export is recorded in the audit trail before it starts. Its result says which images a person has to look at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.build import build_objects
from edge_app.exams.export.dicom.clips import ClipObject
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.store_scu import send
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.exported_clip import exported_clip
from edge_app.exams.export.exported_image import ExportedImage, original, redacted
from edge_app.exams.export.pdf_report import as_pdf
from edge_app.exams.export.pseudonyms import Pseudonymiser, derive_export_key
from edge_app.exams.export.report_context import NO_CONTEXT, NO_SOURCES, ReportContext, ReportSources
from edge_app.exams.export.report_texts import wording
from edge_app.exams.export.research_table import document, table
from edge_app.exams.export.text_review import TextReview, review
from edge_app.exams.records import Exam
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.delivery_log import FOLDER, Delivery, DeliveryState
from edge_app.exams.store.rows import encode_png
from edge_app.exams.store.store import ExamStore


@dataclass(frozen=True)
class ExportOptions:
    """How an exam is exported."""

    notice: str  # intended use of the model
    pseudonymous: bool = True
    language: str = "en"
    text_checked: bool = False  # somebody has looked at the images that may show text: a server may have them

    @property
    def kind(self) -> str:
        kind = "pseudonymous" if self.pseudonymous else "with identity"
        return f"{kind}, images looked at" if self.text_checked else kind


def to_folder(
    store: ExamStore, exam: str, folder: Path, options: ExportOptions, sources: ReportSources = NO_SOURCES
) -> TextReview:
    """Add a finished exam to a folder, in its own subfolder: DICOM with DICOMDIR, report, JSON, CSV with a line per image,
    and an image of each clip as PNG.

    Raises StoreError and ExportError.
    """
    read = read_for_export(store, exam, FOLDER, options)
    context = sources.of(store, read, options.pseudonymous)
    review = write_exam(read, derive_export_key(store.key), folder, options, context)
    store.note_delivery(_delivered(read, FOLDER, options))
    return review


def to_server(
    store: ExamStore, exam: str, server: DicomNode, options: ExportOptions, sources: ReportSources = NO_SOURCES
) -> TextReview:
    """Send the DICOM objects of a finished exam, as `send_exam` does. Raises StoreError and ExportError."""
    server.check_may_take(options.pseudonymous)  # before the audit trail: nothing has left the device
    read = read_for_export(store, exam, str(server), options)
    context = sources.of(store, read, options.pseudonymous)
    review = send_exam(read, derive_export_key(store.key), server, options, context)
    if review.sent:
        store.note_delivery(_delivered(read, str(server), options))
    return review


def read_for_export(store: ExamStore, exam: str, where: str, options: ExportOptions) -> Exam:
    """The exam, after recording the export in the audit trail: first, so that an incomplete export is recorded as well.

    Raises StoreError, and ExportError if the exam is not finished.
    """
    finished_exam = store.read_whole(exam)
    if finished_exam.finished is None:
        raise ExportError(f"exam {exam} is not finished; finish it first", ErrorCode.UNEXPECTED, "unfinished")
    store.log(Action.EXPORT, exam, f"{options.kind}, to {where}")
    return finished_exam


def write_exam(
    exam: Exam, key: bytes | bytearray, folder: Path, options: ExportOptions, context: ReportContext = NO_CONTEXT
) -> TextReview:
    """Write what `to_folder` writes; key: of `derive_export_key`. Raises ExportError."""
    prepared = _prepare(exam, key, options, context)
    data, name = prepared.research, prepared.study.pseudonymiser.exam_name(exam)
    files = {
        f"{name}.pdf": prepared.pdf,
        f"{name}.json": json.dumps(data, indent=1, ensure_ascii=False).encode(),
        f"{name}.csv": table([data]).encode(),
        **{f"{name}-clip-{number}.png": still for number, still in prepared.stills.items()},
    }
    write_medium(folder, name, prepared.objects, files)
    return prepared.review


def send_exam(
    exam: Exam, key: bytes | bytearray, server: DicomNode, options: ExportOptions, context: ReportContext = NO_CONTEXT
) -> TextReview:
    """Send what `to_server` sends; key: of `derive_export_key`. Raises ExportError.

    Nothing is sent while an image may show text and nobody has looked at it (`ExportOptions.text_checked`): a stick stays in
    somebody's hand, what a server has cannot be taken back.
    """
    server.check_may_take(options.pseudonymous)
    prepared = _prepare(exam, key, options, context)
    if prepared.review.may_show_text and not options.text_checked:
        return replace(prepared.review, sent=False)
    send(server, prepared.objects)
    return prepared.review


def _delivered(exam: Exam, where: str, options: ExportOptions) -> Delivery:
    return Delivery(
        exam.id,
        where,
        DeliveryState.DELIVERED,
        identified=not options.pseudonymous,
        language=options.language,
        revision=exam.revision,
    )


@dataclass(frozen=True)
class _Prepared:
    """Everything that leaves the device of one exam, and what a person has to look at."""

    study: Study
    pdf: bytes
    objects: list[Dataset | ClipObject]  # including the report
    research: dict[str, Any]  # of `document`
    review: TextReview
    stills: dict[int, bytes]  # a PNG of each clip, by number


def _prepare(exam: Exam, key: bytes | bytearray, options: ExportOptions, context: ReportContext) -> _Prepared:
    pseudonymiser = Pseudonymiser(key, options.pseudonymous)
    subject, may_leave = pseudonymiser.subject(exam), redacted if options.pseudonymous else original
    images: dict[int, ExportedImage] = {image.number: may_leave(image) for image in exam.images}
    clips = {clip.number: exported_clip(clip, options.pseudonymous) for clip in exam.clips}
    study = Study(exam, subject, pseudonymiser, options.notice)
    texts = {number: image.text for number, image in images.items()}
    clip_texts = {number: clip.text for number, clip in clips.items()}
    found = review(exam, texts, clip_texts)
    pdf = as_pdf(exam, subject, wording(options.language), options.notice, images, found, context)
    research = document(exam, pseudonymiser, options.notice, texts, clip_texts)
    stills = {number: encode_png(clip.still) for number, clip in clips.items()}
    return _Prepared(study, pdf, build_objects(study, pdf, images, clips), research, found, stills)
