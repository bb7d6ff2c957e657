"""Runs an export in a separate process: its libraries are large, and the live image must not wait for them."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.stop import Stop, end_when_stopped
from edge_app.exams.records import Exam
from edge_app.exams.store.wrapped_key import wipe
from edge_app.system.parent import end_with_parent
from edge_app.system.redaction import install_redaction

NICENESS = 19  # the export uses mostly the processor time that the live view leaves


def export_in_subprocess(exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str, stop: Stop) -> None:
    """Add a finished exam to a folder and wait until it is on the medium, or send it to a server; under a pseudonym.

    key: of `derive_export_key`; it and the exam go through a pipe, never through a command line or a file. notice: the model's
    intended use. stop: ends it from another thread. The process ends with the export, or with this program, however that ends.
    Raises ExportError.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _begin, (NICENESS, os.getpid(), stop.listener)) as child:
        try:
            child.submit(_export, exam, key, target, notice, language).result()
        except BrokenProcessPool as exc:
            if stop.requested:
                raise ExportError(f"the export to {target} was stopped; start it again", ErrorCode.SENDING_STOPPED) from exc
            raise ExportError(
                f"the export to {target} was interrupted; close other programs and try again", ErrorCode.EXPORT_ENDED
            ) from exc


def _begin(niceness: int, parent: int, stop: Connection) -> None:
    end_with_parent(parent)
    end_when_stopped(stop)
    install_redaction()
    os.nice(niceness)


def _export(exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str) -> None:
    from edge_app.exams.export.export import ExportOptions, send_exam, write_exam

    options = ExportOptions(notice, language=language)
    try:
        if isinstance(target, DicomNode):
            send_exam(exam, key, target, options)
        else:
            write_exam(exam, key, target, options)
    finally:
        wipe(key)  # the exam's pixels go with the process, which ends now: the kernel clears its pages before anyone gets them
