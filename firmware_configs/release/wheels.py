"""Installs the locked wheels for another processor and Python into a folder, and our own package. No pip runs on a device."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware_configs.release.errors import BuildError
from firmware_configs.release.target import Target

# What an installer notes for itself: it differs between workstations, and nobody reads it on a device.
_NOTES = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json")


def install_locked(lock: Path, target: Target, folder: Path) -> None:
    """Every package of the lock, by its hash, for the target. Scripts are left out. Raises BuildError."""
    if not lock.is_file():
        raise BuildError(f"there is no lock for devices with Python {target.suite.python} ({lock}); `make lock` writes it")
    _install(["--require-hashes", "--requirements", str(lock)], target, folder)


def install_owned(wheel: Path, sha256: str, target: Target, folder: Path) -> None:
    """A wheel that the owner supplies, such as NVIDIA's build of ONNX Runtime, in place of the locked one.

    Raises BuildError when the file has another SHA-256, or does not fit the target.
    """
    requirement = folder.parent / "owned.txt"
    requirement.write_text(f"{wheel.resolve()} --hash=sha256:{sha256}\n")
    _install(["--require-hashes", "--requirements", str(requirement)], target, folder)


def install_project(source: Path, target: Target, folder: Path) -> None:
    """Build the wheel of the exported checkout in `source` and install it: setup.py says what is in it. Raises BuildError."""
    wheels = source.parent / "wheel"
    build = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "wheel", "--no-deps", "--no-build-isolation"]
    _run([*build, "-w", str(wheels), str(source)], "the appliance's own wheel cannot be built")
    _install([str(wheel) for wheel in wheels.glob("edge_app-*.whl")], target, folder)


def forget_notes(folder: Path) -> None:
    """Remove what the installer has noted for itself, once everything is installed and nobody asks for it any more."""
    for path in [path for info in folder.glob("*.dist-info") for path in info.iterdir() if path.name in _NOTES]:
        path.unlink()


def _install(wanted: Sequence[str], target: Target, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(folder),
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    command += ["--python-version", target.suite.python, "--python-platform", target.platform, "--link-mode", "copy"]
    _run([*command, *wanted], f"the packages for {target.name} cannot be installed")
    for scripts in ("bin", "share"):  # commands with this workstation's Python in their first line, and manual pages
        shutil.rmtree(folder / scripts, ignore_errors=True)
    for path in [path for path in folder.iterdir() if path.name == ".lock" or path.name == ".gitignore"]:
        path.unlink()


def _run(command: Sequence[str], failed: str) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        said = re.sub(r"\s+", " ", run.stderr.strip())[:500]
        raise BuildError(f"{failed}: {said or 'no reason was given'}")
