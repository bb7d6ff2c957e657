"""Tar archives of ours, unpacked by the system's tar: `tarfile` of Debian 12's Python 3.11.2 has no extraction filter yet."""

from __future__ import annotations

import subprocess
from pathlib import Path


def unpack(archive: bytes, folder: Path) -> None:
    """Every member into the folder, with its mode. folder: made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "--no-same-owner", "-xpf", "-", "-C", str(folder)], input=archive, check=True)
