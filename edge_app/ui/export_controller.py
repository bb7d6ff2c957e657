"""Exports a finished exam on request: to a USB stick or to the configured DICOM server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.exams.export.delivery import DeliveryRequest, deliver
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.report_context import ReportSources
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.store.store import ExamStore
from edge_app.system.malloc import trim
from edge_app.ui.exam_rows import Row, place_rows, site_image_rows
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
        sources: ReportSources,
    ) -> None:
        """finished: id of the exam on the screen, and its store, if it is finished. notice: the model's intended use. sources:
        of what the report says of the devices.
        """
        super().__init__()
        self._finished, self._media, self._server, self._notice, self._sources = finished, media, server, notice, sources
        self.state = ""  # "busy", "done", "held" until somebody has looked at images that may show text, or an encoded error
        self.review = TextReview()  # of the last export
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
        """The next patient: clear the result of the last export. One in progress continues.

        Its failure is reported, and so are images to look at.
        """
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
        self._start(Path(place) / FOLDER, language)

    @Slot(str, bool)
    def toServer(self, language: str, identified: bool) -> None:
        """Send to the server: under a pseudonym, held back if images may show text; or with identity where it may take that."""
        if self._server is not None:
            self._start(self._server, language, identified)

    @Slot(str)
    def toServerChecked(self, language: str) -> None:
        """Send what was held back: somebody has looked at the images."""
        if self._server is not None and self.state == "held" and not self.earlier:
            self._start(self._server, language, text_checked=True)

    def _start(self, target: Path | DicomNode, language: str, identified: bool = False, text_checked: bool = False) -> None:
        finished = None if self.busy else self._finished()
        if finished is None:
            return
        exam, store = finished
        stop = self._stop = Stop()

        def export() -> TextReview:
            request = DeliveryRequest(exam, target, language, identified, text_checked)
            review = deliver(store, request, self._notice, self._sources, stop)
            trim()  # the memory of the exam and of the pickled copy
            return review

        self.sent, self.earlier = isinstance(target, DicomNode), False
        self._set_state("busy")
        self._task_runner.do(export, self._ended, self._set_state)

    def _ended(self, review: TextReview) -> None:
        self.review = review
        nothing_to_say = self.earlier and review.says_nothing
        self._set_state("" if nothing_to_say else "done" if review.sent else "held")

    def _set_state(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    condition = Property(str, lambda self: self.state, notify=changed)
    wasEarlier = Property(bool, lambda self: self.earlier, notify=changed)
    wasSent = Property(bool, lambda self: self.sent, notify=changed)
    server = Property(str, lambda self: self._server.title if self._server else "", constant=True)
    mayIdentify = Property(bool, lambda self: self._server is not None and self._server.may_take_identity, constant=True)
    possibleText = Property(list, lambda self: site_image_rows(self.review.possible), notify=changed)
    withheld = Property(list, lambda self: site_image_rows(self.review.withheld), notify=changed)
    possibleTextClips = Property(list, lambda self: site_image_rows(self.review.possible_clips), notify=changed)
    withheldClips = Property(list, lambda self: site_image_rows(self.review.withheld_clips), notify=changed)
    places = Property(list, lambda self: self._places, notify=placesChanged)
