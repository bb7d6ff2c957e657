"""The whole appliance, watched while it examines planted patients."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.privacy.strace import Watched, hindrance, watch
from tests.privacy.watched_run import Run, environment, run


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
