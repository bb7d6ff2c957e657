"""The configured DICOM node on the screen: where it is, and whether it answers. It is asked on request only."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import ErrorCode
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.stop import Stop
from edge_app.exams.export.subprocess import verify_in_subprocess
from edge_app.ui.export_controller import ExportController
from edge_app.ui.lock_controller import LockController
from edge_app.ui.task_runner import TaskRunner

UNREACHABLE = frozenset(
    code.value for code in (ErrorCode.SERVER_SILENT, ErrorCode.TITLE_REFUSED, ErrorCode.SERVER_LOST, ErrorCode.SERVER_NOT_SECURE)
)


class NodeController(QObject):
    """Lives on Qt's thread. A test ends with the lock."""

    changed = Signal()

    def __init__(self, node: DicomNode | None, lock: LockController, exporter: ExportController) -> None:
        """exporter: what it meets when it sends says as much of the node as a test."""
        super().__init__()
        self._node, self._lock, self._exporter = node, lock, exporter
        self.answers: bool | None = None  # when it was last asked; None: not yet
        self._state = ""  # "busy", "answers", or an encoded error
        self._stop = Stop()
        self._task_runner = TaskRunner("echo", self)
        lock.changed.connect(self._stop_if_locked)
        exporter.changed.connect(self._follow_sending)

    def close(self) -> None:
        """End a test; wait for its thread."""
        self._stop.request()
        self._task_runner.close()

    @Slot()
    def test(self) -> None:
        """Ask the node."""
        if self._node is None or self._state == "busy":
            return
        node, stop = self._node, Stop()
        self._stop = stop
        self._set("busy", self.answers)
        self._task_runner.do(lambda: verify_in_subprocess(node, stop), lambda _: self._set("answers", True), self._failed)

    def _failed(self, error: str) -> None:
        if self._stop.requested:  # the lock ended it: nothing was learnt
            self._set("", self.answers)
        else:
            self._set(error, False)

    @Slot()
    def _stop_if_locked(self) -> None:
        if self._lock.locked and self._state == "busy":
            self._stop.request()

    @Slot()
    def _follow_sending(self) -> None:
        state = self._exporter.state
        if self._exporter.sent and state == "done":
            self._set("", True)
        elif self._exporter.sent and state.split("\n")[0] in UNREACHABLE:
            self._set("", False)

    def _set(self, state: str, answers: bool | None) -> None:
        self._state, self.answers = state, answers
        self.changed.emit()

    title = Property(str, lambda self: self._node.title if self._node else "", constant=True)  # empty: none is configured
    address = Property(str, lambda self: f"{self._node.host}:{self._node.port}" if self._node else "", constant=True)
    isEncrypted = Property(bool, lambda self: bool(self._node and self._node.tls), constant=True)
    state = Property(str, lambda self: self._state, notify=changed)
