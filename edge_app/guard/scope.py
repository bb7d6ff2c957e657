"""What a bundle was trained for, as far as the guard can see it in a frame, and what its guard was measured to do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

MAX_SIDE_MM = 1000.0  # of a region; no scanner shows so much


class ScanPlane(str, Enum):
    """How the probe lies to the fascicles of the muscle. Users, and what is stored, call it the view."""

    TRANSVERSE = "transverse"  # across
    LONGITUDINAL = "longitudinal"  # along


@dataclass(frozen=True)
class MeasuredShare:
    """What the guard did to one part of the crops that it was judged on: a row of the report of `quantize fit-guard`."""

    question: str  # which crops, and what was counted, in words
    part: str  # a source, a grade or a kind; "all"
    count: int  # crops
    of: int  # crops
    low: float  # 0-1, of the 95 % interval (Clopper & Pearson 1934)
    high: float

    @property
    def share(self) -> float:
        """0-1; NaN where there was no crop."""
        return self.count / self.of if self.of else math.nan

    @property
    def is_sound(self) -> bool:
        """Whether the numbers can be meant."""
        return 0 <= self.count <= self.of and 0 <= self.low <= self.high <= 1


@dataclass(frozen=True)
class GuardScope:
    """The images that a bundle is for. None: not stated, so nothing is refused for it.

    The network sees every region at the same number of pixels, so what counts is not the scale of the source but how many
    millimetres the region has.
    """

    region_width_mm: tuple[float, float] | None = None  # mm, least and most that may be judged
    region_height_mm: tuple[float, float] | None = None  # mm, least and most
    view: ScanPlane | None = None
    measured: tuple[MeasuredShare, ...] = ()  # empty: never measured; only for development

    def questions(self) -> dict[str, tuple[MeasuredShare, ...]]:
        """The measured shares by their question, in order."""
        asked = dict.fromkeys(one.question for one in self.measured)
        return {question: tuple(one for one in self.measured if one.question == question) for question in asked}

    @property
    def has_sizes(self) -> bool:
        """Whether it is stated how large a region may be."""
        return self.region_width_mm is not None or self.region_height_mm is not None

    def __str__(self) -> str:
        sides = ((self.region_width_mm, "wide"), (self.region_height_mm, "high"))
        limits = [f"{side[0]:g}-{side[1]:g} mm {way}" for side, way in sides if side is not None]
        return ", ".join([f"{self.view.value if self.view else 'all'} views", *limits])

    @property
    def is_sound(self) -> bool:
        """Whether the numbers can be meant."""
        sides = [side for side in (self.region_width_mm, self.region_height_mm) if side is not None]
        return all(0 < low <= high <= MAX_SIDE_MM for low, high in sides) and all(one.is_sound for one in self.measured)
