"""The space left for exams, with a warning long before it runs out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

WARN_BELOW = 200  # images: about eight exams of three muscles on both sides, four images each
SPARE = 64 * 2**20  # bytes kept free for the write-ahead log, the vault and other programs
IMAGE = 400_000  # bytes of an image, assumed while there are too few to take the mean: 800 x 600, PNG


@dataclass(frozen=True)
class StorageStatus:
    """The space in use and the space available."""

    used: int  # bytes, of the store, without what deleted exams left free in it
    quota: int  # bytes
    free: int  # bytes, on the disk and in the store
    image: int  # bytes, mean
    clips: int = 0
    clip_bytes: int = 0  # of `used`, what the clips' frames take

    @property
    def images_left(self) -> int:
        return self.bytes_left // self.image

    @property
    def bytes_left(self) -> int:
        return max(0, min(self.quota - self.used, self.free - SPARE))

    @property
    def warning(self) -> str:
        """One sentence; empty while there is enough space."""
        left = self.images_left
        if left == 0:
            return "There is no space for another image: export finished exams and delete them."
        if left < WARN_BELOW:
            return f"There is space for about {left} more images: export finished exams and delete them soon."
        return ""


def storage_status(
    folder: Path, size: int, reusable: int, images: int, quota: int, clips: int = 0, clip_bytes: int = 0
) -> StorageStatus:
    """The status of a store in `folder` that takes `size` bytes, of which `reusable` hold nothing. quota: bytes; clips and
    clip_bytes: how many there are and what they take, which is no image's.
    """
    used = size - reusable
    image = (used - clip_bytes) // images if images > 20 else IMAGE
    return StorageStatus(used, quota, shutil.disk_usage(folder).free + reusable, max(image, 1), clips, clip_bytes)
