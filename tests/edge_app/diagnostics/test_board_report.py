"""What `doctor` says of the board."""

from __future__ import annotations

from pathlib import Path

from edge_app.diagnostics.board_report import board_report
from edge_app.system.board_health import BoardSensors
from tests.support.boards import jetson_orin_nano, raspberry_pi_5, tablet


def test_it_names_what_is_wrong_and_who_says_so(tmp_path: Path) -> None:
    lines = list(board_report(BoardSensors(raspberry_pi_5(tmp_path, undervoltage="1"))))
    assert lines[1:] == [
        "      undervoltage; 54 degrees C at its hottest place",
        "      reported by: Raspberry Pi firmware, Raspberry Pi supply voltage, temperature",
    ]


def test_power_mode_and_battery_are_there_where_a_board_has_them(tmp_path: Path) -> None:
    sensors = BoardSensors(tablet(jetson_orin_nano(tmp_path)))
    said = list(board_report(sensors))[1]
    assert "nothing to worry about; 51 degrees C" in said and "battery 76 %" in said and "power mode MAXN_SUPER" in said


def test_a_machine_without_sensors_says_so(tmp_path: Path) -> None:
    assert list(board_report(BoardSensors(tmp_path)))[1:] == ["      this machine reports nothing of them"]
