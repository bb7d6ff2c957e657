"""A device for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Switched off, with the kiosk's units, in memory: a busy disk of this machine would slow each flush."""
    missing = [tool for tool in ("systemd-nspawn", "mmdebstrap", "nsenter", "ssh", "zstd") if shutil.which(tool) is None]
    if os.getuid() != 0 or missing:
        pytest.fail(f"this suite runs a system in namespaces: run it as root, with {', '.join(missing) or 'its tools'} installed")
    memory = Path("/dev/shm")
    made = Machine(Path(tempfile.mkdtemp(prefix="edge-app-deploy-", dir=memory if memory.is_dir() else None)))
    try:
        yield made
    finally:
        made.remove()
