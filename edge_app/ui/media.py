"""Where an exam can be exported to: what was plugged in."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStorageInfo

PLACES = (Path("/media"), Path("/run/media"))  # where desktops and udev rules mount sticks


def sticks() -> list[Path]:
    """The mounted sticks that can be written to."""
    roots = [Path(volume.rootPath()) for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly()]
    return sorted(root for root in roots if any(place in root.parents for place in PLACES) and os.access(root, os.W_OK))
