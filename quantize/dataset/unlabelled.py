"""Real frames without a label, to train consistency on, and which of them may be used for it.

`real_sources.toml` beside this file says of every known source who published it, under what licence, and whether it may be
trained on or stays apart for judging. A folder is of a source by a name in its path. The frames themselves stay where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from edge_app.typed_reader import build, parse_toml
from quantize.dataset.batches import limited
from quantize.dataset.recordings import muscle_images

SOURCES = Path(__file__).with_name("real_sources.toml")
UNKNOWN = "not recorded"


@dataclass(frozen=True)
class RealSource:
    """What is known of a folder of real frames."""

    folder: str  # its name
    shows: str
    published: str  # by whom, where
    licence: str
    use: Literal["training", "judging"]
    reason: str  # for that use


@dataclass(frozen=True)
class RealSources:
    """`real_sources.toml`."""

    source: tuple[RealSource, ...]


@dataclass(frozen=True)
class UnlabelledSource:
    """One folder that a network was trained on, as its record keeps it."""

    name: str
    licence: str
    images: int
    sha256: str  # of the regions


@dataclass(frozen=True)
class UnlabelledSet:
    """Real frames in memory."""

    sources: tuple[UnlabelledSource, ...]
    regions: tuple[GreyImage, ...]  # raw, at most CACHE_SIDE px a side

    @property
    def sha256(self) -> str:
        """Of all sources."""
        return hashlib.sha256("".join(source.sha256 for source in self.sources).encode()).hexdigest()


def real_sources() -> tuple[RealSource, ...]:
    """Every source that is known."""
    return build(RealSources, parse_toml(SOURCES.read_bytes())).source


def read_unlabelled(folders: Sequence[Path]) -> UnlabelledSet:
    """The muscle of the first frames of every recording in these folders, in the regions that the kiosk would offer.

    Raises ConfigError where a folder is kept apart for judging or given twice, CaptureError where it is empty, or
    naming a file that cannot be read.
    """
    sources: list[UnlabelledSource] = []
    regions: list[GreyImage] = []
    for folder in folders:
        known = _known_in(folder)
        if apart := next((source for source in known if source.use == "judging"), None):
            raise ConfigError(
                f"{folder}: {apart.folder} is kept apart for judging ({SOURCES.name}); leave it out of --unlabelled"
            )
        name, licence = (known[0].folder, known[0].licence) if known else (folder.resolve().name, UNKNOWN)
        if name in {read.name for read in sources}:
            raise ConfigError(f"there are two folders of {name} in --unlabelled; give each source once")
        own = [limited(image.region.crop(image.pixels)) for image in tqdm(muscle_images(folder), desc=name, disable=None)]
        digest = hashlib.sha256()
        for region in own:
            digest.update(repr(region.shape).encode() + region.tobytes())
        sources.append(UnlabelledSource(name, licence, len(own), digest.hexdigest()))
        regions += own
    return UnlabelledSet(tuple(sources), tuple(regions))


def _known_in(folder: Path) -> list[RealSource]:
    """The known sources that a folder is, is in, or holds."""
    names = {*folder.resolve().parts, *(path.name for path in folder.rglob("*") if path.is_dir())}
    return [source for source in real_sources() if source.folder in names]
