"""What is measured: the versions of the project, of the lock and of the packages, and the bundle."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.result.records import Software
from edge_app.bundle.loader import ModelBundle

PROJECT = Path(__file__).resolve().parents[2]
# What decides how long something takes; onnxruntime-gpu and opencv-python may stand in for the plain ones.
PACKAGES = ("numpy", "opencv-python-headless", "opencv-python", "onnxruntime", "onnxruntime-gpu", "ai-edge-litert", "openvino",
            "PySide6-Essentials", "torch")  # fmt: skip


def describe_software(bundle: ModelBundle, project: Path = PROJECT) -> Software:
    """Of this checkout and this environment."""
    lock = project / "locks" / f"{sys.version_info.major}.{sys.version_info.minor}" / "appliance.txt"
    return Software(
        project_version=_version("edge-app") or "unknown",
        commit=_commit(project),
        lock_sha256=hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
        bundle_id=bundle.id,
        bundle_sha256=bundle.manifest_sha256,
        packages={name: found for name in PACKAGES if (found := _version(name))},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _commit(project: Path) -> str:
    """Empty where this is no checkout, or git is not there."""
    try:
        head = _git(project, "rev-parse", "HEAD")
        return head and head + ("+" if _git(project, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(project: Path, *arguments: str) -> str:
    command = ["git", "-C", str(project), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.strip()
