"""Whether the probe is on the skin, from the grey levels of the raw region. Pure."""

from __future__ import annotations

from edge_app.records import GreyImage

MIN_MEAN = 8.0  # grey levels; below, the region is practically black: no coupling, or outside the image


def is_black(region: GreyImage) -> bool:
    """Whether a raw region (h, w) uint8 shows nothing."""
    return float(region.mean()) < MIN_MEAN
