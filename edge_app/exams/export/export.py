"""Exams on their way out, only when asked for: to a folder (a USB stick), or to a DICOM server that was named.

store -> exam -> identities (pseudonym by default) -> blanked images -> report, DICOM, research -> folder or server -> trail
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.build import objects
from edge_app.exams.export.dicom.file_set import write_medium
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.store_scu import send
from edge_app.exams.export.dicom.study import Study
from edge_app.exams.export.pdf_report import as_pdf
from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.export.report_texts import wording
from edge_app.exams.export.research_table import document, table
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.records import GreyImage
from edge_app.scanner_screen import find_fields
from edge_app.scanner_screen.text import redact as without_text
from edge_app.scanner_screen.text import text_lines


@dataclass(frozen=True)
class ExportOptions:
    """What is asked for."""

    notice: str  # of the model
    pseudonymous: bool = True
    language: str = "en"

    @property
    def kind(self) -> str:
        return "pseudonymous" if self.pseudonymous else "with identity"


def redacted(image: ExamImage) -> GreyImage:
    """The image black outside the image field, where scanners burn in names and dates, and where writing lies over it."""
    pixels = image.finding.frame.pixels
    lines = text_lines(pixels)
    kept = without_text(pixels, lines, find_fields(pixels, lines))
    kept.setflags(write=False)
    return kept


def plain(image: ExamImage) -> GreyImage:
    """The image as it was taken."""
    return image.finding.frame.pixels


def to_folder(store: ExamStore, exam: str, folder: Path, wish: ExportOptions) -> None:
    """Add a finished exam to a folder, in one of its own: DICOM with DICOMDIR, report, JSON, and CSV with a line an image.

    Raises StoreError and ExportError.
    """
    write_exam(read_for_export(store, exam, "a folder", wish), store.key, folder, wish)


def to_server(store: ExamStore, exam: str, server: DicomNode, wish: ExportOptions) -> None:
    """Send the DICOM objects of a finished exam. Raises StoreError and ExportError."""
    send_exam(read_for_export(store, exam, str(server), wish), store.key, server, wish)


def read_for_export(store: ExamStore, exam: str, where: str, wish: ExportOptions) -> Exam:
    """The exam, noted in the audit trail as exported: before, so that even what a pulled stick got half of is in it.

    Raises StoreError, and ExportError where the exam is not finished.
    """
    found = store.read(exam)
    if found.finished is None:
        raise ExportError(f"exam {exam} is not finished; finish it first", ErrorCode.UNEXPECTED, "unfinished")
    store.log(Action.EXPORT, exam, f"{wish.kind}, to {where}")
    return found


def write_exam(exam: Exam, key: bytes, folder: Path, wish: ExportOptions) -> None:
    """What `to_folder` writes; key: the store's. Raises ExportError."""
    study, pdf, parts = _prepared(exam, key, wish)
    figures, name = document(study.exam, study.identities, wish.notice), study.identities.exam_name(study.exam)
    files = {
        f"{name}.pdf": pdf,
        f"{name}.json": json.dumps(figures, indent=1, ensure_ascii=False).encode(),
        f"{name}.csv": table([figures]).encode(),
    }
    write_medium(folder, name, parts, files)


def send_exam(exam: Exam, key: bytes, server: DicomNode, wish: ExportOptions) -> None:
    """What `to_server` sends; key: the store's. Raises ExportError."""
    _, _, parts = _prepared(exam, key, wish)
    send(server, parts)


def _prepared(exam: Exam, key: bytes, wish: ExportOptions) -> tuple[Study, bytes, list[Dataset]]:
    """The exam's study, its report, and all of it as DICOM objects."""
    identities = Pseudonymiser(key, wish.pseudonymous)
    subject, show = identities.subject(exam), redacted if wish.pseudonymous else plain
    study = Study(exam, subject, identities, wish.notice)
    pdf = as_pdf(exam, subject, wording(wish.language), wish.notice, show)
    return study, pdf, objects(study, pdf, show)
