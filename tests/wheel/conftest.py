"""The wheel that `make wheel` built, and an empty environment with it and what it asks for, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
WHEELS = CHECKOUT / "build" / "wheel"
INSTALL_S = 900.0  # s; some 300 MB come from the package index when nothing is cached
COMMAND_S = 240.0  # s


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and the folder that its commands run in."""

    programs: Path
    folder: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs in the folder, as somebody with an empty home who knows nothing of the checkout."""
        foreign = ("PYTHON", "EDGE_APP_", "VIRTUAL_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment = {**inherited, "HOME": str(self.folder), "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=COMMAND_S, check=False,
        )  # fmt: skip


@pytest.fixture(scope="session")
def wheel() -> Path:
    found = sorted(WHEELS.glob("edge_app-*.whl"))
    assert len(found) == 1, f"{len(found)} wheels in build/wheel; `make wheel` builds one"
    return found[0]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("installed")
    (folder := place / "somewhere").mkdir()
    subprocess.run([sys.executable, "-m", "venv", place / "environment"], check=True, timeout=INSTALL_S)
    programs = place / "environment" / "bin"
    subprocess.run(
        [programs / "python", "-m", "pip", "--disable-pip-version-check", "-qq", "install", wheel],
        cwd=folder, check=True, timeout=INSTALL_S,
    )  # fmt: skip
    return Installed(programs, folder)
