"""Direction of what lies in a crop, by the structure tensor, and how far the same direction holds: fascicles, fascia, walls."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.guard.measures.ranks import percentiles
from edge_app.records import FloatMap, GreyImage

_GRIDS = (28, 7)  # cells a side in which the direction is averaged, from the full crop
_COARSE_GRID = 14  # the same of the crop at half its size
_BINS = 6  # of the directions from horizontal to vertical, left and right alike
_NEAR = np.cos(2 * np.radians(12))  # of the doubled angle: two directions less than 12 degrees apart
_COHERENT = 0.25  # coherence from which a cell has a direction

_SCALES = ("fine", "coarse", "broad")
NAMES = (
    *(
        f"{what}, {scale}"
        for scale in _SCALES
        for what in (
            "coherence, mean",
            "coherence, 90th percentile",
            "coherence, weighted by contrast",
            "agreement of the directions",
            "agreement of the directions, weighted by contrast",
            "main direction, degrees from the horizontal",
            "slanting, left or right",
            *(f"share of directions {round(90 * b / _BINS)}-{round(90 * (b + 1) / _BINS)} degrees" for b in range(_BINS)),
        )
    ),
    "share of the crop in the main direction",
    "longest run in the main direction across the width",
    "rows with a run in the main direction",
    "share of the crop in the main direction, slanting by 5-45 degrees",
    "difference of direction between upper and lower half",
    "steadiness of direction between neighbours",
    "mean size of the gradient",
    "spread of the gradient",
    "unevenness of the gradient between cells",
)


def measure_fibres(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop; after Bigun & Granlund 1987, in cells instead of windows."""
    fine = _tensor(image, 1.2)
    half = np.asarray(cv2.resize(image, (112, 112), interpolation=cv2.INTER_AREA), np.uint8)
    coarse = _tensor(half, 2.0)
    cells = [_Cells(fine, _GRIDS[0]), _Cells(coarse, _COARSE_GRID), _Cells(coarse, _GRIDS[1])]
    measured = [number for part in cells for number in part.measures()]
    contrast = np.sqrt(cells[0].energy)
    mean = float(contrast.mean())
    spread = float(np.sqrt(max(float(cells[0].energy.mean()) - mean**2, 0)))
    middle, high = percentiles(contrast, 50, 90)
    tail = [mean / 255, spread / max(mean, 0.5), high / max(middle, 0.5)]
    return np.array([*measured, *cells[1].run(), *tail], np.float32)


def _tensor(image: GreyImage, sigma: float) -> tuple[FloatMap, FloatMap, FloatMap]:
    """Jxx + Jyy, Jxx - Jyy and Jxy of a smoothed image, (h, w) each."""
    side = 2 * ceil(2.5 * sigma) + 1
    smooth = cv2.GaussianBlur(image.astype(np.float32), (side, side), sigma)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    xx, yy = across * across, down * down
    return xx + yy, xx - yy, across * down


class _Cells:
    """The structure tensor in a grid of (n, n) cells. A direction is a doubled angle of the gradient, as a complex number."""

    def __init__(self, tensor: tuple[FloatMap, FloatMap, FloatMap], n: int) -> None:
        energy, real, imaginary = (cv2.resize(part, (n, n), interpolation=cv2.INTER_AREA) for part in tensor)
        self.energy = energy.astype(np.float64)
        self.vector = real.astype(np.float64) + 2j * imaginary
        size = np.abs(self.vector)
        self.coherence = size / np.maximum(self.energy, 0.05)  # below, there is nothing but rounding
        self.unit = np.where(size > 1e-6, self.vector / np.maximum(size, 1e-6), 0)
        pointing = (self.unit * self.coherence).sum()
        self.main = complex(pointing / abs(pointing)) if abs(pointing) > 1e-9 else 1j

    def measures(self) -> list[float]:
        weight, size = self.coherence, np.abs(self.vector)
        folded = np.abs(np.angle(-self.unit)) / 2  # of the lines, which run across the gradient; 0: horizontal, pi/2: vertical
        bins = np.minimum((folded * (2 * _BINS / np.pi)).astype(np.intp), _BINS - 1)
        total = max(float(weight.sum()), 1e-6)
        shares = np.bincount(bins.ravel(), weight.ravel(), _BINS) / total
        mean = (self.unit * weight).sum() / total
        return [
            float(weight.mean()),
            percentiles(weight, 90)[0],
            float(size.sum() / max(float(self.energy.sum()), 0.05 * self.energy.size)),
            float(abs(mean)),
            float(abs(self.vector.sum()) / max(float(size.sum()), 1e-3)),
            float(np.degrees(abs(np.angle(-self.main)) / 2)),
            float(abs(mean.imag)),
            *shares,
        ]

    def run(self) -> list[float]:
        """How far the main direction holds."""
        along = (self.unit * np.conj(self.main)).real
        held = (along > _NEAR) & (self.coherence > _COHERENT)
        runs = _longest_runs(held)
        slant = abs(np.degrees(np.angle(-self.main)) / 2)
        half = len(held) // 2
        upper, lower = ((self.unit[rows] * self.coherence[rows]).sum() for rows in (slice(half), slice(half, None)))
        apart = abs(np.angle(upper * np.conj(lower))) / np.pi if abs(upper) * abs(lower) > 1e-9 else 0.0
        neighbours = (self.unit[:, 1:] * np.conj(self.unit[:, :-1])).real
        return [
            float(held.mean()),
            float(runs.max() / len(held)),
            float((runs >= len(held) / 2).mean()),
            float(held.mean()) if 5 <= slant <= 45 else 0.0,
            float(apart),
            float(neighbours.mean()),
        ]


def _longest_runs(held: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """(n,) the longest run of true cells in each row of (n, n)."""
    run = longest = np.zeros(len(held), np.intp)
    for column in held.T:
        run = (run + 1) * column
        longest = np.maximum(longest, run)
    return longest
