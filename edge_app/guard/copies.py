"""Whether a region shows one and the same image several times, side by side or below one another. Pure.

On a page of copies each is small, and its texture that of muscle still. No tissue repeats itself in every detail.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import FloatMap, GreyImage

SIDE = 96  # px, to which the region is brought
FINE, COARSE = 0.7, 6.0  # px, standard deviations: the details between the two are compared, not how bright a part is
SHIFTS = (SIDE // 5, SIDE * 11 // 20)  # px, from five copies in a row to two
MIN_CORRELATION = 0.8  # up to .43 in regions of real muscle, .60 of simulated; .91 and more between copies (docs/adr/0046)


def is_repeated(region: GreyImage) -> bool:
    """Whether a raw region (h, w) uint8 correlates with itself, moved by a fifth to a half of a side."""
    small = cv2.resize(region, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    details = np.asarray(cv2.GaussianBlur(small, (0, 0), FINE) - cv2.GaussianBlur(small, (0, 0), COARSE), np.float32)
    return bool(max(_correlations(details).max(), _correlations(details.T).max()) > MIN_CORRELATION)


def _correlations(details: FloatMap) -> npt.NDArray[np.float64]:
    """Correlation coefficients of (SIDE, SIDE) details with themselves, moved across by each of the SHIFTS."""
    spectrum = np.fft.rfft(details, 2 * SIDE, axis=1)
    products = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=0), 2 * SIDE)
    energy = np.concatenate([[0.0], np.cumsum((details.astype(np.float64) ** 2).sum(axis=0))])
    shifts = np.arange(*SHIFTS)
    left, right = energy[SIDE - shifts], energy[SIDE] - energy[shifts]
    return np.asarray(products[shifts] / np.sqrt(np.maximum(left * right, 1.0)), np.float64)
