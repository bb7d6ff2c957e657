"""An export in a process of its own: its libraries are large, and the live picture must not wait for their work."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from edge_app.errors import ExportError
from edge_app.exams.records import Exam

NICENESS = 19  # little more than what the live view leaves of the processor


def export_apart(exam: Exam, key: bytes, folder: Path, notice: str, language: str) -> None:
    """Add a finished exam to a folder, under a pseudonym, and wait until the medium has it. Raises ExportError.

    key: the store's; it and the exam go through a pipe, never over a command line or a file. notice: of the model.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), os.nice, (NICENESS,)) as child:
        try:
            child.submit(_export, exam, key, folder, notice, language).result()
        except BrokenProcessPool as exc:
            raise ExportError(f"the export to {folder} was ended from outside; close other programs and try again") from exc


def _export(exam: Exam, key: bytes, folder: Path, notice: str, language: str) -> None:
    from edge_app.exams.export import Wish, write_exam

    write_exam(exam, key, folder, Wish(notice, language=language))
    os.sync()  # a stick is pulled as soon as the screen says so
