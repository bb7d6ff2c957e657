"""Whether the skin is at the top of the image. Pure.

Echoes get weaker with depth, whatever the compensation leaves of it, and skin and fat are bright: of 74 real images of muscle
from six sources none is brighter in its deepest tenth than in its first by more than 29 grey levels, at gains of -6 to +6 dB
(docs/adr/0028). What is bright below and dark at the top is upside down.
"""

from __future__ import annotations

from edge_app.guard.lit import lit_rows
from edge_app.records import GreyImage, Roi

MIN_DIFFERENCE = 35.0  # grey levels, by which the last tenth is brighter than the first
TENTH = 10
MAX_FALL = 10.0  # grey levels, by which the region's lower half may be darker than its upper one: a bone may lie in either


def is_upside_down(pixels: GreyImage, roi: Roi) -> bool:
    """Whether the columns of the region over the depth of the (H, W) image get brighter, and the region not darker.

    The region alone would not do: a muscle may be brighter below. Nor would the depth: a scanner may write below its image.
    """
    image, first = lit_rows(pixels, roi)
    region = image[roi.y - first : roi.y - first + roi.h]
    half = len(region) // 2
    if half == 0 or region[:half].mean() - region[half:].mean() > MAX_FALL:
        return False
    part = max(1, len(image) // TENTH)
    return bool(image[-part:].mean() - image[:part].mean() > MIN_DIFFERENCE)
