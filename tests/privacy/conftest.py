"""The whole appliance, watched while it examines planted patients."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.privacy.canaries import planted
from tests.privacy.strace import Watched, hindrance, watch

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """A watched run of the appliance, in a home and with a stick of its own."""

    watched: Watched
    home: Path
    stick: Path
    patients: int

    @property
    def texts(self) -> list[str]:
        """Everything that was typed in of the patients."""
        return [text for one in planted(self.patients) for text in (one.identifier, one.reason)]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's, with the home and temporary folder of a run."""
    taken = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    own = {name: value for name, value in os.environ.items() if name not in taken and not name.startswith(("XDG_", "ORT_"))}
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    return {
        **own, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(PROJECT), "EDGE_APP_BOARD": "generic",
        "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "OMP_WAIT_POLICY": "passive", **more,
    }  # fmt: skip


def run(folder: Path, patients: int, more: Mapping[str, str], isolated: bool = True) -> Run:
    """Examine so many planted patients on the watched appliance; more: of its environment. isolated: see `watch`."""
    home, stick, records = folder / "home", folder / "stick", folder / "records"
    for one in (home, stick, records):
        one.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.privacy.appliance", str(patients), str(stick)]
    return Run(watch(command, records, environment(home, **more), isolated), home, stick, patients)


@pytest.fixture(scope="session")
def watching() -> None:
    """Skips, with the reason, where system calls cannot be watched; `make test-privacy` fails there."""
    if reason := hindrance():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def exam(watching: None, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two patients, the first one exported."""
    return run(tmp_path_factory.mktemp("exam"), 2, {})


@pytest.fixture
def watch_python(watching: None, tmp_path: Path) -> Callable[[str], Watched]:
    """Watch a few lines of Python."""

    def watch_lines(lines: str) -> Watched:
        (tmp_path / "records").mkdir()
        return watch([sys.executable, "-c", lines], tmp_path / "records", environment(tmp_path / "home"))

    return watch_lines
