"""An export in a process of its own: its libraries are large, and the live picture must not wait for their work."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from edge_app.errors import ExportError, Kind
from edge_app.exams.export.dicom.node import Server
from edge_app.exams.records import Exam
from edge_app.system.malloc import give_back
from edge_app.system.redaction import leave_no_values

NICENESS = 19  # little more than what the live view leaves of the processor


def export_apart(exam: Exam, key: bytes, target: Path | Server, notice: str, language: str) -> None:
    """Add a finished exam to a folder and wait until the medium has it, or send it to a server; under a pseudonym.

    Raises ExportError.

    key: the store's; it and the exam go through a pipe, never over a command line or a file. notice: of the model.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _begin) as child:
        try:
            child.submit(_export, exam, key, target, notice, language).result()
        except BrokenProcessPool as exc:
            raise ExportError(
                f"the export to {target} was ended from outside; close other programs and try again", Kind.EXPORT_ENDED
            ) from exc
    give_back()  # the exam, and the message that held it


def _begin() -> None:
    leave_no_values()
    os.nice(NICENESS)


def _export(exam: Exam, key: bytes, target: Path | Server, notice: str, language: str) -> None:
    from edge_app.exams.export.export import Wish, send_exam, write_exam

    wish = Wish(notice, language=language)
    if isinstance(target, Server):
        send_exam(exam, key, target, wish)
    else:
        write_exam(exam, key, target, wish)
