"""A finished exam on its way out, when a finger asks for it: onto a stick, or to the server that was configured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.subprocess import export_in_subprocess
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.store import ExamStore
from edge_app.system.malloc import trim
from edge_app.ui.exam_rows import Row, place_rows
from edge_app.ui.removable_media import Stick
from edge_app.ui.task_runner import TaskRunner

FOLDER = "edge-app-exams"  # on a stick


class ExportController(QObject):
    """One export at a time, beside everything else: the next patient need not wait for it."""

    changed = Signal()
    placesChanged = Signal()

    def __init__(
        self,
        finished: Callable[[], tuple[str, ExamStore] | None],
        media: Callable[[], list[Stick]],
        server: DicomNode | None,
        notice: str,
    ) -> None:
        """finished: the exam on the screen, if it is done, and its store. notice: of the model."""
        super().__init__()
        self._finished, self._media, self._server, self._notice = finished, media, server, notice
        self.state = ""  # "busy", "done", or the sentence of a failure
        self.sent = False  # the last one, to the server
        self.earlier = False  # it is of an exam before the one on the screen
        self._places: list[Row] = []
        self._task_runner = TaskRunner("export")

    @property
    def busy(self) -> bool:
        return self.state == "busy"

    def close(self) -> None:
        """Wait for what is under way."""
        self._task_runner.close()

    def forget(self) -> None:
        """The next patient: how the last export went has been seen. One under way goes on, and is told if it fails."""
        self.earlier = self.busy
        if not self.busy:
            self._turn("")

    @Slot()
    def look(self) -> None:
        """For sticks."""
        found = place_rows(self._media())
        if found != self._places:  # or the button under a finger would be made anew each time
            self._places = found
            self.placesChanged.emit()

    @Slot(str, str)
    def toStick(self, place: str, language: str) -> None:
        """Under a pseudonym."""
        self._start(Path(place) / FOLDER, "a folder", language)

    @Slot(str)
    def toServer(self, language: str) -> None:
        """Under a pseudonym."""
        if self._server is not None:
            self._start(self._server, str(self._server), language)

    def _start(self, target: Path | DicomNode, where: str, language: str) -> None:
        found = None if self.busy else self._finished()
        if found is None:
            return
        exam, store = found

        def write() -> None:
            # Logged before: what was begun may have left the device.
            store.log(Action.EXPORT, exam, f"pseudonymous, to {where}")
            export_in_subprocess(store.read(exam), store.key, target, self._notice, language)
            trim()  # the exam, and the message that held it

        self.sent, self.earlier = isinstance(target, DicomNode), False
        self._turn("busy")
        self._task_runner.do(write, lambda _: self._turn("" if self.earlier else "done"), self._turn)

    def _turn(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    condition = Property(str, lambda self: self.state, notify=changed)
    wasEarlier = Property(bool, lambda self: self.earlier, notify=changed)
    wasSent = Property(bool, lambda self: self.sent, notify=changed)
    server = Property(str, lambda self: self._server.title if self._server else "", constant=True)
    places = Property(list, lambda self: self._places, notify=placesChanged)
