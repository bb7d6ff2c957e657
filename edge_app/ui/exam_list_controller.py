"""The list of stored exams, in front of the patient's step: found, looked at, exported, deleted; and the outbox behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.exam_index import ExamQuery
from edge_app.exams.store.store import ExamStore
from edge_app.records import Frame
from edge_app.ui.caliper_controller import CaliperController
from edge_app.ui.exam_rows import Row, answer
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.export_controller import ExportController
from edge_app.ui.outbox import Outbox
from edge_app.ui.store_reader import StoreReader
from edge_app.ui.stored_exam_controller import Save, StoredExamController
from edge_app.ui.stored_frames import StoredFrames, thumbnail
from edge_app.ui.stored_rows import line_row


@dataclass(frozen=True)
class _Page:
    """What a page of the list shows at once."""

    rows: list[Row]
    count: int  # exams on all pages


@dataclass(frozen=True)
class _Details:
    """What a row shows once its images have been read."""

    answer: str
    thumbnail: Frame | None


class ExamListController(QObject):
    """Lives on Qt's thread. Behind the lock nothing of it is open, and nothing of it stays in memory."""

    changed = Signal()
    openChanged = Signal()  # apart: the screen that it brings up asks for rows at once
    rowsChanged = Signal()  # apart: otherwise the button under a finger would be recreated with each word that changes
    answersChanged = Signal()

    def __init__(
        self,
        services: ExamServices,
        store: Callable[[], ExamStore | None],
        is_quiet: Callable[[], bool],
        save: Save,
        exporter: ExportController,
        is_supervisor: Callable[[], bool],
        user: Callable[[], str],
        calipers: CaliperController,
    ) -> None:
        """store: the open store; None while there is none. is_quiet: whether a moment is good to send what waits. save: changes
        the store, then calls back. is_supervisor: whether that is who is signed in. user: the name of who is.
        """
        super().__init__()
        self._exporter, self._server = exporter, str(services.server or "")
        self.reader, self.stored_frames = StoreReader(store), StoredFrames()
        self.outbox = Outbox(
            services.server, services.notice, services.report_sources,
            lambda: store() if is_quiet() and not exporter.busy else None,
        )  # fmt: skip
        self.opened = StoredExamController(
            self.reader, self.stored_frames, save, self._server,
            lambda: bool(services.purpose and services.purpose.research), is_supervisor, user, calipers,
        )  # fmt: skip
        for part in (self.reader, self.stored_frames, self.opened, self.outbox):
            part.setParent(self)
        self.is_open = False
        self._query, self._first, self._rows_that_fit = ExamQuery(), 0, 1
        self._only = False  # only the exam in progress is shown, without a list behind it
        self._page = _Page([], 0)
        self._answers: dict[str, str] = {}
        self.reader.changed.connect(self.changed)
        self.outbox.changed.connect(self.changed)
        self.opened.deleted.connect(self._leave_deleted)
        self.opened.reassigned.connect(self._count_again)
        exporter.changed.connect(self._follow_export)

    @property
    def busy(self) -> bool:
        """Whether the store has to stay open."""
        return self.reader.busy or self.outbox.busy

    def close(self) -> None:
        """Wait for what is under way."""
        self.outbox.close()
        self.reader.close()

    def look(self, store: ExamStore) -> None:
        """Count what has not arrived; on a thread that has the store. Raises StoreError."""
        self.outbox.look(store)

    @Slot()
    def unlocked(self) -> None:
        """Say what has not arrived, and try again."""
        self.outbox.start()

    def lock(self) -> None:
        """The screen is locked: nothing is sent, and nothing of the list stays."""
        self.outbox.stop_sending()
        self.opened.closeClip()  # of a frozen screen: then the list is not open
        if self.is_open:
            self.leave()

    # The list

    @Slot(bool)
    def open(self, undelivered: bool) -> None:
        """Show the list: all exams, or only those still to be delivered. The trail says that somebody looked."""
        self.is_open, self._only, self._query, self._first = True, False, self._query_for(undelivered), 0
        self.openChanged.emit()
        self.reader.do(lambda store: store.log(Action.VIEW, detail="list of exams"), lambda _: None, always=True)
        self._load()

    @Slot()
    def leave(self) -> None:
        """Back to the patient."""
        self.is_open = False
        self.openChanged.emit()
        self.closeExam()
        self.reader.forget()
        self.stored_frames.clear()
        self._page, self._answers = _Page([], 0), {}
        self.rowsChanged.emit()
        self.changed.emit()

    @Slot(int)
    def fit(self, rows: int) -> None:
        """So many rows are as high as a finger on this screen."""
        if rows != self._rows_that_fit and rows > 0:
            self._first -= self._first % rows  # a page begins where one of that length does
            self._rows_that_fit = rows
            self._load()

    @Slot(str)
    def search(self, text: str) -> None:
        """List only exams of this identifier or date."""
        self._query, self._first = replace(self._query, text=text.strip()), 0
        self._load()

    @Slot(bool)
    def onlyUndelivered(self, only: bool) -> None:
        self._query, self._first = self._query_for(only), 0
        self._load()

    def _query_for(self, undelivered: bool) -> ExamQuery:
        return ExamQuery(undelivered_to=self._server if undelivered else "")

    @Slot(int)
    def turn(self, pages: int) -> None:
        """To a later page, or an earlier one."""
        first = self._first + pages * self._rows_that_fit
        if 0 <= first < self._page.count:
            self._first = first
            self._load()

    def _load(self) -> None:
        query, first, limit, server = self._query, self._first, self._rows_that_fit, self._server
        self.reader.forget()
        if not self.is_open:
            return

        def read(store: ExamStore) -> _Page:
            lines = store.index.page(query, limit, first)
            deliveries = store.deliveries.of([line.id for line in lines])
            self.outbox.look(store)
            return _Page([line_row(line, deliveries, server) for line in lines], store.index.count(query))

        self.reader.do(read, self._show)
        self.changed.emit()

    def _show(self, page: _Page) -> None:
        self._page, self._answers = page, {}
        self.stored_frames.clear()
        for row in page.rows:  # each by itself: what comes first is shown first, and a lock waits for one only
            self._read_details(row["exam"])
        self.outbox.changed.emit()
        self.rowsChanged.emit()
        self.answersChanged.emit()

    def _read_details(self, exam: str) -> None:
        def read(store: ExamStore) -> _Details:
            pixels = store.index.first_pixels(exam)
            return _Details(answer(store.index.without_pixels(exam)), None if pixels is None else thumbnail(pixels))

        def show(details: _Details) -> None:
            self._answers = {**self._answers, exam: details.answer}
            if details.thumbnail is not None:
                self.stored_frames.show(exam, details.thumbnail)
            self.answersChanged.emit()

        self.reader.do(read, show)

    # One exam of it

    @Slot(str)
    def openExam(self, exam: str) -> None:
        self.reader.forget()
        self._exporter.forget()
        self._exporter.look()
        self.opened.open(exam)

    def open_current(self, exam: str) -> None:
        """Show the exam in progress, whose images can be discarded."""
        self.is_open = self._only = True
        self.openChanged.emit()
        self.openExam(exam)

    @Slot()
    def closeExam(self) -> None:
        """Back to the list, or to the exam in progress."""
        if self._only and self.is_open:
            self.leave()
        elif self.opened.exam is not None:
            self.opened.forget()
            self._exporter.forget()
            self._load()

    def finished(self) -> str | None:
        """The exam that an export from this screen is of."""
        exam = self.opened.exam
        return exam.id if self.is_open and exam is not None and exam.finished is not None else None

    @Slot()
    def _leave_deleted(self) -> None:
        self.closeExam()

    @Slot()
    def _count_again(self) -> None:
        """What was delivered may be outdated now."""
        self.reader.do(self.outbox.look, lambda _: self.outbox.changed.emit())

    @Slot()
    def _follow_export(self) -> None:
        """Somebody exports by hand: that goes first. Where it did not arrive, the outbox tries again."""
        if self._exporter.busy:
            self.outbox.stop_sending()
        else:
            self.outbox.start()
            self._count_again()
            self.opened.look()

    @Slot(str)
    def sendAll(self, language: str) -> None:
        """Ask for all exams that are due."""
        self.reader.do(lambda store: self.outbox.ask_all(store, language), self._asked, always=True)

    def _asked(self, _: None) -> None:
        self.outbox.send_now()
        self._load()

    def _pages(self) -> int:
        return -(-self._page.count // self._rows_that_fit)

    isOpen = Property(bool, lambda self: self.is_open, notify=openChanged)
    isReading = Property(bool, lambda self: self.reader.busy, notify=changed)
    failure = Property(str, lambda self: self.reader.failure, notify=changed)
    rows = Property(list, lambda self: self._page.rows, notify=rowsChanged)
    count = Property(int, lambda self: self._page.count, notify=rowsChanged)
    pages = Property(int, _pages, notify=rowsChanged)
    pageShown = Property(int, lambda self: self._first // self._rows_that_fit, notify=rowsChanged)
    text = Property(str, lambda self: self._query.text, notify=changed)
    isUndelivered = Property(bool, lambda self: bool(self._query.undelivered_to), notify=changed)
    answers = Property(dict, lambda self: self._answers, notify=answersChanged)  # by exam; without those not read yet
    frames = Property(QObject, lambda self: self.stored_frames, constant=True)
    exam = Property(QObject, lambda self: self.opened, constant=True)
    waiting = Property(QObject, lambda self: self.outbox, constant=True)
