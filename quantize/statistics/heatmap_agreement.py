"""How far two heatmaps of the same image agree. Pure functions of raw Grad-CAM maps (N, h, w) float32, 0 or more.

Overlap and peak are taken on the map as the screen spreads it over the image (bicubic): that is what is looked at. A
grid of 7 x 7 cells would know no shift below 32 px.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import FloatMap
from quantize.statistics.metrics import Floats
from quantize.statistics.quantisation_error import cosines

SIDE = 224  # px, of the network's image
TOP = 0.2  # share of the image's area


@dataclass(frozen=True)
class MapAgreement:
    """Agreement over a set of images."""

    images: int
    cosine_median: float
    cosine_p5: float  # 5th percentile
    overlap_median: float  # intersection over union of the top fifth
    overlap_p5: float
    shift_median: float  # of the peak, px of the network's 224 px image
    shift_p95: float


@dataclass(frozen=True)
class PairAgreements:
    """Agreement of each pair of maps, from which that of any set of images is summed up; arrays (N,)."""

    cosines: Floats
    overlaps: Floats
    shifts: Floats  # px

    def over(self, members: npt.NDArray[np.bool_]) -> MapAgreement | None:
        """Agreement over the members (N,) of a set. None where there are none."""
        if not members.any():
            return None
        cosine, overlap, shift = self.cosines[members], self.overlaps[members], self.shifts[members]
        return MapAgreement(
            images=int(members.sum()),
            cosine_median=float(np.median(cosine)),
            cosine_p5=float(np.percentile(cosine, 5)),
            overlap_median=float(np.median(overlap)),
            overlap_p5=float(np.percentile(overlap, 5)),
            shift_median=float(np.median(shift)),
            shift_p95=float(np.percentile(shift, 95)),
        )


def pair_agreements(before: FloatMap, after: FloatMap) -> PairAgreements:
    """Agreement of two sets of maps (N, h, w), pair by pair."""
    pairs = [(resize_map(a), resize_map(b)) for a, b in zip(before, after, strict=True)]
    overlaps = np.array([overlap(*pair) for pair in pairs], np.float64)
    shifts = np.array([peak_shift(*pair) for pair in pairs], np.float64)
    return PairAgreements(cosines(before, after), overlaps, shifts)


def agreement(before: FloatMap, after: FloatMap) -> MapAgreement | None:
    """Agreement over two sets of maps. None where there are none."""
    return pair_agreements(before, after).over(np.ones(len(before), np.bool_)) if len(before) else None


def resize_map(cam: FloatMap) -> FloatMap:
    """A map (h, w) over the whole image (SIDE, SIDE)."""
    return np.maximum(cv2.resize(cam, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), 0)


def top_area(wide: FloatMap) -> npt.NDArray[np.bool_]:
    """Where a map is among its largest fifth, and above 0. All maps from here on are resized ones, (SIDE, SIDE)."""
    return (wide >= np.quantile(wide, 1 - TOP)) & (wide > 0)


def overlap(before: FloatMap, after: FloatMap) -> float:
    """Intersection over union of the top fifths; two empty maps agree."""
    a, b = top_area(before), top_area(after)
    union = int((a | b).sum())
    return int((a & b).sum()) / union if union else 1.0


def peak_shift(before: FloatMap, after: FloatMap) -> float:
    """Distance between the largest values, px of the network's image."""
    (row, column), (other_row, other_column) = peak(before), peak(after)
    return math.hypot(row - other_row, column - other_column)


def peak(wide: FloatMap) -> tuple[int, int]:
    """Row and column of the largest value, px."""
    row, column = divmod(int(wide.argmax()), SIDE)
    return row, column
