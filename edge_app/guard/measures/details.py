"""Fine structure of a crop: Haar wavelets by level and direction, and local binary patterns."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage

_LEVELS = 5  # of the wavelet transform
_DETAILS = ("across the width", "with depth", "diagonal")
_PATTERNS = 10  # rotation-invariant uniform patterns of eight neighbours, and the rest in one
_CONTRAST = 3  # grey levels by which a neighbour must be brighter to count as such
_NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))

NAMES = (
    *(f"wavelet energy {detail}, level {level + 1}" for level in range(_LEVELS) for detail in _DETAILS),
    *(f"wavelet kurtosis {detail}, level {level + 1}" for level in range(_LEVELS - 1) for detail in _DETAILS[:2]),
    *(f"local binary pattern {i}, {scale}" for scale in ("fine", "coarse") for i in range(_PATTERNS)),
)


def _pattern_numbers() -> GreyImage:
    """For each code of eight bits: how many are set, if the set ones lie side by side; otherwise 9 (Ojala et al. 2002)."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    changes = (bits != np.roll(bits, 1, axis=1)).sum(axis=1)
    return np.where(changes <= 2, bits.sum(axis=1), _PATTERNS - 1).astype(np.uint8)


_PATTERN = _pattern_numbers()


def measure_details(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop. Energies are log10 shares of the image's variance."""
    half = np.asarray(cv2.resize(image, (112, 112), interpolation=cv2.INTER_AREA), np.uint8)
    return np.array([*_wavelets(image), *_patterns(image), *_patterns(half)], np.float32)


def _wavelets(image: GreyImage) -> list[float]:
    smooth = image.astype(np.float32)
    flat = smooth.ravel() - smooth.mean()
    variance = max(float(flat @ flat) / flat.size, 0.5)
    energies: list[float] = []
    kurtoses: list[float] = []
    for level in range(_LEVELS):
        top, bottom = smooth[::2], smooth[1::2]
        total, difference = top + bottom, top - bottom
        left, right = total[:, ::2], total[:, 1::2]
        smooth = left + right  # sums, not means: all is scaled at the end, when it is a single number
        scale = 1 / 16 ** (level + 1)
        for detail, part in enumerate(
            (left - right, difference[:, ::2] + difference[:, 1::2], difference[:, ::2] - difference[:, 1::2])
        ):
            flat = part.ravel()
            energy = float(flat @ flat) * scale / flat.size
            energies.append(float(np.log10(energy / variance + 1e-6)))
            if level < _LEVELS - 1 and detail < 2:
                square = flat * flat
                kurtoses.append(min(float(square @ square) * scale**2 / flat.size / max(energy, 0.02) ** 2, 40.0))
    return energies + kurtoses


def _patterns(image: GreyImage) -> FloatMap:
    h, w = image.shape
    centre = np.minimum(image[1:-1:2, 1:-1], 255 - _CONTRAST) + np.uint8(_CONTRAST)  # every second row will do
    code = np.zeros(centre.shape, np.uint8)
    for bit, (dy, dx) in enumerate(_NEIGHBOURS):
        brighter = image[1 + dy : h - 1 + dy : 2, 1 + dx : w - 1 + dx] > centre
        code |= brighter.view(np.uint8) << np.uint8(bit)
    codes = cv2.calcHist([code], [0], None, [256], [0, 256]).ravel()  # 256 counts to put together, not 25,000 pixels
    return np.asarray(np.bincount(_PATTERN, codes, _PATTERNS) / code.size, np.float32)
