"""Runs an export, or the test of a DICOM node, in a separate process.

The libraries of an export are large, and the live image must not wait for them; what waits for a network can be ended then.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ParamSpec

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.verification import verify
from edge_app.exams.export.stop import Stop, end_when_stopped
from edge_app.exams.records import Exam
from edge_app.exams.store.key_vault import wipe
from edge_app.system.parent import end_with_parent
from edge_app.system.redaction import install_redaction

P = ParamSpec("P")

NICENESS = 19  # the export uses mostly the processor time that the live view leaves


def export_in_subprocess(exam: Exam, key: bytearray, target: Path | DicomNode, notice: str, language: str, stop: Stop) -> None:
    """Add a finished exam to a folder and wait until it is on the medium, or send it to a server; under a pseudonym.

    key: of `derive_export_key`; it and the exam go through a pipe, never through a command line or a file. notice: the model's
    intended use. stop: ends it from another thread. The process ends with the export, or with this program, however that ends.
    Raises ExportError.
    """
    _run(f"the export to {target}", stop, _export, exam, key, target, notice, language)


def verify_in_subprocess(node: DicomNode, stop: Stop) -> None:
    """Return if the node answers (`verify`). stop: ends it from another thread. Raises ExportError."""
    _run(f"the test of {node}", stop, verify, node)


def _run(what: str, stop: Stop, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    with ProcessPoolExecutor(1, get_context("spawn"), _begin, (NICENESS, os.getpid(), stop.listener)) as child:
        try:
            child.submit(work, *args, **kwargs).result()
        except BrokenProcessPool as exc:
            if stop.requested:
                raise ExportError(f"{what} was stopped; start it again", ErrorCode.SENDING_STOPPED) from exc
            raise ExportError(f"{what} was interrupted; close other programs and try again", ErrorCode.EXPORT_ENDED) from exc


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
