"""Runs an export in a separate process: its libraries are large, and the live image must not wait for them."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.child_process import child_process
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.records import Exam
from edge_app.exams.store.wrapped_key import wipe

NICENESS = 19  # the export uses mostly the processor time that the live view leaves


def export_in_subprocess(
    exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str, context: ReportContext, stop: Stop,
    identified: bool = False, text_checked: bool = False,
) -> TextReview:  # fmt: skip
    """Add a finished exam to a folder and wait until it is on the medium, or send it to a server.

    key: of `derive_export_key`; it and the exam go through a pipe, never through a command line or a file. notice: the model's
    intended use. context: of the report. stop: ends it from another thread. identified: not under a pseudonym. text_checked:
    somebody has looked at the images that may show text. The process ends with the export, or with this program, however that
    ends. Raises ExportError.
    """
    with child_process(stop, NICENESS) as child:
        try:
            return child.submit(_export, exam, key, target, notice, language, context, identified, text_checked).result()
        except BrokenProcessPool as exc:
            if stop.requested:
                raise ExportError(f"the export to {target} was stopped; start it again", ErrorCode.SENDING_STOPPED) from exc
            raise ExportError(
                f"the export to {target} was interrupted; close other programs and try again", ErrorCode.EXPORT_ENDED
            ) from exc


def _export(
    exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str, context: ReportContext, identified: bool,
    text_checked: bool,
) -> TextReview:  # fmt: skip
    from edge_app.exams.export.export import ExportOptions, send_exam, write_exam

    options = ExportOptions(notice, not identified, language, text_checked)
    try:
        if isinstance(target, DicomNode):
            return send_exam(exam, key, target, options, context)
        return write_exam(exam, key, target, options, context)
    finally:
        wipe(key)  # the exam's pixels go with the process, which ends now: the kernel clears its pages before anyone gets them
