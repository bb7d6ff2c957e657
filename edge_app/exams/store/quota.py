"""How much room is left for exams: a warning long before there is none."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

WARN_BELOW = 200  # pictures: some eight screenings of three muscles, both sides, four each
SPARE = 64 * 2**20  # bytes kept free for the log, the vault and everybody else on the disk
PICTURE = 400_000  # bytes of a picture, where there is none yet to go by: 800 x 600, PNG


@dataclass(frozen=True)
class Space:
    """What is used, and what may be."""

    used: int  # bytes, of the store
    quota: int  # bytes
    free: int  # bytes, on the disk
    picture: int  # bytes, mean

    @property
    def pictures_left(self) -> int:
        return max(0, min(self.quota - self.used, self.free - SPARE)) // self.picture

    @property
    def warning(self) -> str:
        """One sentence; empty while there is room enough."""
        left = self.pictures_left
        if left == 0:
            return "There is no room for another picture: export finished exams and delete them."
        if left < WARN_BELOW:
            return f"There is room for about {left} pictures: export finished exams and delete them soon."
        return ""


def space(folder: Path, used: int, shots: int, quota: int) -> Space:
    """The room for a store in `folder` that uses `used` bytes for `shots` pictures."""
    return Space(used, quota, shutil.disk_usage(folder).free, max(used // shots if shots > 20 else PICTURE, 1))
