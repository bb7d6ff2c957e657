"""The list in front of the patient form: the worklist, or the patients of earlier exams. What is picked fills the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import partial

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import StoreError
from edge_app.exams.export.stop import Stop
from edge_app.exams.records import Order, Patient
from edge_app.exams.store.store import ExamStore
from edge_app.exams.worklist.entry import Worklist
from edge_app.ui.error_text import encode_error
from edge_app.ui.exam_services import AskWorklist
from edge_app.ui.lock_controller import LockController
from edge_app.ui.patient_rows import Candidate, candidate_row, of_earlier, of_worklist, picked_row
from edge_app.ui.task_runner import TaskRunner

Change = Callable[[ExamStore], None]


class Source(str, Enum):
    """Where the patients of the list are from."""

    CLOSED = ""
    WORKLIST = "worklist"
    EARLIER = "earlier"


class PatientPicker(QObject):
    """Lives on Qt's thread. Names are kept only while the list or the form that it filled is on the screen."""

    changed = Signal()
    picked = Signal()

    def __init__(
        self,
        lock: LockController,
        worklist: AskWorklist | None,
        save: Callable[[Change], None],
        at_form: Callable[[], bool],
    ) -> None:
        """worklist: None where none is configured. save: runs a task on the thread that has the open store, `settle` follows.

        at_form: whether the form for a new patient is on the screen.
        """
        super().__init__()
        self._lock, self._worklist, self._save, self._at_form = lock, worklist, save, at_form
        self._source, self._stop = Source.CLOSED, Stop()
        self._busy, self._failure, self._text = False, "", ""
        self._found: tuple[Candidate, ...] = ()
        self._is_cut, self._unreadable = False, 0
        self._read: tuple[Candidate, ...] | StoreError | None = None  # of the store, by its thread
        self._picked: Candidate | None = None
        self._task_runner = TaskRunner("worklist", self)
        lock.changed.connect(self._close_if_locked)

    def close(self) -> None:
        """Ask for nothing any longer."""
        self._stop.request()
        self._task_runner.close()

    def order_for(self, patient: Patient) -> Order | None:
        """The order of the patient that was picked; None where the form now names somebody else."""
        picked = self._picked
        return picked.order if picked is not None and picked.patient.identifier == patient.identifier else None

    @Slot()
    def askWorklist(self) -> None:
        """Open the list with the worklist; ask for it again where it is open."""
        if self._worklist is None or self._lock.locked:
            return
        self._stop.request()  # what was asked before
        stop = self._stop = Stop()
        self._open(Source.WORKLIST)
        self._task_runner.do(partial(self._worklist, stop), partial(self._show_worklist, stop), partial(self._fail, stop))

    @Slot()
    def askEarlier(self) -> None:
        """Open the list with the patients of earlier exams."""
        self._open(Source.EARLIER)
        self._save(self._read_earlier)

    @Slot()
    def cancel(self) -> None:
        """Close the list, and end a query for it."""
        self._stop.request()
        self._open(Source.CLOSED)

    @Slot(str)
    def search(self, text: str) -> None:
        self._text = text.strip()
        self.changed.emit()

    @Slot(int)
    def pick(self, index: int) -> None:
        """Fill the form with the patient in that row of the list."""
        shown = self._shown
        if 0 <= index < len(shown) and not shown[index].is_child:
            self._picked = shown[index]
            self.picked.emit()
            self.cancel()

    @Slot()
    def forget(self) -> None:
        """The form names another patient now, or none."""
        self._picked = None

    @Slot()
    def settle(self) -> None:
        """The store's task is done, or the exam has taken a step: a patient was picked for one exam only."""
        read, self._read = self._read, None
        if not self._at_form():
            self.forget()
        if read is None or self._source is not Source.EARLIER:
            return
        self._busy = False
        if isinstance(read, StoreError):
            self._failure = encode_error(read)
        else:
            self._found = read
        self.changed.emit()

    def _read_earlier(self, store: ExamStore) -> None:
        """On the store's thread."""
        try:
            self._read = of_earlier(store.patients())
        except StoreError as exc:  # the list reports it, not the exam
            self._read = exc

    def _show_worklist(self, stop: Stop, found: Worklist) -> None:
        if not stop.requested:
            self._busy, self._found = False, of_worklist(found.entries)
            self._is_cut, self._unreadable = found.is_cut, found.unreadable
            self.changed.emit()

    def _fail(self, stop: Stop, error: str) -> None:
        if not stop.requested:
            self._busy, self._failure = False, error
            self.changed.emit()

    def _open(self, source: Source) -> None:
        """Empty; another list begins without a search."""
        if source is not self._source:
            self._text = ""
        self._source, self._busy, self._failure = source, source is not Source.CLOSED, ""
        self._found, self._is_cut, self._unreadable = (), False, 0
        self.changed.emit()

    @Slot()
    def _close_if_locked(self) -> None:
        if self._lock.locked and self._source is not Source.CLOSED:
            self.cancel()

    @property
    def _shown(self) -> list[Candidate]:
        return [candidate for candidate in self._found if candidate.matches(self._text)]

    hasWorklist = Property(bool, lambda self: self._worklist is not None, constant=True)
    source = Property(str, lambda self: self._source.value, notify=changed)
    isBusy = Property(bool, lambda self: self._busy, notify=changed)
    failure = Property(str, lambda self: self._failure, notify=changed)
    isCut = Property(bool, lambda self: self._is_cut, notify=changed)
    unreadable = Property(int, lambda self: self._unreadable, notify=changed)
    total = Property(int, lambda self: len(self._found), notify=changed)
    text = Property(str, lambda self: self._text, notify=changed)
    rows = Property(list, lambda self: [candidate_row(one, date.today()) for one in self._shown], notify=changed)
    patient = Property(dict, lambda self: picked_row(self._picked, date.today()) if self._picked else {}, notify=picked)
