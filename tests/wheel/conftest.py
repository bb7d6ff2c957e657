"""The wheel that `make wheel` built, and an empty environment with it and what it asks for, outside the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.wheel.installed import CHECKOUT, Installed

WHEELS = CHECKOUT / "build" / "wheel"
INSTALL_S = 900.0  # s; some 300 MB come from the package index when nothing is cached


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
