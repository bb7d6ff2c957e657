"""Whether the probe is in the air: equally spaced level bands, reverberations of its own surface, and nothing beneath. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage, Roi

EMPTY_MEAN, EMPTY_DEVIATION = 20.0, 8.0  # grey levels, of the region's lower half in the air; in muscle one of both is larger
COLUMNS = 16  # parts of the region's width that a band must cross
MIN_BAND = 12.0  # grey levels, of a band
MAX_GAP = 0.8  # of a band's level; it is darker between two bands
MIN_BANDS = 3
SPREAD = 0.2  # of the bands' distance, how far one may differ
LEVEL = 0.5  # of a band's brighter parts, what its darker parts must have: fasciae are not as even


def is_air(pixels: GreyImage, roi: Roi) -> bool:
    """Whether the region, which lies in the (H, W) image, and as much above it show bands and nothing beneath them."""
    mean, deviation = (float(value[0, 0]) for value in cv2.meanStdDev(roi.crop(pixels)[roi.h // 2 :]))
    if mean >= EMPTY_MEAN or deviation >= EMPTY_DEVIATION:  # nearly always, and cheap
        return False
    strip = pixels[max(0, roi.y - roi.h) : roi.y + roi.h, roi.x : roi.x + roi.w]
    parts = np.asarray(cv2.resize(strip, (COLUMNS, strip.shape[0]), interpolation=cv2.INTER_AREA), np.float32)
    darker, brighter = np.percentile(parts, (20, 80), axis=1).astype(np.float32)
    bands = _bands(np.where(darker >= LEVEL * brighter, darker, 0))
    if len(bands) < MIN_BANDS:
        return False
    steps = np.diff(bands)
    usual = float(np.median(steps))
    return bool(np.abs(steps - usual).max() <= max(1.0, SPREAD * usual))


def _bands(profile: FloatMap) -> list[int]:
    """Rows of the bands in the levels (n,) of the rows: maxima with a gap behind each."""
    bands: list[int] = []
    top, top_level, gap_level = 0, 0.0, 0.0
    in_band = True
    for row, level in enumerate(profile.tolist()):
        if in_band and level >= top_level:
            top, top_level = row, level
        elif in_band and level <= MAX_GAP * top_level:
            if top_level >= MIN_BAND:
                bands.append(top)
            in_band, gap_level = False, level
        elif not in_band:
            gap_level = min(gap_level, level)
            if level >= MIN_BAND and gap_level <= MAX_GAP * level:
                in_band, top, top_level = True, row, level
    return bands
