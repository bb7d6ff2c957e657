"""What to do about exams that are damaged or missing: in one place, because each remedy has to work as it is written."""

from __future__ import annotations

import shlex
from pathlib import Path


def restore_instead(folder: Path) -> str:
    """A backup is only restored where no exams are; so the folder has to be out of the way first."""
    return f"move {folder} away and run `edge-app exams --folder {shlex.quote(str(folder))} restore BACKUP`"
