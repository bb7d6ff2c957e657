"""Whether the skin is at the top of the image. Pure.

Echoes get weaker with depth, whatever the compensation leaves of it, and skin and fat are bright: of 74 real images of muscle
from six sources none is brighter in its deepest tenth than in its first by more than 29 grey levels, at gains of -6 to +6 dB
(docs/adr/0028). What is bright below and dark at the top is upside down.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.records import FloatMap, GreyImage, Roi

MIN_DIFFERENCE = 35.0  # grey levels, by which the last tenth is brighter than the first
TENTH = 10
MAX_FALL = 10.0  # grey levels, by which the region's lower half may be darker than its upper one: a bone may lie in either
EVERY = 8  # columns of the region, one of which is looked at
DARK = 8.0  # mean grey level of a row up to which it is no part of the image, if its neighbours are none either
GAP = 6  # px, adjacent dark rows that end the image


def is_upside_down(pixels: GreyImage, roi: Roi) -> bool:
    """Whether the columns of the region over the depth of the (H, W) image get brighter, and the region not darker.

    The region alone would not do: a muscle may be brighter below. Nor would the depth: a scanner may write below its image.
    """
    rows = np.asarray(pixels[:, roi.x : roi.x + roi.w : EVERY].mean(axis=1), np.float32)
    region = rows[roi.y : roi.y + roi.h]
    half = len(region) // 2
    if half == 0 or region[:half].mean() - region[half:].mean() > MAX_FALL:
        return False
    image = _image_about(rows, roi)
    part = max(1, len(image) // TENTH)
    return bool(image[-part:].mean() - image[:part].mean() > MIN_DIFFERENCE)


def _image_about(rows: FloatMap, roi: Roi) -> npt.NDArray[np.float32]:
    """The rows (n,) about the region, up to the dark gaps above and below it."""
    gaps = np.flatnonzero(np.convolve(rows > DARK, np.ones(GAP), "valid") == 0)  # where they begin
    above, below = gaps[gaps + GAP <= roi.y], gaps[gaps >= roi.y + roi.h]
    return rows[int(above[-1]) + GAP if len(above) else 0 : int(below[0]) if len(below) else len(rows)]
