"""A backup of all exams to a stick, with a passphrase that is typed twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import StoreError, stick_error_code
from edge_app.exams.store.backup import MIN_PASSPHRASE
from edge_app.exams.store.store import ExamStore
from edge_app.system.mounts import is_unmounted
from edge_app.ui.copy_watch import CopyWatch
from edge_app.ui.error_text import encode_error
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_rows import Row, place_rows
from edge_app.ui.removable_media import Stick

FOLDER = "edge-app-backups"  # on a stick


class BackupController(QObject):
    """Lives on Qt's thread; the file is written on the thread that saves, so nothing is saved meanwhile."""

    changed = Signal()

    def __init__(self, exam: ExamController, media: Callable[[], list[Stick]], done: Callable[[ExamStore], None]) -> None:
        """done: called with the store after a backup, on the thread that saves."""
        super().__init__()
        self._exam, self._media, self._done = exam, media, done
        self._places: list[Row] = []
        self._fault = ""  # "short", "differ", or an encoded error
        self._file = ""  # the last backup of this session
        self._running = False
        self._watch = CopyWatch(self)
        self._watch.changed.connect(self.changed)
        exam.stateChanged.connect(self._settle)

    @Slot()
    def look(self) -> None:
        """Look for sticks."""
        places = place_rows(self._media())
        if places != self._places:  # otherwise the button under a finger would be recreated each time
            self._places = places
            self.changed.emit()

    @Slot(str, str, str)
    def start(self, place: str, passphrase: str, again: str) -> None:
        """Write everything into a new file on the stick."""
        self._fault = "short" if len(passphrase) < MIN_PASSPHRASE else "differ" if passphrase != again else ""
        if not (self._fault or self._exam.busy):
            self._running, self._file = True, ""
            self._watch.begin()
            folder = Path(place) / FOLDER
            self._exam.save_aside(lambda store: self._write(store, folder, passphrase))
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End the backup that is being written; nothing of it stays on the stick."""
        self._watch.stop()
        self.changed.emit()

    def _write(self, store: ExamStore, folder: Path, passphrase: str) -> None:
        try:
            self._file = self._written(store, folder, passphrase)
        except StoreError as exc:  # of the stick: the exams are as saved as before
            self._fault = encode_error(exc)

    def _written(self, store: ExamStore, folder: Path, passphrase: str) -> str:
        file = folder / f"exams-{datetime.now(timezone.utc):%Y-%m-%d-%H%M%S}.backup"
        try:
            if not is_unmounted(folder):  # of a stick that is gone its place may be left, which is on the device's own disk
                folder.mkdir(exist_ok=True)
        except OSError as exc:
            raise StoreError(f"{folder} cannot be made ({exc.strerror}); use another stick", stick_error_code(exc)) from exc
        store.back_up(file, passphrase, self._watch.advance)
        self._done(store)
        return str(file)

    @Slot()
    def _settle(self) -> None:
        if self._running and not self._exam.busy:
            self._running = False
        self.changed.emit()

    places = Property(list, lambda self: self._places, notify=changed)
    fault = Property(str, lambda self: self._fault, notify=changed)
    file = Property(str, lambda self: self._file, notify=changed)  # what was written; empty: nothing yet
    isRunning = Property(bool, lambda self: self._running, notify=changed)
    isStopping = Property(bool, lambda self: self._running and self._watch.stopped, notify=changed)
    doneMb = Property(float, lambda self: self._watch.done_mb, notify=changed)
    sizeMb = Property(float, lambda self: self._watch.size_mb, notify=changed)
    minPassphrase = Property(int, lambda self: MIN_PASSPHRASE, constant=True)
