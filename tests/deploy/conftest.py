"""A device for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.machine import SCREEN_PACKAGES, Machine, debian


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A Debian, switched off."""
    with make_machine(debian) as made:
        yield made


@pytest.fixture
def machine_with_screen() -> Iterator[Machine]:
    """A Debian with what the kiosk's Qt loads, switched off."""
    with make_machine(lambda: debian("bookworm-screen", SCREEN_PACKAGES)) as made:
        yield made


@contextmanager
def make_machine(root: Callable[[], Path]) -> Iterator[Machine]:
    """In memory: a busy disk of this machine would slow each flush."""
    missing = [tool for tool in ("systemd-nspawn", "mmdebstrap", "nsenter", "ssh", "zstd") if shutil.which(tool) is None]
    if os.getuid() != 0 or missing:
        pytest.fail(f"this suite runs a system in namespaces: run it as root, with {', '.join(missing) or 'its tools'} installed")
    memory = Path("/dev/shm")
    made = Machine(Path(tempfile.mkdtemp(prefix="edge-app-deploy-", dir=memory if memory.is_dir() else None)), root())
    try:
        yield made
    finally:
        made.remove()
