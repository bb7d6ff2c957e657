"""What is read from the boards' own /sys, and that a board which reports nothing, or nonsense, is no concern."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from edge_app.system.board_health import BoardHealth, BoardSensors, Concern, in_order
from edge_app.system.board_watch import BoardWatch
from tests.support.boards import jetson_orin_nano, raspberry_pi_4, raspberry_pi_5, tablet, write
from tests.support.wait_until import wait_until

WELL: frozenset[Concern] = frozenset()


def test_a_board_without_sensors_reports_nothing(tmp_path: Path) -> None:
    sensors = BoardSensors(tmp_path)
    assert sensors.names == () and sensors.read() == BoardHealth()


@pytest.mark.parametrize(
    ("throttled", "undervoltage", "concerns"),
    [
        ("0", "0", WELL),
        ("50000", "0", WELL),  # it was, since it was switched on
        ("50005", "0", {Concern.UNDERVOLTAGE}),
        ("0", "1", {Concern.UNDERVOLTAGE}),
        ("e0008", "0", {Concern.HEAT}),
        ("4", "1", {Concern.HEAT, Concern.UNDERVOLTAGE}),
    ],
)
def test_a_raspberry_pi_5(tmp_path: Path, throttled: str, undervoltage: str, concerns: set[Concern]) -> None:
    """Its fan runs: that is no throttling."""
    health = BoardSensors(raspberry_pi_5(tmp_path, throttled, undervoltage)).read()
    assert health == BoardHealth(frozenset(concerns), temperature_c=54.3)


def test_a_raspberry_pi_4(tmp_path: Path) -> None:
    sensors = BoardSensors(raspberry_pi_4(tmp_path))
    assert sensors.read() == BoardHealth(temperature_c=61.8)
    raspberry_pi_4(tmp_path, "20002")
    assert sensors.read().concerns == {Concern.HEAT}


def test_a_jetson(tmp_path: Path) -> None:
    sensors = BoardSensors(jetson_orin_nano(tmp_path, events=(0, 15, 27_390)))
    assert sensors.read() == BoardHealth(temperature_c=51.0, power_mode="MAXN_SUPER")
    jetson_orin_nano(tmp_path, events=(0, 15, 27_500))
    assert sensors.read().concerns == WELL, "brief overcurrent is not worth a word"
    jetson_orin_nano(tmp_path, events=(0, 16, 27_500))
    assert sensors.read().concerns == {Concern.OVERCURRENT}
    assert sensors.read().concerns == WELL, "since the last look, nothing"
    jetson_orin_nano(tmp_path, events=(1, 16, 27_500))
    assert sensors.read().concerns == {Concern.UNDERVOLTAGE}
    jetson_orin_nano(tmp_path, "99000", events=(1, 16, 27_500))
    assert sensors.read().concerns == {Concern.HEAT}
    jetson_orin_nano(tmp_path, "98900", "1", (1, 16, 27_500))
    assert sensors.read().concerns == {Concern.HEAT}


@pytest.mark.parametrize(
    ("percent", "status", "low"), [("76", "Discharging", False), ("20", "Discharging", True), ("20", "Charging", False)]
)
def test_a_battery_and_not_that_of_a_mouse(tmp_path: Path, percent: str, status: str, low: bool) -> None:
    health = BoardSensors(tablet(tmp_path, percent, status)).read()
    assert health == BoardHealth(frozenset({Concern.BATTERY}) if low else WELL, battery=int(percent) / 100)


@pytest.mark.parametrize("nonsense", ["", "\0", "soon", "0x", "1 1", "é"])
def test_what_cannot_be_read_is_no_concern(tmp_path: Path, nonsense: str) -> None:
    for board in (raspberry_pi_5, jetson_orin_nano, tablet):
        board(tmp_path)
    sensors = BoardSensors(tmp_path)
    write(tmp_path, {str(f.relative_to(tmp_path)): nonsense for f in tmp_path.rglob("*") if f.is_file() and f.name != "type"})
    assert sensors.read() == BoardHealth()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.unlink()  # a board may lose a sensor
    assert sensors.read() == BoardHealth()


def test_concerns_are_named_in_order() -> None:
    assert in_order({Concern.BATTERY, Concern.UNDERVOLTAGE, Concern.HEAT}) == [
        Concern.UNDERVOLTAGE, Concern.HEAT, Concern.BATTERY,
    ]  # fmt: skip


def test_a_watch_sees_what_changes_and_logs_it_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), BoardWatch(BoardSensors(raspberry_pi_5(tmp_path)), every_s=0.01) as board:
        wait_until(lambda: board.health().temperature_c == 54.3)
        raspberry_pi_5(tmp_path, undervoltage="1")
        wait_until(lambda: board.health().concerns == {Concern.UNDERVOLTAGE})
        raspberry_pi_5(tmp_path)
        wait_until(lambda: board.health().concerns == WELL)
    assert caplog.messages == ["the board reports undervoltage", "the board reports that all is well again"]
