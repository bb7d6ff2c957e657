"""The page that says what to do when neither the kiosk nor the previous release can be started."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

FALLBACK = Path(__file__).resolve().parents[2] / "firmware_configs" / "system" / "fallback"
COLUMNS, ROWS = 60, 30  # of the console on a panel of 480 x 800 and of 800 x 480, with letters of 8 x 16


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A folder for /, and programs that note how they were called."""
    (tmp_path / "bin").mkdir()
    for name in ("systemctl", "chvt", "setterm", "sleep"):
        answer = f'echo "{name} $*" >> {tmp_path}/called\n'
        if name == "systemctl":
            answer += 'case "$1" in show) printf "Result=watchdog\\nStatusText=no progress in inference\\n" ;; esac\n'
        write_program(tmp_path / "bin" / name, answer)
    write_program(
        tmp_path / "bin/python3",
        f'shift 2\necho "release $*" >> {tmp_path}/called\ncase "$1" in status) echo "running: 0.2.0" ;; esac\n',
    )
    return tmp_path


def write_program(file: Path, body: str) -> None:
    file.write_text(f"#!/bin/sh\n{body}")
    file.chmod(0o755)


def fall_back(device: Path) -> tuple[str, list[str]]:
    """What the console shows, and what was called."""
    (device / "called").write_text("")
    environment = {"PATH": f"{device}/bin:/usr/bin:/bin", "EDGE_APP_ROOT": str(device), "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(["sh", FALLBACK], env=environment, capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    return ended.stdout, (device / "called").read_text().splitlines()


def test_the_page_stays_and_says_why(device: Path) -> None:
    page, called = fall_back(device)
    assert called[-1] == "sleep infinity"
    for text in ("do not use the device", "Gerät nicht benutzen", "no use el dispositivo", "no progress in inference", "0.2.0"):
        assert text in page


def test_it_changes_nothing(device: Path) -> None:
    """Which release runs next is for edge-app-previous.service, which has no sandbox."""
    asked = [one for one in fall_back(device)[1] if one.startswith(("release", "systemctl"))]
    assert asked == ["systemctl show --property=Result,StatusText edge-app.service", "release status"]


def test_the_page_fits_the_smallest_console_either_way_round(device: Path) -> None:
    lines = fall_back(device)[0].split("\033[H")[1].splitlines()
    assert len(lines) <= ROWS and max(map(len, lines)) <= COLUMNS


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    checked = subprocess.run(["shellcheck", FALLBACK], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
