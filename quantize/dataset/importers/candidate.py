"""What an adapter finds: an image, what marks its muscle, and what is said of it, in the source's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge_app.errors import ConfigError

Polygon = tuple[tuple[float, float], ...]  # corners x, y in px; (0, 0) is the image's upper left corner


class FaultError(ConfigError):
    """Why one image is left out, in one sentence that names its file and row."""


@dataclass(frozen=True)
class Outline:
    """A muscle that is drawn, not painted."""

    polygons: tuple[Polygon, ...]
    width: int | None = None  # px, of the image that was drawn on; None: not stated
    height: int | None = None


@dataclass(frozen=True)
class Runs:
    """A muscle as COCO's uncompressed run lengths: pixels outside and inside in turns, column by column."""

    counts: tuple[int, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Segments:
    """Segments of a DICOM SEG, of one frame of an image."""

    file: Path
    instance: str  # SOP instance UID of the image
    frame: int  # of the image, from 0
    numbers: tuple[int, ...]  # of the segments


Mask = Path | Outline | Runs | Segments


@dataclass(frozen=True)
class Said:
    """A value and where it stands, for sentences."""

    text: str
    where: str  # "table.csv, row 12", "the folder's name"


@dataclass(frozen=True)
class Candidate:
    """One image of the source."""

    file: Path
    where: str  # for sentences: the file, or the row that names it
    frame: int | None = None  # of the file, from 0; None: its only one
    mask: Mask | None = None
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)  # column -> what the source says of it, in its order
