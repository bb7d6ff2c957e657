"""Whether a region of unknown scale is too small a part of the body, from how little detail it shows for its size. Pure.

The probe's resolution cell sets how fine speckle and edges can be (Wagner et al. 1983, "Statistics of speckle in ultrasound
B-scans"). A nerve or a vessel that fills a region is a few millimetres wide and therefore a few cells, however many pixels it is
drawn with; a muscle is many. So detail is counted by the region's sides, and needs no scale (docs/adr/0047).
"""

from __future__ import annotations

import numpy as np

from edge_app.imaging.preprocess import crop_resize
from edge_app.records import FloatMap, GreyImage, Roi

SIDE = 128  # px, to which the region is brought: pixel noise of larger ones is averaged
SHARE = 0.98  # of the spectrum's power that lies below the finest detail; above it is noise
MIN_CYCLES = 10.0  # a side. Real muscle has 18.1 or more as seen, 10.6 or more blurred and zoomed, simulated 11.7 (docs/adr/0047)
_WINDOW = np.hanning(SIDE).astype(np.float32)  # a line's two ends differ, which would be detail


def is_magnified(region: GreyImage) -> bool:
    """Whether a raw region (h, w) uint8 shows less detail than muscle of any size that the shipped bundle was trained on."""
    return finest_detail(region) < MIN_CYCLES


def finest_detail(region: GreyImage) -> float:
    """The finest detail of a raw region (h, w) uint8, in cycles a side: geometric mean across and with depth, 0 to SIDE / 2.

    0 where all pixels are the same.
    """
    height, width = region.shape
    image = crop_resize(region, Roi(0, 0, width, height), SIDE).astype(np.float32)
    return float(np.sqrt(_cycles(image) * _cycles(image.T)))


def _cycles(lines: FloatMap) -> float:
    """Cycles along (SIDE, SIDE) lines below which SHARE of their power lies, without their means."""
    waves = np.fft.rfft((lines - lines.mean(axis=1, keepdims=True)) * _WINDOW)
    below = np.cumsum((np.abs(waves) ** 2).sum(axis=0))
    return float(np.interp(SHARE, below / below[-1], np.arange(len(below)))) if below[-1] > 0 else 0.0
