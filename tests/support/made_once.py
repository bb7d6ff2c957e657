"""What takes long to make is made once for a test run, however many processes share it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes that `make` returns, from a file of this test run once there is one; the others wait for who makes it."""
    return _made_once(factory, name, lambda part: _write(part, make())).read_bytes()


def folder_made_once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """The same for a folder, which `fill` finds empty. Copy it before altering it."""

    def make(part: Path) -> None:
        part.mkdir()
        fill(part)

    return _made_once(factory, name, make)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # xdist gives every worker a folder of its own in it
    place = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not place.exists():
            part = shared / f"{name}.part"
            make(part)
            part.rename(place)
    return place
