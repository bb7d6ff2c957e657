"""Which step an exam is at, noted beside the store: a kiosk that was killed or lost its power goes on there.

What an exam holds is in the store; the step is not, and need not be: it is no part of the record, an earlier release knows no
table for it, and an exam goes on by what it holds where there is no note. The note has nothing of the patient.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.exams.records import Exam
from edge_app.exams.store.store import ExamStore
from edge_app.exams.workflow import Step, Workflow
from edge_app.system.atomic_write import atomic_write
from edge_app.typed_reader import FormatError, build, parse_json

NOTE = "step.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Note:
    exam: str  # its id
    step: Step
    site: int | None  # its number in the protocol, from 0
    corrected_at: Step
    images: int | None = None  # how many the exam had; None in the notes of earlier versions


class StepNote:
    """The note in the folder of the exams."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NOTE

    def write(self, workflow: Workflow) -> None:
        """Note where an exam is; without an exam, that there is none. Never raises: the exam does not depend on it."""
        try:
            if workflow.exam is None:
                self._file.unlink(missing_ok=True)
                return
            site = None if workflow.site is None else workflow.exam.sites.index(workflow.site)
            note = _Note(workflow.exam.id, workflow.step, site, workflow.corrected_at, len(workflow.exam.images))
            atomic_write(self._file, json.dumps(asdict(note)).encode(), mode=0o600)
        except OSError as exc:
            _log.warning("%s cannot be written (%s): after a restart the exam goes on by its images", self._file, exc.strerror)

    def resume(self, store: ExamStore) -> Workflow:
        """Where to go on after a start. Raises StoreError."""
        note, unfinished = self._read(), store.unfinished()
        if note is not None and note.exam != unfinished and self._is_finished(note, store):
            return Workflow(Step.DONE, store.view(note.exam))
        if unfinished is None:
            return Workflow()
        exam = store.view(unfinished)
        return Workflow.resumed(exam) if note is None or note.exam != unfinished else _noted(note, exam).after_restart()

    def _read(self) -> _Note | None:
        try:
            return build(_Note, parse_json(self._file.read_bytes()))
        except FileNotFoundError:
            return None
        except (FormatError, OSError) as exc:
            _log.warning("%s cannot be read (%s): the exam goes on by its images", self._file, exc)
            return None

    @staticmethod
    def _is_finished(note: _Note, store: ExamStore) -> bool:
        """Whether the noted exam is still there and was finished, though not left for the next patient."""
        return any(line.id == note.exam and line.finished is not None for line in store.exams())


def _noted(note: _Note, exam: Exam) -> Workflow:
    site = exam.sites[note.site] if note.site is not None and 0 <= note.site < len(exam.sites) else None
    flow = Workflow(note.step, exam, site, note.corrected_at)
    if note.step is Step.REVIEW and note.images is not None and len(exam.images) > note.images:
        return flow.accepted(exam)  # the image was saved, and the program ended before it could note that
    return flow
