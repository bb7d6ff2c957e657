"""What is wrong with a device before the next exam, and what is not worth a warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from edge_app.diagnostics.health_warnings import (
    DeviceState,
    HealthWarning,
    Severity,
    WarningKind,
    health_warnings,
)
from edge_app.exams.store.backup_status import BackupStatus
from edge_app.exams.store.quota import IMAGE, SPARE, WARN_BELOW, StorageStatus
from edge_app.system.board_health import BoardHealth, Concern

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=timezone.utc)
WELL = DeviceState(NOW, NOW - timedelta(days=90), NOW - timedelta(hours=1))


def warned(state: DeviceState) -> list[tuple[str, str]]:
    return [(one.kind.value, one.severity.value) for one in health_warnings(state)]


def storage(images: int) -> StorageStatus:
    return StorageStatus(0, 1 << 40, SPARE + images * IMAGE, IMAGE)


def test_nothing_is_said_of_what_is_well_or_not_known() -> None:
    assert warned(DeviceState(NOW)) == []
    assert warned(replace(WELL, storage=storage(WARN_BELOW), node_answers=True, board=BoardHealth(temperature_c=74.9))) == []


@pytest.mark.parametrize(
    ("changed", "kind", "severity"),
    [
        ({"built": NOW + timedelta(seconds=1)}, "clock", "now"),
        ({"newest_exam": NOW + timedelta(minutes=6)}, "clock", "now"),
        ({"storage": storage(WARN_BELOW - 1)}, "disk", "soon"),
        ({"storage": storage(0)}, "disk", "now"),
        ({"board": BoardHealth(frozenset({Concern.UNDERVOLTAGE}))}, "undervoltage", "now"),
        ({"board": BoardHealth(frozenset({Concern.OVERCURRENT}))}, "overcurrent", "now"),
        ({"board": BoardHealth(frozenset({Concern.HEAT}), temperature_c=85.0)}, "throttling", "now"),
        ({"board": BoardHealth(temperature_c=75.0)}, "heat", "soon"),
        ({"board": BoardHealth(frozenset({Concern.BATTERY}), battery=0.1)}, "battery", "now"),
        ({"node_answers": False}, "node", "soon"),
        ({"backup": BackupStatus(None, 1)}, "backup", "soon"),
        ({"backup": BackupStatus(NOW - timedelta(days=7), 1)}, "backup", "soon"),
    ],
)  # fmt: skip
def test_each_fault_is_one_warning(changed: dict[str, object], kind: str, severity: str) -> None:
    assert warned(replace(WELL, **changed)) == [(kind, severity)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "backup",
    [
        BackupStatus(None, 0),  # a new device
        BackupStatus(NOW - timedelta(days=300), 0),  # everything is in it
        BackupStatus(NOW - timedelta(days=6, hours=23), 5),
        BackupStatus(NOW + timedelta(days=300), 5),  # the clock went back, which is a warning of its own where it shows
    ],
)
def test_a_backup_is_not_due(backup: BackupStatus) -> None:
    assert warned(replace(WELL, backup=backup)) == []


def test_a_time_server_may_put_the_clock_back_by_seconds() -> None:
    assert warned(replace(WELL, newest_exam=NOW + timedelta(seconds=90))) == []


def test_what_is_urgent_comes_first() -> None:
    state = replace(
        WELL, built=NOW + timedelta(days=1), storage=storage(1), node_answers=False, backup=BackupStatus(None, 3),
        board=BoardHealth(frozenset({Concern.BATTERY, Concern.HEAT})),
    )  # fmt: skip
    assert [one.kind for one in health_warnings(state)] == [
        WarningKind.CLOCK, WarningKind.THROTTLING, WarningKind.BATTERY, WarningKind.DISK, WarningKind.NODE, WarningKind.BACKUP,
    ]  # fmt: skip
    assert HealthWarning(WarningKind.CLOCK, Severity.NOW) == health_warnings(state)[0]
