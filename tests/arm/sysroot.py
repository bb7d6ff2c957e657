"""The arm64 root with the appliance's packages, made once and kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.arm.debian import CACHE

SYSROOT = Path(os.environ.get("EDGE_APP_ARM_ROOT") or CACHE / "arm64-trixie")


def made_sysroot() -> Path:
    """Debian 13 for arm64 with the appliance's packages in opt/edge-app, brought up to date."""
    made = subprocess.run([Path(__file__).with_name("sysroot.sh"), SYSROOT], env={**os.environ, "PYTHON": sys.executable})
    assert made.returncode == 0, "the arm64 root could not be made; the lines above say why"
    return SYSROOT
