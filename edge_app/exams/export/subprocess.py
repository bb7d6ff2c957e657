"""Runs an export, or the test of a DICOM node, in a separate process.

The libraries of an export are large, and the live image must not wait for them; what waits for a network can be ended then.
"""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from typing import TypeVar

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.child_process import child_process
from edge_app.exams.export.clip_pipe import PipedFrames, ask_through, give
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.verification import verify
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.records import Exam
from edge_app.exams.store.wrapped_key import wipe

R = TypeVar("R")

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
    frames = {clip.number: clip.frames for clip in exam.clips}
    clips = tuple(replace(clip, frames=PipedFrames(clip.number, len(clip.frames))) for clip in exam.clips)
    ours, theirs = Pipe()
    with child_process(stop, NICENESS, ask_through, theirs) as child, ours, theirs:  # these close first: it waits for no frame
        export = child.submit(
            _export, replace(exam, clips=clips), key, target, notice, language, context, identified, text_checked
        )
        theirs.close()  # the process has its own
        give(frames, ours, export)
        return _result(export, f"the export to {target}", stop)


def verify_in_subprocess(node: DicomNode, stop: Stop) -> None:
    """Return if the node answers (`verify`). stop: ends it from another thread. Raises ExportError."""
    with child_process(stop, NICENESS) as child:
        _result(child.submit(verify, node), f"the test of {node}", stop)


def _result(work: Future[R], what: str, stop: Stop) -> R:
    try:
        return work.result()
    except BrokenProcessPool as exc:
        if stop.requested:
            raise ExportError(f"{what} was stopped; start it again", ErrorCode.SENDING_STOPPED) from exc
        raise ExportError(f"{what} was interrupted; close other programs and try again", ErrorCode.EXPORT_ENDED) from exc


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
