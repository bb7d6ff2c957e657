"""The kiosk's units by systemd's own tool, and that their times add up."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edge_app.worker import TimeLimits

SYSTEM = Path(__file__).resolve().parents[2] / "firmware_configs" / "system"
UNITS = ("edge-app.service", "edge-app-previous.service", "edge-app-fallback.service")
RUN = ("usr/lib/edge-app/start", "usr/lib/edge-app/fallback", "usr/bin/python3")  # what the units run
MAX_RESTART_S = 20.0  # from a hang to the next start


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "verify", "--man=no", f"--root={folder}", *UNITS]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A device with the units and what they run."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = tmp_path / "usr/lib/systemd/system"
    shutil.copytree("/usr/lib/systemd/system", units, symlinks=True, ignore=lambda *_: ["edge-app.service"])
    for name in UNITS:
        shutil.copy(SYSTEM / "units" / name, units)
    for name in RUN:
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    return tmp_path


def test_systemd_takes_the_units(root: Path) -> None:
    """An unknown key is only a warning with exit status 0."""
    verified = verify(root)
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


def test_systemd_finds_what_is_wrong_with_a_unit(root: Path) -> None:
    unit = root / "usr/lib/systemd/system/edge-app.service"
    unit.write_text(unit.read_text().replace("WatchdogSec", "WatchdogSeconds"))
    assert "WatchdogSeconds" in verify(root).stderr


def test_every_line_says_why() -> None:
    """A comment stands above each line, or above the group that it is in."""
    for name in UNITS:
        why = False
        for line in (SYSTEM / "units" / name).read_text().splitlines():
            why = line.startswith("#") or (why and line != "")
            assert why or line == "" or line.startswith(("[", "Description=")), f"{name}: {line}"


def seconds(name: str) -> float:
    (found,) = re.findall(rf"^{name}=(\d+)$", (SYSTEM / "units/edge-app.service").read_text(), re.MULTILINE)
    return float(found)


def test_a_hang_ends_in_another_start_within_twenty_seconds() -> None:
    assert TimeLimits().hang_s + seconds("WatchdogSec") + seconds("TimeoutAbortSec") + seconds("RestartSec") < MAX_RESTART_S


def test_the_start_limit_is_reached_however_slowly_the_kiosk_fails() -> None:
    """Else one that hangs at every start would be started for ever, and neither the previous release nor the page would come."""
    slowest = seconds("TimeoutStartSec") + TimeLimits().hang_s + seconds("WatchdogSec") + seconds("TimeoutAbortSec")
    assert seconds("StartLimitBurst") * (slowest + seconds("RestartSec")) < seconds("StartLimitIntervalSec")
