"""Where what was built of the peers lies."""

from __future__ import annotations

import re
from pathlib import Path


def folder_of(built: Path, name: str) -> Path:
    """Where the files of a peer or network are."""
    return built / re.sub(r"[^a-z0-9]+", "-", name.lower())
