"""What a bundle was trained for, as far as the guard can see it in a frame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GuardScope:
    """Ranges that the regions of the training set had. None: not stated, so nothing is refused for it.

    The network sees every region at the same number of pixels, so what counts is not the scale of the source but how many
    millimetres the region has.
    """

    region_width_mm: tuple[float, float] | None = None  # mm, least and most
    region_height_mm: tuple[float, float] | None = None  # mm, least and most
