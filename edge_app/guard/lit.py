"""What of an image is lit about a region: the ultrasound up to the dark gaps around it, whatever its outline. Pure."""

from __future__ import annotations

import numpy as np

from edge_app.records import FloatMap, GreyImage, Roi

EVERY = 8  # row or column that is looked at
DARK = 8.0  # mean grey level of a line up to which it is no part of the image, if its neighbours are none either
GAP = 6  # px, adjacent dark lines that end the image


def lit_rows(pixels: GreyImage, roi: Roi) -> tuple[FloatMap, int]:
    """(n,) mean grey levels of the rows about the region, in its columns, up to the dark gaps above and below; and the first."""
    rows = np.asarray(pixels[:, roi.x : roi.x + roi.w : EVERY].mean(axis=1), np.float32)
    first, last = _between_gaps(rows, roi.y, roi.y + roi.h)
    return rows[first:last], first


def lit_box(pixels: GreyImage, roi: Roi) -> Roi:
    """The box about the region, which lies in the (H, W) image, up to the dark gaps on all sides."""
    rows, top = lit_rows(pixels, roi)
    columns = np.asarray(pixels[top : top + len(rows) : EVERY].mean(axis=0), np.float32)
    left, right = _between_gaps(columns, roi.x, roi.x + roi.w)
    return Roi(left, top, right - left, len(rows))


def _between_gaps(levels: FloatMap, first: int, last: int) -> tuple[int, int]:
    """The lines from the last gap before `first` to the first gap from `last` on."""
    gaps = np.flatnonzero(np.convolve(levels > DARK, np.ones(GAP), "valid") == 0)  # where they begin
    before, after = gaps[gaps + GAP <= first], gaps[gaps >= last]
    return int(before[-1]) + GAP if len(before) else 0, int(after[0]) if len(after) else len(levels)
