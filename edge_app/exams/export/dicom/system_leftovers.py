"""What operating systems leave in the folders that somebody has looked at. It is nobody's data, and it is never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

# In lower case: FAT and exFAT keep, but do not compare, the case of a name.
_LEFT_BY_SYSTEMS = frozenset({
    # macOS
    ".ds_store", ".localized", "icon\r", ".volumeicon.icns", ".apdisk", ".metadata_never_index", ".spotlight-v100", ".trashes",
    ".fseventsd", ".temporaryitems", ".documentrevisions-v100",
    # Windows
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "system volume information", "$recycle.bin", "recycler",
    "indexervolumeguid", "wpsettings.dat",
    # Linux
    ".directory", "lost+found",
})  # fmt: skip
_BEGINNINGS = ("._", ".trash-")  # macOS keeps attributes of NAME in ._NAME; Linux moves what USER deleted to .Trash-USER


def is_left_by_system(name: str) -> bool:
    """Whether a file or folder of this name was made by an operating system."""
    return name.casefold() in _LEFT_BY_SYSTEMS or name.casefold().startswith(_BEGINNINGS)


def carry_over(old: Path, new: Path) -> None:
    """Move what systems left anywhere in the folder `old` to the same place in `new`; what `new` has is kept. Raises OSError."""
    for left in list(_left_in(old)):
        place = new / left.relative_to(old)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            left.rename(place)


def _left_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if is_left_by_system(path.name):
            yield path
        elif path.is_dir() and not path.is_symlink():
            yield from _left_in(path)
