"""Whether a region of an image of muscle lies beside the muscle: on the skin and fat above it, or in the shadow of a bone. Pure.

Within a region fat with its septa has much the texture of muscle with its fasciae, and the haze in a shadow that of a dark
muscle. What tells them from muscle is where they lie: above the superficial fascia; below a line much brighter than the muscle
above it, where everything is darker than that muscle (docs/adr/0046).
"""

from __future__ import annotations

import numpy as np

from edge_app.guard.lit import lit_box
from edge_app.muscle_roi.superficial_fascia import LimbGrid, limb_grid
from edge_app.records import GreyImage, Roi

# Shares of a region's area. Above the fascia: up to .26 of real muscle, .81 and more of its fat. In a shadow: up to .44 and .75.
MAX_ABOVE, MAX_SHADOW = 0.5, 0.6
MIN_BONE = 2.5  # times as bright as the muscle above it. A fascia is up to 2.1 times as bright, a bone about 4 times
MAX_BELOW = 0.8  # of the level of the muscle above the bone
USUAL_FAT = 6  # rows down to the muscle where no fascia is found: 3 mm
FASCIA, BONE, HAZE = 3, 2, 6  # rows: below the fascia's, above a bone's and below it that belong to neither side
MIN_ABOVE, MIN_BELOW = 6, 4  # rows of muscle and of shadow that have a level: 3 and 2 mm


def is_beside_muscle(pixels: GreyImage, roi: Roi, mm_per_pixel: float | None) -> bool:
    """Whether most of the region, which lies in the (H, W) image, is surely above the muscle or in the shadow of a bone.

    mm_per_pixel: None: unknown; the lit box about the region is then taken to be as wide as a usual probe.
    """
    grid = limb_grid(pixels, lit_box(pixels, roi), mm_per_pixel)
    if grid is None:
        return False
    rows, columns = grid.grey.shape
    down, across = rows / grid.contact.h, columns / grid.contact.w
    top, bottom = (roi.y - grid.contact.y) * down, (roi.y + roi.h - grid.contact.y) * down
    first = max(0, int((roi.x - grid.contact.x) * across))
    last = min(columns, int(np.ceil((roi.x + roi.w - grid.contact.x) * across)))
    if first >= last:
        return False
    shares = [_shares(grid, column, top, bottom) for column in range(first, last)]
    above, shadow = np.array(shares).mean(axis=0)
    return bool((grid.is_sure and above > MAX_ABOVE) or shadow > MAX_SHADOW)


def _shares(grid: LimbGrid, column: int, top: float, bottom: float) -> tuple[float, float]:
    """Of a column of the region between two rows: what lies above the fascia, and in the shadow of a bone; 0-1 each."""
    fascia = USUAL_FAT if grid.fascia is None else int(grid.fascia[column])
    above = float(np.clip((fascia - top) / (bottom - top), 0, 1)) if grid.fascia is not None else 0.0
    start = fascia + FASCIA
    levels = grid.grey[start : max(start, int(bottom)), column]
    if len(levels) <= MIN_ABOVE + BONE + HAZE + MIN_BELOW:
        return above, 0.0
    bone = MIN_ABOVE + BONE + int(levels[MIN_ABOVE + BONE : -HAZE - MIN_BELOW].argmax())
    muscle = max(float(np.median(levels[: bone - BONE])), 1.0)
    if levels[bone] < MIN_BONE * muscle or np.median(levels[bone + HAZE :]) > MAX_BELOW * muscle:
        return above, 0.0
    return above, float(np.clip((bottom - max(start + bone, top)) / (bottom - top), 0, 1))
