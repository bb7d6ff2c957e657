"""Whether a folder lies on a medium that is there: of a stick that is not mounted, the empty folder may be left on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

MEDIA = (Path("/media"), Path("/run/media"), Path("/mnt"))  # where media are mounted: udisks2, systemd-mount, administrators


def is_unmounted(path: Path, media: Sequence[Path] = MEDIA, is_mount: Callable[[Path], bool] = os.path.ismount) -> bool:
    """Whether `path` lies below one of the folders `media` with nothing mounted between: written there, it is on no medium.

    Links are followed. A folder that cannot be looked at counts as not mounted.
    """
    real = Path(os.path.realpath(path))
    for place in map(Path, map(os.path.realpath, media)):
        if real == place or place in real.parents:
            between = [real, *real.parents]
            return not any(is_mount(folder) for folder in between[: between.index(place) + 1])
    return False
