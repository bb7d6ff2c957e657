"""Sends what has been asked for and has not arrived, again and again, while the screen is unlocked and nothing is being saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from edge_app.exams.export.delivery import DeliveryRequest, deliver
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.report_context import ReportSources
from edge_app.exams.export.stop import Stop
from edge_app.exams.store.store import ExamStore
from edge_app.system.malloc import trim
from edge_app.ui.task_runner import TaskRunner

FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 300.0


class Outbox(QObject):
    """One exam at a time, on a thread of its own. After a failure it waits, longer each time."""

    changed = Signal()

    def __init__(
        self,
        server: DicomNode | None,
        notice: str,
        sources: ReportSources,
        store: Callable[[], ExamStore | None],
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        """store: the open store while something may be sent now; None otherwise. notice: the model's intended use. sources: of
        what the report says of the devices.
        """
        super().__init__()
        self._server, self._notice, self._sources = server, notice, sources
        self._store, self._first_pause_s = store, first_pause_s
        self.pause_s = first_pause_s  # after the next failure, twice as long
        self._undelivered = 0
        self._stop = Stop()
        self._closing = False
        self.busy = False
        self._task_runner = TaskRunner("outbox", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._try)

    def close(self) -> None:
        """Stop sending, and wait for the end of it."""
        self._closing = True
        self._timer.stop()
        self.stop_sending()
        self._task_runner.close()

    def stop_sending(self) -> None:
        """The screen is locked, or somebody exports by hand: what is under way waits for the next attempt."""
        if self.busy:
            self._stop.request()

    def look(self, store: ExamStore) -> None:
        """Count what has not arrived; on a thread that has the store. Raises StoreError."""
        self._undelivered = store.deliveries.undelivered(str(self._server)) if self._server else 0

    @Slot()
    def start(self) -> None:
        """The screen is unlocked, or something new was asked for: try soon."""
        self.pause_s = self._first_pause_s
        self._wait()
        self.changed.emit()

    def send_now(self) -> None:
        """Somebody has asked for it."""
        self.pause_s = self._first_pause_s
        if not self._closing:
            self._timer.start(0)

    def _wait(self) -> None:
        if self._server is not None and not self._closing:
            self._timer.start(round(1000 * self.pause_s))

    @Slot()
    def _try(self) -> None:
        store, server = self._store(), self._server
        if self.busy:
            return
        if store is None or server is None:
            self._wait()
            return
        stop = self._stop = Stop()

        def send() -> bool:
            """Whether one was sent."""
            waiting = store.deliveries.next_waiting(str(server))
            try:
                if waiting is None or stop.requested:
                    return False
                request = DeliveryRequest(waiting.exam, server, waiting.language, waiting.identified)
                deliver(store, request, self._notice, self._sources, stop)
                trim()  # the memory of the exam and of the pickled copy
                return True
            finally:
                self.look(store)

        self.busy = True
        self.changed.emit()
        self._task_runner.do(send, self._sent, self._failed)

    def _sent(self, one: bool) -> None:
        self.busy = False
        if one:  # the next one at once
            self.pause_s = self._first_pause_s
            self._timer.start(0)
        self.changed.emit()

    def _failed(self, error: str) -> None:
        self.busy = False
        self._wait()
        self.pause_s = min(2 * self.pause_s, LONGEST_PAUSE_S)
        self.changed.emit()

    def ask_all(self, store: ExamStore, language: str) -> None:
        """Ask for all that nobody has asked for, under pseudonyms; on a thread that has the store. Raises StoreError."""
        if self._server is not None:
            for due in store.deliveries.due(str(self._server)):
                store.note_delivery(DeliveryRequest(due.exam, self._server, language).waiting)
            self.look(store)

    undelivered = Property(int, lambda self: self._undelivered, notify=changed)
