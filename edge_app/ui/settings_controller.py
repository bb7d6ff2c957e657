"""The settings: which section is open, what is wrong with the device, and what each section needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from edge_app.diagnostics.health_warnings import DeviceState, HealthWarning, health_warnings
from edge_app.exams.store.backup_status import BackupStatus
from edge_app.exams.store.quota import StorageStatus
from edge_app.exams.store.store import ExamStore
from edge_app.exams.store.vault_document import Role
from edge_app.exams.workflow import Step
from edge_app.system.board_health import BoardHealth
from edge_app.ui.backup_controller import BackupController
from edge_app.ui.clock_controller import ClockController
from edge_app.ui.erasure_controller import ErasureController
from edge_app.ui.exam_controller import ExamController
from edge_app.ui.exam_services import ExamServices
from edge_app.ui.lock_controller import LockController
from edge_app.ui.network_controller import NetworkController
from edge_app.ui.node_controller import NodeController
from edge_app.ui.power_controller import PowerController
from edge_app.ui.restore_controller import RestoreController

FOR_ALL = ("", "health", "node", "device", "purpose", "language", "pin")  # sections that are not for a supervisor only
BEHIND = {"decommission": "power", "restore": "backup"}  # sections that are reached from another one
LOOK_MS = 5000  # ms between two looks at the board


def may_change_settings(lock: LockController) -> bool:
    """Whether whoever is signed in may change the device: a supervisor."""
    return lock.role is Role.SUPERVISOR


@dataclass(frozen=True)
class _StoreFacts:
    """What the store says of itself, read on its own thread."""

    storage: StorageStatus
    newest_exam: datetime | None
    exams: int
    backup: BackupStatus


class SettingsController(QObject):
    """Lives on Qt's thread; `read` on that of the store. Opened between two patients only, closed by the lock."""

    changed = Signal()

    def __init__(
        self,
        exam: ExamController,
        services: ExamServices,
        health: Callable[[], BoardHealth],
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        super().__init__()
        self._exam, self._health, self._now = exam, health, now
        self._built, self._versions, self._faulty = services.built, services.versions, services.protocol.library.faulty
        self._facts: _StoreFacts | None = None
        self._warnings: list[HealthWarning] = []
        self._board = BoardHealth()
        self._shown: object = None  # what the screen was told last
        self._section = ""
        self._open = False
        self._node = NodeController(services.server, exam.lock, exam.exporter)
        self._backup = BackupController(exam, services.media, self.read)
        self._power = PowerController(services.bus, lambda: exam.busy or exam.exporter.busy)
        self._clock = ClockController(services.bus)
        self._network = NetworkController(services.bus, lambda: may_change_settings(exam.lock))
        self._erasure = ErasureController(exam, services.vault, services.media)
        self._restore = RestoreController(exam, services)
        for part in (self._node, self._backup, self._power, self._clock, self._network, self._erasure, self._restore):
            part.setParent(self)
        exam.store_readers.append(self.read)
        for signal in (exam.changed, exam.lock.changed, self._node.changed, self._backup.changed):
            signal.connect(self._refresh)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._refresh)
        self._timer.start(LOOK_MS)

    def close(self) -> None:
        """Wait for what is going on."""
        self._timer.stop()
        self._backup.stop()
        for part in (self._node, self._power, self._clock, self._network, self._restore):
            part.close()

    def read(self, store: ExamStore) -> None:
        """Read what the warnings need; `changed` of the exam or the lock follows on Qt's thread. Raises StoreError."""
        exams, started = store.count()
        newest = datetime.fromisoformat(started) if started else None
        self._facts = _StoreFacts(store.space(), newest, exams, store.backup_status())

    @Slot()
    def open(self) -> None:
        """Show the list of sections."""
        if self._exam.workflow.step is Step.PATIENT and not self._exam.lock.locked:
            self._open, self._section = True, ""
            self.changed.emit()

    @Slot(str)
    def show(self, section: str) -> None:
        """Open a section, if whoever is signed in may; an empty name is the list."""
        if not self._may_open(section):
            return
        self._section = section
        self._erasure.forget()
        self._restore.leave()
        self._backup.look()
        self.changed.emit()

    @Slot()
    def back(self) -> None:
        """From a section to the list, from the list to the patient."""
        if self._section:
            self.show(BEHIND.get(self._section, ""))
        else:
            self._close()

    def _may_open(self, section: str) -> bool:
        return section in FOR_ALL or may_change_settings(self._exam.lock)

    def _close(self) -> None:
        self._open, self._section = False, ""
        self.changed.emit()

    @Slot()
    def _refresh(self) -> None:
        facts, self._board = self._facts, self._health()
        self._warnings = health_warnings(
            DeviceState(
                now=self._now(),
                built=self._built,
                newest_exam=facts.newest_exam if facts else None,
                board=self._board,
                storage=facts.storage if facts else None,
                node_answers=self._node.answers,
                backup=facts.backup if facts else None,
                faulty_protocols=len(self._faulty),
            )
        )
        if self._exam.lock.locked:
            self._open, self._section = False, ""
        shown = (self._warnings, self._open, self._section, facts, self._board, self._exam.lock.role)
        if shown != self._shown:  # otherwise a list under a finger would be recreated every few seconds
            self._shown = shown
            self.changed.emit()

    def _warning_rows(self) -> list[dict[str, str]]:
        return [{"kind": one.kind.value, "severity": one.severity.value} for one in self._warnings]

    def _storage(self) -> dict[str, Any]:
        """Exams, room for how many images more, and the bytes of both in MB."""
        if (facts := self._facts) is None:
            return {}
        storage = facts.storage
        return {
            "exams": facts.exams,
            "images": storage.images_left,
            "used": storage.used / 1e6,
            "free": storage.free / 1e9,
            "clips": storage.clips,
            "clipSize": storage.clip_bytes / 1e6,
        }

    def _board_row(self) -> dict[str, Any]:
        """What the board reports; nothing of what it has no sensor for."""
        health = self._board
        return {name: value for name, value in (
            ("temperature", health.temperature_c), ("battery", health.battery), ("powerMode", health.power_mode or None),
        ) if value is not None}  # fmt: skip

    def _last_backup(self) -> str:
        """ISO date, UTC; empty: never."""
        return self._facts.backup.last.date().isoformat() if self._facts and self._facts.backup.last else ""

    isOpen = Property(bool, lambda self: self._open, notify=changed)
    section = Property(str, lambda self: self._section, notify=changed)  # empty: the list
    mayChange = Property(bool, lambda self: may_change_settings(self._exam.lock), notify=changed)
    openToAll = Property(list, lambda self: list(FOR_ALL), constant=True)
    warnings = Property(list, _warning_rows, notify=changed)
    storage = Property(dict, _storage, notify=changed)
    board = Property(dict, _board_row, notify=changed)
    lastBackup = Property(str, _last_backup, notify=changed)
    finishedSince = Property(int, lambda self: self._facts.backup.finished_since if self._facts else 0, notify=changed)
    versions = Property(dict, lambda self: asdict(self._versions), constant=True)
    faultyProtocols = Property(list, lambda self: [one.fault for one in self._faulty], constant=True)
    node = Property(QObject, lambda self: self._node, constant=True)
    backup = Property(QObject, lambda self: self._backup, constant=True)
    power = Property(QObject, lambda self: self._power, constant=True)
    clock = Property(QObject, lambda self: self._clock, constant=True)
    network = Property(QObject, lambda self: self._network, constant=True)
    restore = Property(QObject, lambda self: self._restore, constant=True)
    erasure = Property(QObject, lambda self: self._erasure, constant=True)
