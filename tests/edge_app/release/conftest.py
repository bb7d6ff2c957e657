"""Devices in memory: each test flushes hundreds of files, and how long this machine's disk takes for that is of no interest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")
_TOOLS = ("openssl", "zstd")


@pytest.fixture(autouse=True, scope="session")
def tools() -> None:
    """What verifies and unpacks a release on a device."""
    if missing := [tool for tool in _TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"{' and '.join(missing)} is missing; apt-get install -y {' '.join(missing)}")


def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="edge-app-test-", dir=_MEMORY if _MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """As pytest's own, in memory."""
    yield from _folder()


@pytest.fixture(scope="module")
def module_folder() -> Iterator[Path]:
    """The same, for what a file's tests share."""
    yield from _folder()
