"""Which files of a folder are images, which are masks, and which mask belongs to which image."""

from __future__ import annotations

import os
import struct
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from edge_app.capture.readers.stills import SUFFIXES
from edge_app.errors import ConfigError
from quantize.dataset.importers.words import IMAGES, MASKS, plain, tokens

# What Pillow's decoders raise on damaged files.
DAMAGE = (
    OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, EOFError, MemoryError, struct.error, zlib.error,
    Image.DecompressionBombError,
)  # fmt: skip
LOOKED_AT = 4  # pictures of a folder that are opened to see whether they are masks
_NOISE = 8  # grey levels around black and white that JPEG makes of a mask


@dataclass(frozen=True)
class Pictures:
    """The pictures below a folder."""

    images: tuple[Path, ...]
    masks: dict[Path, Path]  # image -> its mask
    spare_masks: tuple[Path, ...]  # that belong to no image
    doubtful: tuple[Path, ...]  # images that several masks may belong to, and which therefore get none
    archives: tuple[Path, ...]  # not looked into


def files_below(folder: Path, leave_out: Sequence[str] = ()) -> Iterator[Path]:
    """Every file, in order, but hidden ones and those whose path below the folder matches a pattern. Raises ConfigError."""

    def complain(error: OSError) -> None:
        raise ConfigError(f"{error.filename} cannot be read ({error.strerror})") from error

    for place, folders, names in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and not any(fnmatch(path.relative_to(folder).as_posix(), one) for one in leave_out):
                yield path


def find_pictures(folder: Path, leave_out: Sequence[str] = ()) -> Pictures:
    """Images and masks, told apart by the names of their folders and their own, and where these say nothing by their pixels."""
    files = list(files_below(folder, leave_out))
    by_place: dict[Path, list[Path]] = defaultdict(list)
    for file in files:
        if file.suffix.lower() in SUFFIXES:
            by_place[file.parent].append(file)
    images: list[Path] = []
    masks: list[Path] = []
    for place, pictures in by_place.items():
        for picture in pictures:
            (masks if _is_mask(picture, place.relative_to(folder), pictures) else images).append(picture)
    pairs, spare, doubtful = pair_masks(folder, images, masks)
    archives = tuple(file for file in files if file.suffix.lower() in (".zip", ".rar", ".7z", ".gz", ".tar"))
    return Pictures(tuple(images), pairs, spare, doubtful, archives)


def _is_mask(picture: Path, place: PurePosixPath | Path, beside: Sequence[Path]) -> bool:
    folders = [plain(part) for part in place.parts]
    if any(word in MASKS for word in folders[-2:]) or any(
        plain(word) in MASKS for part in place.parts[-1:] for word in tokens(part)
    ):
        return True
    if any(plain(word) in MASKS for word in tokens(picture.stem)):
        return True
    if folders and folders[-1] in IMAGES:
        return False
    step = max(len(beside) // LOOKED_AT, 1)
    alike = {looks_like_a_mask(one) for one in beside[::step][:LOOKED_AT]}
    return alike.pop() if len(alike) == 1 else looks_like_a_mask(picture)


def looks_like_a_mask(picture: Path) -> bool:
    """Whether its pixels have two values and no more, give or take what JPEG makes of an edge."""
    try:
        with Image.open(picture) as image:
            grey = np.asarray(image.convert("L") if image.mode != "P" else image)
    except DAMAGE:
        return False  # reading it says what is wrong
    low, high = int(grey.min()), int(grey.max())
    if low == high:
        return False
    between = (grey > low + _NOISE) & (grey < high - _NOISE)
    return bool(between.mean() < 0.005) if high - low > 4 * _NOISE else len(np.unique(grey)) == 2


def pair_masks(
    folder: Path, images: Iterable[Path], masks: Iterable[Path]
) -> tuple[dict[Path, Path], tuple[Path, ...], tuple[Path, ...]]:
    """image -> mask of the same name that lies nearest to it; the masks left over; the images with two that lie equally near."""
    named: dict[str, list[Path]] = defaultdict(list)
    for mask in masks:
        named[_bare(mask)].append(mask)
    pairs: dict[Path, Path] = {}
    doubtful: list[Path] = []
    for image in images:
        near = sorted(named.get(_bare(image), ()), key=lambda mask: -_shared(folder, image, mask))
        if len(near) > 1 and _shared(folder, image, near[0]) == _shared(folder, image, near[1]):
            doubtful.append(image)
        elif near:
            pairs[image] = near[0]
    used = set(pairs.values())
    return pairs, tuple(mask for of_name in named.values() for mask in of_name if mask not in used), tuple(doubtful)


def _bare(picture: Path) -> str:
    """The name without "mask", "image" and the like, so that image and mask have the same."""
    words = [plain(word) for word in tokens(picture.stem)]
    return "_".join(word for word in words if word not in MASKS and word not in ("img", "image", "bild", "us")) or picture.stem


def _shared(folder: Path, image: Path, mask: Path) -> int:
    """How many folders the two have in common, apart from those that only say which is which."""
    first, second = ({plain(part) for part in one.relative_to(folder).parts[:-1]} - MASKS - IMAGES for one in (image, mask))
    return len(first & second) - len(first ^ second)


class PictureIndex:
    """Finds the picture that a table names, whatever way its path is written."""

    def __init__(self, folder: Path, pictures: Iterable[Path]) -> None:
        self._by_name: dict[str, list[tuple[tuple[str, ...], Path]]] = defaultdict(list)
        for picture in pictures:
            parts = _parts(picture.relative_to(folder).as_posix())
            self._by_name[parts[-1]].append((parts, picture))
            self._by_name[parts[-1].rpartition(".")[0]].append((parts, picture))

    def find(self, text: str) -> list[Path]:
        """The pictures that are meant: those whose last folders are the same; none, or several where the name is not enough."""
        parts = _parts(text)
        if not parts:
            return []
        found = self._by_name.get(parts[-1], [])
        if not found and parts[-1].isdecimal():  # Excel takes the noughts off a number
            found = [
                one for name, those in self._by_name.items() if name.isdecimal() and int(name) == int(parts[-1]) for one in those
            ]
        most = max((_common_end(parts[:-1], one[:-1]) for one, _ in found), default=0)
        return list(dict.fromkeys(picture for one, picture in found if _common_end(parts[:-1], one[:-1]) == most))


def _parts(path: str) -> tuple[str, ...]:
    """The parts of a path of any system, without case, and with ü as one letter however it was typed."""
    same = unicodedata.normalize("NFC", path.strip().casefold()).replace("\\", "/")
    return tuple(part.strip() for part in same.split("/") if part.strip() not in ("", "."))


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count
