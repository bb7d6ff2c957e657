"""The scanners of simulated sites: whose presets the images of a simulated data set are taken at.

The shipped bundle was trained on images of the first site, whose operators use every preset of `draw_settings`. The second site
has a scanner of another maker, which is always used at about one preset, outside the range of the first: a higher frequency and
a wider band, more gain, a wider dynamic range, a grey map that brightens dark levels, and strong speckle reduction. It exists to
show what becomes of a bundle at a site that it knows nothing of; no real scanner was measured for it.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from edge_app.phantom.scanner import DeviceSettings, GreyMap, draw_settings


class SiteScanner(str, Enum):
    """Whose scanner a simulated data set is taken with."""

    FIRST = "first"
    SECOND = "second"


def draw_site_settings(scanner: SiteScanner, rng: np.random.Generator, deepest_mm: float) -> DeviceSettings:
    """The settings for one subject at a site; the image reaches below deepest_mm."""
    match scanner:
        case SiteScanner.FIRST:
            return draw_settings(rng, deepest_mm)
        case SiteScanner.SECOND:
            return DeviceSettings(
                frequency_mhz=float(np.round(rng.uniform(11.5, 12.5), 1)),
                depth_mm=float(next((d for d in (40, 45, 50, 55) if d >= deepest_mm + 4), 60)),
                focus_mm=float(np.round(rng.uniform(15, 25))),
                gain_db=float(np.round(rng.normal(4.0, 1.0), 1)),
                dynamic_range_db=float(np.round(rng.uniform(72, 78))),
                grey_map=GreyMap.SOFT,
                looks=7,
                speckle_reduction=float(np.round(rng.uniform(0.85, 1.0), 2)),
                bandwidth_mhz=float(np.round(rng.uniform(4.2, 4.8), 1)),
                f_number=float(np.round(rng.uniform(1.4, 1.7), 1)),
            )
