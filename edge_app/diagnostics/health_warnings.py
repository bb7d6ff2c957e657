"""What somebody at the device should know of its health before the next exam: one warning for each thing to do. Pure.

The screen says each in its language with one piece of advice (`ui/qml/HealthTexts.qml`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from edge_app.exams.store.backup_status import BackupStatus
from edge_app.exams.store.quota import WARN_BELOW, StorageStatus
from edge_app.system.board_health import BoardHealth, Concern

BACKUP_AFTER = timedelta(days=7)
WARM_C = 75.0  # degrees C; boards slow down from 80 (Raspberry Pi 4) or 85 on
CLOCK_AHEAD = timedelta(minutes=5)  # that an exam may lie ahead of the clock: a time server corrects it by seconds


class WarningKind(str, Enum):
    """What a warning is about. The order is that in which warnings of one severity are shown."""

    CLOCK = "clock"  # earlier than something that has happened
    DISK = "disk"
    UNDERVOLTAGE = "undervoltage"
    OVERCURRENT = "overcurrent"
    THROTTLING = "throttling"  # so hot that the board is slowed down
    HEAT = "heat"  # warm, not slowed down yet
    BATTERY = "battery"
    NODE = "node"  # the DICOM node did not answer when it was last asked
    PROTOCOLS = "protocols"  # a file of the clinic is faulty and left out
    BACKUP = "backup"


class Severity(str, Enum):
    """How soon something has to be done."""

    NOW = "now"  # exams are hampered, or their times wrong
    SOON = "soon"


@dataclass(frozen=True)
class HealthWarning:
    """One thing to do."""

    kind: WarningKind
    severity: Severity


@dataclass(frozen=True)
class DeviceState:
    """What the warnings are made from. None: not known, of which nothing is said."""

    now: datetime  # with a time zone, as the device's clock has it
    built: datetime | None = None  # when what runs was made: no clock may be before it
    newest_exam: datetime | None = None  # when the exam that was begun last was begun
    board: BoardHealth = field(default_factory=BoardHealth)
    storage: StorageStatus | None = None
    node_answers: bool | None = None  # the DICOM node, when it was last asked
    backup: BackupStatus | None = None
    faulty_protocols: int = 0  # files of the clinic that are left out


def health_warnings(state: DeviceState) -> list[HealthWarning]:
    """Every warning of now, the most urgent first."""
    of_state = (_clock(state), _disk(state), *_board(state.board), _node(state), _protocols(state), _backup(state))
    found = [warning for warning in of_state if warning]
    order = list(WarningKind)
    return sorted(found, key=lambda one: (one.severity is Severity.SOON, order.index(one.kind)))


def _clock(state: DeviceState) -> HealthWarning | None:
    before_build = state.built is not None and state.now < state.built
    before_exam = state.newest_exam is not None and state.now < state.newest_exam - CLOCK_AHEAD
    return HealthWarning(WarningKind.CLOCK, Severity.NOW) if before_build or before_exam else None


def _disk(state: DeviceState) -> HealthWarning | None:
    if state.storage is None or state.storage.images_left >= WARN_BELOW:
        return None
    return HealthWarning(WarningKind.DISK, Severity.SOON if state.storage.images_left else Severity.NOW)


def _board(board: BoardHealth) -> list[HealthWarning]:
    kinds = {
        Concern.UNDERVOLTAGE: WarningKind.UNDERVOLTAGE,
        Concern.OVERCURRENT: WarningKind.OVERCURRENT,
        Concern.HEAT: WarningKind.THROTTLING,
        Concern.BATTERY: WarningKind.BATTERY,
    }
    found = [HealthWarning(kinds[concern], Severity.NOW) for concern in board.concerns]
    if board.temperature_c is not None and board.temperature_c >= WARM_C and Concern.HEAT not in board.concerns:
        found.append(HealthWarning(WarningKind.HEAT, Severity.SOON))
    return found


def _node(state: DeviceState) -> HealthWarning | None:
    return HealthWarning(WarningKind.NODE, Severity.SOON) if state.node_answers is False else None


def _protocols(state: DeviceState) -> HealthWarning | None:
    return HealthWarning(WarningKind.PROTOCOLS, Severity.SOON) if state.faulty_protocols else None


def _backup(state: DeviceState) -> HealthWarning | None:
    """Due where exams were finished since the last backup and that is a week ago, or there is none. A clock that went back
    before the last backup says nothing of its age, and has a warning of its own."""
    if state.backup is None or not state.backup.finished_since:
        return None
    recent = state.backup.last is not None and state.now - state.backup.last < BACKUP_AFTER
    return None if recent else HealthWarning(WarningKind.BACKUP, Severity.SOON)
