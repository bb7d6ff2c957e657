"""Dark stripes in the first millimetres of the image field, where each line is made by few elements of the probe.

At the depth of muscle a line uses a quarter of the elements, so that a dead one weakens it by a fraction of a decibel; right
below the skin it uses four or five. Skin and fat lie in layers across the whole width there: only elements darken columns.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi

DEPTH_MM = 0.5, 4.0  # mm, from the upper edge of the field: below the bright line of the probe's own surface
DEPTH_SHARE = 0.01, 0.08  # of the field's height, where the scale is unknown: what DEPTH_MM is of 50 mm, a usual depth for muscle
_COLUMNS = 128  # bins across the field, as many as a common probe has elements
_BANDS = 3  # of depth; a stripe runs through all of them, a vessel or a speckle does not
_WIDTH, _BESIDE = 5, 15  # bins, of a stripe and of what it is compared with


def near_field_dropout(pixels: GreyImage, field: Roi, mm_per_pixel: float | None) -> float | None:
    """Root mean square depth of the dark stripes in the near field, grey levels, 0-255.

    pixels: a frame (H, W) uint8; field: its image field, px; mm_per_pixel: mm; None: unknown, and the strip is a share of the
    field. None where the scale is too coarse, or the field too small for such a strip. The dip of a column is how much it lies
    below those beside it in the band of depth where it does so least.
    """
    if mm_per_pixel is None:
        top, bottom = (round(share * field.h) for share in DEPTH_SHARE)
    else:
        top, bottom = (round(depth / mm_per_pixel) for depth in DEPTH_MM)
    strip = field.crop(pixels)[top:bottom]
    height, width = strip.shape
    if height < max(_BANDS, bottom - top) or width < _COLUMNS:
        return None
    bands = cv2.resize(strip, (_COLUMNS, _BANDS), interpolation=cv2.INTER_AREA).astype(np.float32)
    column, beside = (cv2.blur(bands, (bins, 1), borderType=cv2.BORDER_REFLECT) for bins in (_WIDTH, _BESIDE))
    dips = np.maximum((beside - column).min(axis=0), 0)
    return float(np.sqrt(np.mean(dips * dips)))
