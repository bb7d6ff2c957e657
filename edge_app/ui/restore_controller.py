"""A backup on a stick, restored onto this device while it holds no exam: by a supervisor, who enters the PIN once more.

It is read beside the store while the screen goes on, and may be stopped; locking stops it too. Then the lock closes the store,
and behind it the restored one takes its place. The supervisor's PIN opens that; other people have to be added again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.errors import EdgeError, ErrorCode, StoreError
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.backup_file import BackupContents, read_contents
from edge_app.exams.store.restore import forget_beside, put_in_place, read_beside, refuse_over_exams
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.store.wrapped_key import wipe
from edge_app.ui.backup_controller import FOLDER
from edge_app.ui.copy_watch import CopyWatch
from edge_app.ui.error_text import encode_error
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_rows import Row
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.removable_media import Stick
from edge_app.ui.task_runner import TaskRunner

SUFFIX = ".backup"


class RestoreStep(str, Enum):
    """How far it is."""

    CHOOSE = "choose"  # among the backups on the sticks
    OPENING = "opening"  # the one that was chosen
    OPENED = "opened"  # what it holds is shown
    CHECKING = "checking"  # the PIN
    COPYING = "copying"
    REPLACING = "replacing"  # behind the lock
    OVER = "over"


@dataclass(frozen=True)
class _Restored:
    exams: int
    fault: str  # what was altered in the backup; empty: nothing


class RestoreController(QObject):
    """Lives on Qt's thread; files are read on another one, and put in place on the lock's."""

    changed = Signal()
    _ended = Signal(object)  # _Restored, or an encoded error

    def __init__(self, exam: ExamController, services: ExamServices) -> None:
        super().__init__()
        self._exam, self._vault, self._media, self._open_store = exam, services.vault, services.media, services.open_store
        self._files: list[Row] = []
        self._step = RestoreStep.CHOOSE
        self._fault = ""  # an encoded error
        self._restored: _Restored | None = None
        self._waiting = False  # for the end of what still needs the store
        self._forget()
        self._watch = CopyWatch(self)
        self._watch.changed.connect(self.changed)
        self._task_runner = TaskRunner("restore", self)
        self._ended.connect(self._end)
        exam.lock.changed.connect(self._follow_lock)
        exam.stored.changed.connect(self._begin)

    def _forget(self) -> None:
        """Nothing of a backup stays in memory."""
        self._file, self._passphrase, self._pin = Path(), "", ""
        self._contents: BackupContents | None = None
        self._key = bytearray()

    def close(self) -> None:
        """Stop, and wait for the end of it."""
        self._watch.stop()
        self._task_runner.close()

    @Slot()
    def look(self) -> None:
        """Look for backups on sticks."""
        if self._step is RestoreStep.CHOOSE and (files := backups(self._media())) != self._files:
            self._files = files
            self.changed.emit()

    @Slot(str, str)
    def open(self, file: str, passphrase: str) -> None:
        """Read what a backup holds."""
        if self._step is RestoreStep.CHOOSE:
            self._file, self._passphrase = Path(file), passphrase
            self._go(RestoreStep.OPENING)
            self._task_runner.do(lambda: read_contents(Path(file), passphrase), self._show, self._give_up)

    def _show(self, contents: BackupContents) -> None:
        if self._step is RestoreStep.OPENING:
            self._contents = contents
            self._go(RestoreStep.OPENED)

    @Slot()
    def leave(self) -> None:
        """Back to the choice, or out of it: what is being copied is stopped."""
        check_failed = self._step is RestoreStep.CHECKING and not self._exam.busy  # in a way that nobody expected
        if self._step is RestoreStep.COPYING:
            self._watch.stop()
            self.changed.emit()
        elif check_failed or self._step in (RestoreStep.CHOOSE, RestoreStep.OPENING, RestoreStep.OPENED):
            self._give_up("")

    @Slot(str)
    def start(self, pin: str) -> None:
        """Check the PIN, and that no exam is here; then read the backup."""
        if self._step is not RestoreStep.OPENED or self._exam.busy or self._exam.exporter.busy:
            return
        self._pin = pin
        user, faults = self._exam.lock.user, list[StoreError]()

        def check(store: ExamStore) -> None:
            refused = self._vault.refused
            try:
                refuse_over_exams(store.count()[0])
                found = self._vault.sign_in(user, pin)
                wipe(found.key)
                store.log_failed_pins(refused)
                if found.role is not Role.SUPERVISOR:
                    raise StoreError("only a supervisor restores a backup", ErrorCode.SUPERVISOR_ONLY)
            except StoreError as exc:  # no exam failed to be saved
                faults.append(exc)

        def then() -> None:
            if faults:
                self._pin = ""
                self._go(RestoreStep.OPENED, encode_error(faults[0]))
            elif self._exam.lock.locked:
                self._give_up("")
            else:
                self._copy()

        self._go(RestoreStep.CHECKING)
        self._exam.save_aside(check, then)

    def _copy(self) -> None:
        file, passphrase, folder = self._file, self._passphrase, self._vault.folder
        self._watch.begin()
        self._go(RestoreStep.COPYING)
        self._task_runner.do(lambda: read_beside(file, passphrase, folder, self._watch.advance), self._copied, self._give_up)

    def _copied(self, key: bytearray) -> None:
        self._key = key
        if self._watch.stopped or self._exam.lock.locked:
            with suppress(OSError):
                forget_beside(self._vault.folder)
            stopped = StoreError("the restore was stopped; nothing of it is left", ErrorCode.STOPPED)
            self._give_up(encode_error(stopped))
            return
        self._waiting = True
        self._go(RestoreStep.REPLACING)
        self._exam.lock.lock()
        self._begin()

    @Slot()
    def _begin(self) -> None:
        if self._waiting and self._exam.is_closed:
            self._waiting = False
            user, pin, key = self._exam.lock.user, self._pin, self._key
            self._exam.lock.behind(lambda: self._replace(user, pin, key))

    def _replace(self, user: str, pin: str, key: bytearray) -> None:
        try:
            put_in_place(self._vault, user, pin, key)
            with self._open_store(user, key) as store:
                faults = store.faults()
                store.log(Action.RESTORE)
                self._ended.emit(_Restored(store.count()[0], faults[0] if faults else ""))
        except EdgeError as exc:
            self._ended.emit(encode_error(exc))

    @Slot(object)
    def _end(self, result: _Restored | str) -> None:
        self._restored, fault = (result, "") if isinstance(result, _Restored) else (None, result)
        wipe(self._key)
        self._forget()
        self._exam.look_for_unfinished()
        self._exam.lock.lock()  # which looks who may come in now
        self._go(RestoreStep.OVER, fault)

    @Slot()
    def finish(self) -> None:
        """The result was read."""
        if self._step is RestoreStep.OVER:
            self._give_up("")

    @Slot()
    def _follow_lock(self) -> None:
        if self._exam.lock.locked and self._step is RestoreStep.COPYING:
            self._watch.stop()
        elif self._exam.lock.locked and self._step in (RestoreStep.OPENING, RestoreStep.OPENED):
            self._give_up("")
        if self._waiting:
            self._begin()

    def _give_up(self, fault: str) -> None:
        wipe(self._key)
        self._forget()
        self._go(RestoreStep.CHOOSE, fault)

    def _go(self, step: RestoreStep, fault: str = "") -> None:
        self._step, self._fault = step, fault
        self.changed.emit()

    def _contents_row(self) -> Row:
        """What the opened backup holds; dates UTC, ISO 8601, empty where they are unknown."""
        held = self._contents
        if held is None:
            return {"file": "", "made": "", "device": "", "exams": 0, "newest": ""}
        return {
            "file": self._file.name,
            "made": held.made.isoformat() if held.made else "",
            "device": held.device,
            "exams": held.exams,
            "newest": held.newest.isoformat() if held.newest else "",
        }

    step = Property(str, lambda self: self._step.value, notify=changed)
    isCovering = Property(bool, lambda self: self._step in (RestoreStep.REPLACING, RestoreStep.OVER), notify=changed)
    isStopping = Property(bool, lambda self: self._step is RestoreStep.COPYING and self._watch.stopped, notify=changed)
    files = Property(list, lambda self: self._files, notify=changed)
    contents = Property(dict, _contents_row, notify=changed)
    fault = Property(str, lambda self: self._fault, notify=changed)
    doneMb = Property(float, lambda self: self._watch.done_mb, notify=changed)
    sizeMb = Property(float, lambda self: self._watch.size_mb, notify=changed)
    restored = Property(int, lambda self: self._restored.exams if self._restored else -1, notify=changed)  # exams; -1: none was
    altered = Property(str, lambda self: self._restored.fault if self._restored else "", notify=changed)


def backups(sticks: list[Stick]) -> list[Row]:
    """The backups on the sticks, the newest first, by their names: each with its size in MB and where it lies."""
    found = [(file, size) for stick in sticks for folder in (stick.place / FOLDER, stick.place) for file, size in _files(folder)]
    return [
        {"path": str(file), "name": file.name, "mb": size / 1e6, "place": file.parent.name}
        for file, size in sorted(found, key=lambda one: one[0].name, reverse=True)
    ]


def _files(folder: Path) -> list[tuple[Path, int]]:
    try:
        return [(file, file.stat().st_size) for file in folder.glob(f"*{SUFFIX}") if file.is_file() and file.name[0] != "."]
    except OSError:  # just removed
        return []
