"""An export in a process of its own: its libraries are large, and the live image must not wait for their work."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.records import Exam
from edge_app.system.redaction import install_redaction

NICENESS = 19  # little more than what the live view leaves of the processor


def export_in_subprocess(exam: Exam, key: bytes, target: Path | DicomNode, notice: str, language: str) -> None:
    """Add a finished exam to a folder and wait until the medium has it, or send it to a server; under a pseudonym.

    Raises ExportError.

    key: the store's; it and the exam go through a pipe, never over a command line or a file. notice: of the model.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _begin, (NICENESS,)) as child:
        try:
            child.submit(_export, exam, key, target, notice, language).result()
        except BrokenProcessPool as exc:
            raise ExportError(
                f"the export to {target} was ended from outside; close other programs and try again", ErrorCode.EXPORT_ENDED
            ) from exc


def _begin(niceness: int) -> None:
    install_redaction()
    os.nice(niceness)


def _export(exam: Exam, key: bytes, target: Path | DicomNode, notice: str, language: str) -> None:
    from edge_app.exams.export.export import ExportOptions, send_exam, write_exam

    wish = ExportOptions(notice, language=language)
    if isinstance(target, DicomNode):
        send_exam(exam, key, target, wish)
    else:
        write_exam(exam, key, target, wish)
