"""The Jetson's power mode: by name, checked, and recorded with its clocks."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from edge_app.device_setup.system_file import TEMPLATES
from edge_app.device_setup.system_files import files_for
from tests.support.device_settings import settings, text
from tests.support.system_tools import program, run

MODES = """# nvpmodel_p3767_0003_super.conf, shortened
< PARAM TYPE=FILE NAME=CPU_ONLINE >
CORE_0 /sys/devices/system/cpu/cpu0/online
< POWER_MODEL ID=0 NAME=15W >
CPU_ONLINE CORE_0 1
< POWER_MODEL ID=1 NAME=25W >
< POWER_MODEL ID=2 NAME=MAXN_SUPER >
< PM_CONFIG DEFAULT=1 >
"""


def power_mode(root: Path, name: str, reported: str) -> subprocess.CompletedProcess[str]:
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/nvpmodel.conf").write_text(MODES)
    for file, value in {
        "sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq": "1510400",
        "sys/devices/system/cpu/cpufreq/policy4/scaling_max_freq": "1510400",
        "sys/class/devfreq/17000000.gpu/max_freq": "624750000",
        "sys/kernel/debug/bpmp/debug/clk/emc/rate": "2133000000",
    }.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(f"{value}\n")
    program(root / "bin", "nvpmodel", f"""
case "$1" in
-m) echo "$2" > {root}/number ;;
-q) printf 'NV Power Mode: %s\\n%s\\n' "{reported}" "$(cat {root}/number)" ;;
esac""")  # fmt: skip
    return run([TEMPLATES / "power-mode", name], root / "bin", EDGE_APP_ROOT=root)


def test_the_mode_is_set_by_name_and_recorded_with_its_clocks(tmp_path: Path) -> None:
    done = power_mode(tmp_path, "25W", "25W")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "number").read_text() == "1\n"
    assert (tmp_path / "run/edge-app/power-mode").read_text().splitlines() == [
        'name = "25W"', "number = 1", "cpu_policy0_max_khz = 1510400", "cpu_policy4_max_khz = 1510400",
        "gpu_max_hz = 624750000", "memory_hz = 2133000000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reported", "said"),
    [
        ("40W", "15W", "this module has no power mode 40W; set power.mode to one of: 15W 25W MAXN_SUPER"),
        ("25W", "15W", "the power mode is not 25W after it was set; restart the device once"),
        ("MAXN", "MAXN_SUPER", "this module has no power mode MAXN"),
    ],
)
def test_a_mode_that_does_not_hold_is_said_aloud(tmp_path: Path, name: str, reported: str, said: str) -> None:
    done = power_mode(tmp_path, name, reported)
    assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "run/edge-app/power-mode").exists()


def test_only_a_board_with_modes_has_the_unit(tmp_path: Path) -> None:
    jetson = files_for(settings(tmp_path, board="jetson-orin-nano"))
    assert "POWER_MODE=15W" in text(jetson, "etc/edge-app/power.conf")
    assert [file for file in files_for(settings(tmp_path)) if "power" in file.path] == []


def test_the_watchdog_is_as_the_board_says(tmp_path: Path) -> None:
    conf = "etc/systemd/system.conf.d/50-edge-app.conf"
    assert "\nRuntimeWatchdogSec=14s\n" in text(files_for(settings(tmp_path)), conf)
    assert all(file.path != conf for file in files_for(settings(tmp_path, "[power]\nwatchdog_s = 0\n")))
