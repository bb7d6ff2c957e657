"""The tools that the system's files are checked with, and the places they are found in."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "edge-app"
UDEV_ROOT = CACHE / "udev-trixie"  # Debian 13's udev, unpacked; Debian 12's has no `udevadm verify`


def tool(name: str, package: str) -> str:
    """The path of a program; the test is skipped, with the package that brings it, where it is missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is missing; `firmware_configs/system_packages.sh validators` installs {package}")
    return found


def complaints(command: Sequence[str | Path], **options: object) -> str:
    """What a tool said of what it was given, on either stream; "" where it ended with 0 and said nothing."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    said: str = (done.stdout + done.stderr).strip()
    return said or (f"ended with {done.returncode}" if done.returncode else "")


def udevadm_verify() -> list[str | Path]:
    """The command that verifies rules of udev; the test is skipped where there is none."""
    own = shutil.which("udevadm")
    if own and subprocess.run([own, "verify", "--help"], capture_output=True, check=False).returncode == 0:
        return [own, "verify"]
    loaders = sorted(UDEV_ROOT.glob("usr/lib/*/ld-linux-*.so.*"))
    if not loaders:
        pytest.skip(
            "`udevadm verify` is Debian 13's; on an older system unpack it once:"
            f" mmdebstrap --variant=extract --include=udev trixie {UDEV_ROOT}"
        )
    libraries = loaders[0].parent
    return [loaders[0], "--library-path", f"{libraries}:{libraries / 'systemd'}", UDEV_ROOT / "usr/bin/udevadm", "verify"]


def program(folder: Path, name: str, script: str) -> Path:
    """A program made of a few lines of shell, in place of one that this machine has not or must not run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
    return folder / name


def run(command: Sequence[str | Path], programs: Path, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of our programs, with the programs of a folder before those of this machine."""
    path = f"{programs}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    values = {"PATH": path, **{name: str(value) for name, value in environment.items()}}
    return subprocess.run(list(map(str, command)), env=values, capture_output=True, text=True, check=False, timeout=60)
