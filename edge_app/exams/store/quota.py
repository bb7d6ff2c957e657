"""How much room is left for exams: a warning long before there is none."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

WARN_BELOW = 200  # images: some eight screenings of three muscles, both sides, four each
SPARE = 64 * 2**20  # bytes kept free for the log, the vault and everybody else on the disk
IMAGE = 400_000  # bytes of an image, where there is none yet to go by: 800 x 600, PNG


@dataclass(frozen=True)
class StorageStatus:
    """What is used, and what may be."""

    used: int  # bytes, of the store
    quota: int  # bytes
    free: int  # bytes, on the disk
    image: int  # bytes, mean

    @property
    def images_left(self) -> int:
        return max(0, min(self.quota - self.used, self.free - SPARE)) // self.image

    @property
    def warning(self) -> str:
        """One sentence; empty while there is room enough."""
        left = self.images_left
        if left == 0:
            return "There is no room for another image: export finished exams and delete them."
        if left < WARN_BELOW:
            return f"There is room for about {left} images: export finished exams and delete them soon."
        return ""


def storage_status(folder: Path, used: int, images: int, quota: int) -> StorageStatus:
    """The room for a store in `folder` that uses `used` bytes for `images` images."""
    return StorageStatus(used, quota, shutil.disk_usage(folder).free, max(used // images if images > 20 else IMAGE, 1))
