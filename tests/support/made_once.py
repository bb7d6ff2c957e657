"""What takes long to make is made once for a test run, however many processes share it."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes that `make` returns, from a file of this test run once there is one; the others wait for who makes it."""
    base = factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # xdist gives every worker a folder of its own in it
    file = folder / name
    with FileLock(folder / f"{name}.lock"):
        if not file.exists():
            part = folder / f"{name}.part"
            part.write_bytes(make())
            part.rename(file)
    return file.read_bytes()
