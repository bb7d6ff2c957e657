"""Exports a finished exam on request: to a USB stick or to the configured DICOM server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.pseudonyms import derive_export_key
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.wrapped_key import wipe
from edge_app.system.malloc import trim
from edge_app.ui.exam_rows import Row, place_rows
from edge_app.ui.removable_media import Stick
from edge_app.ui.task_runner import TaskRunner

FOLDER = "edge-app-exams"  # on a stick


class ExportController(QObject):
    """One export at a time, in the background: the next patient does not have to wait for it."""

    changed = Signal()
    placesChanged = Signal()

    def __init__(
        self,
        finished: Callable[[], tuple[str, ExamStore] | None],
        media: Callable[[], list[Stick]],
        server: DicomNode | None,
        notice: str,
    ) -> None:
        """finished: id of the exam on the screen, and its store, if it is finished. notice: the model's intended use."""
        super().__init__()
        self._finished, self._media, self._server, self._notice = finished, media, server, notice
        self.state = ""  # "busy", "done", or an encoded error
        self.sent = False  # the last export went to the server
        self.earlier = False  # the export belongs to an exam before the one on the screen
        self._stop = Stop()
        self._places: list[Row] = []
        self._task_runner = TaskRunner("export", self)

    @property
    def busy(self) -> bool:
        return self.state == "busy"

    def close(self) -> None:
        """Stop sending; wait for an export to a stick in progress."""
        self.stop_sending()
        self._task_runner.close()

    def stop_sending(self) -> None:
        """The screen is locked, or the program ends: nothing is sent any longer.

        A server may take its time; a stick takes seconds, and half an export on it helps nobody.
        """
        if self.sent and self.busy:
            self._stop.request()

    def forget(self) -> None:
        """The next patient: clear the result of the last export. One in progress continues, and its failure is reported."""
        self.earlier = self.busy
        if not self.busy:
            self._set_state("")

    @Slot()
    def look(self) -> None:
        """Look for sticks."""
        places = place_rows(self._media())
        if places != self._places:  # otherwise the button under a finger would be recreated each time
            self._places = places
            self.placesChanged.emit()

    @Slot(str, str)
    def toStick(self, place: str, language: str) -> None:
        """Export to a stick under a pseudonym."""
        self._start(Path(place) / FOLDER, "a folder", language)

    @Slot(str)
    def toServer(self, language: str) -> None:
        """Send to the server under a pseudonym."""
        if self._server is not None:
            self._start(self._server, str(self._server), language)

    def _start(self, target: Path | DicomNode, where: str, language: str) -> None:
        finished = None if self.busy else self._finished()
        if finished is None:
            return
        exam, store = finished
        stop = self._stop = Stop()

        def export() -> None:
            # Logged first: even an incomplete export may have left the device.
            store.log(Action.EXPORT, exam, f"pseudonymous, to {where}")
            key = derive_export_key(store.key)
            try:
                export_in_subprocess(store.read(exam), key, target, self._notice, language, stop)
            finally:
                wipe(key)
            trim()  # the memory of the exam and of the pickled copy

        self.sent, self.earlier = isinstance(target, DicomNode), False
        self._set_state("busy")
        self._task_runner.do(export, lambda _: self._set_state("" if self.earlier else "done"), self._set_state)

    def _set_state(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    condition = Property(str, lambda self: self.state, notify=changed)
    wasEarlier = Property(bool, lambda self: self.earlier, notify=changed)
    wasSent = Property(bool, lambda self: self.sent, notify=changed)
    server = Property(str, lambda self: self._server.title if self._server else "", constant=True)
    places = Property(list, lambda self: self._places, notify=placesChanged)
