"""Exports exams, only on request: to a folder (a USB stick) or to a given DICOM server.

store -> exam -> pseudonyms (by default) -> redacted images -> report, DICOM, research data -> folder or server
The export is recorded in the audit trail before it starts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.build import build_objects
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.store_scu import send
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.origin_mark import marked
from edge_app.exams.export.pdf_report import as_pdf
from edge_app.exams.export.pseudonyms import Pseudonymiser, derive_export_key
from edge_app.exams.export.report_context import NO_CONTEXT, NO_SOURCES, ReportContext, ReportSources
from edge_app.exams.export.report_texts import wording
from edge_app.exams.export.research_table import document, table
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.records import GreyImage
from edge_app.scanner_screen import find_fields
from edge_app.scanner_screen.text import redact, text_lines


@dataclass(frozen=True)
class ExportOptions:
    """How an exam is exported."""

    notice: str  # intended use of the model
    pseudonymous: bool = True
    language: str = "en"

    @property
    def kind(self) -> str:
        return "pseudonymous" if self.pseudonymous else "with identity"


def redacted(image: ExamImage) -> GreyImage:
    """The image, black outside the image field, where scanners burn in names and dates, and black under text over the field."""
    pixels = image.finding.frame.pixels
    lines = text_lines(pixels)
    blacked_out = redact(pixels, lines, find_fields(pixels, lines))
    blacked_out.setflags(write=False)
    return blacked_out


def original(image: ExamImage) -> GreyImage:
    """The image as it was taken."""
    return image.finding.frame.pixels


def to_folder(store: ExamStore, exam: str, folder: Path, options: ExportOptions, sources: ReportSources = NO_SOURCES) -> None:
    """Add a finished exam to a folder, in its own subfolder: DICOM with DICOMDIR, report, JSON, and CSV with a line per image.

    Raises StoreError and ExportError.
    """
    read = read_for_export(store, exam, "a folder", options)
    context = sources.of(store, read, options.pseudonymous)
    write_exam(read, derive_export_key(store.key), folder, options, context)


def to_server(
    store: ExamStore, exam: str, server: DicomNode, options: ExportOptions, sources: ReportSources = NO_SOURCES
) -> None:
    """Send the DICOM objects of a finished exam. Raises StoreError and ExportError."""
    server.check_may_take(options.pseudonymous)  # before the audit trail: nothing has left the device
    read = read_for_export(store, exam, str(server), options)
    context = sources.of(store, read, options.pseudonymous)
    send_exam(read, derive_export_key(store.key), server, options, context)


def read_for_export(store: ExamStore, exam: str, where: str, options: ExportOptions) -> Exam:
    """The exam, after recording the export in the audit trail: first, so that an incomplete export is recorded as well.

    Raises StoreError, and ExportError if the exam is not finished.
    """
    finished_exam = store.read(exam)
    if finished_exam.finished is None:
        raise ExportError(f"exam {exam} is not finished; finish it first", ErrorCode.UNEXPECTED, "unfinished")
    store.log(Action.EXPORT, exam, f"{options.kind}, to {where}")
    return finished_exam


def write_exam(
    exam: Exam, key: bytes | bytearray, folder: Path, options: ExportOptions, context: ReportContext = NO_CONTEXT
) -> None:
    """Write what `to_folder` writes; key: of `derive_export_key`. Raises ExportError."""
    study, pdf, objects = _prepare(exam, key, options, context)
    data, name = document(study.exam, study.pseudonymiser, options.notice), study.pseudonymiser.exam_name(study.exam)
    files = {
        f"{name}.pdf": pdf,
        f"{name}.json": json.dumps(data, indent=1, ensure_ascii=False).encode(),
        f"{name}.csv": table([data]).encode(),
    }
    write_medium(folder, name, objects, files)


def send_exam(
    exam: Exam, key: bytes | bytearray, server: DicomNode, options: ExportOptions, context: ReportContext = NO_CONTEXT
) -> None:
    """Send what `to_server` sends; key: of `derive_export_key`. Raises ExportError."""
    server.check_may_take(options.pseudonymous)
    _, _, objects = _prepare(exam, key, options, context)
    send(server, objects)


def _prepare(
    exam: Exam, key: bytes | bytearray, options: ExportOptions, context: ReportContext
) -> tuple[Study, bytes, list[Dataset]]:
    """The exam's study, its report, and all DICOM objects including the report."""
    pseudonymiser = Pseudonymiser(key, options.pseudonymous)
    subject, may_leave = pseudonymiser.subject(exam), redacted if options.pseudonymous else original

    def pixels_of(image: ExamImage) -> GreyImage:
        return marked(may_leave(image), image.finding.frame.origin)

    study = Study(exam, subject, pseudonymiser, options.notice)
    pdf = as_pdf(exam, subject, wording(options.language), options.notice, may_leave, context)
    return study, pdf, build_objects(study, pdf, pixels_of)
