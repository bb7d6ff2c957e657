"""Roots of Debian for arm64, as a stock system with the packages that the kiosk asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "edge-app"
_SYSTEM = "base-files,bash,coreutils,dash,sed,grep,tar,libc-bin,python3-minimal,libpython3-stdlib,libstdc++6,openssl,zstd"
_SCREEN = "libegl1,libgl1,libxkbcommon0,libfontconfig1,libdbus-1-3,libglib2.0-0,fonts-dejavu-core"
PACKAGES = f"{_SYSTEM},{_SCREEN}"


def debian(suite: str) -> Path:
    """Unpacked once and kept; nothing of it is executed here, and nothing is written to it later."""
    root = CACHE / f"arm64-{suite}-system"
    part = root.with_name(f"{root.name}.part")
    if not root.exists():
        shutil.rmtree(part, ignore_errors=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        packed = ["mmdebstrap", "--quiet", "--mode=chrootless", "--arch=arm64", "--variant=extract"]
        subprocess.run([*packed, f"--include={PACKAGES}", suite, str(part)], check=True)
        part.rename(root)
    return root
