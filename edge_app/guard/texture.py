"""The texture of a raw crop as numbers, from which the guard tells muscle from anything else, and one view from the other.

The crop is brought to 224 x 224 as for the network, but neither filtered nor equalised: the speckle that the median removes,
and the grey levels that CLAHE evens out, are what tells one thing from another (docs/adr/0028). Everything is the same for an
image and its mirror image, because either may be shown.
"""

from __future__ import annotations

import numpy as np

from edge_app.guard.measures import details, fibres, grey_levels, repetition, speckle
from edge_app.imaging.preprocess import crop_resize
from edge_app.records import FloatMap, GreyImage, Roi

SIDE = 224  # px
MIN_SIDE = 16  # px, of a crop
MAX_ASPECT = 1.6  # of the sides of what is measured; of a longer crop the middle
FEATURES: tuple[str, ...] = (
    *grey_levels.NAMES,
    *speckle.NAMES,
    *fibres.NAMES,
    *details.NAMES,
    *repetition.NAMES,
)


def texture_features(region: GreyImage) -> FloatMap:
    """The (len(FEATURES),) float32 numbers of a raw crop (h, w) uint8, h and w at least 16; finite for any content.

    Raises ValueError for a smaller crop, or one of another type.
    """
    if region.ndim != 2 or region.dtype != np.uint8 or min(region.shape) < MIN_SIDE:
        raise ValueError(f"a crop is (h, w) uint8 with sides of at least {MIN_SIDE} px, not {region.shape} {region.dtype}")
    image = crop_resize(region, _middle(*region.shape), SIDE)
    return np.concatenate(
        [
            grey_levels.measure_grey_levels(image),
            speckle.measure_speckle(image),
            fibres.measure_fibres(image),
            details.measure_details(image),
            repetition.measure_repetition(image),
        ]
    )


def _middle(height: int, width: int) -> Roi:
    """The middle of a crop. A strip drawn out to a square would show other directions than the tissue has."""
    w, h = (min(side, int(MAX_ASPECT * other)) for side, other in ((width, height), (height, width)))
    return Roi((width - w) // 2, (height - h) // 2, w, h)
