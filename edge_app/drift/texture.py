"""Seven numbers of a raw region's texture that change with the scanner's settings and the probe more than with the muscle.

They are cheap (a middle part of fixed size, no Fourier transform) and finite for every content.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

_SIDE = 160  # px, of the middle part in which speckle is measured
_TREND = 15  # px, window of the local mean: what is larger is anatomy, not speckle
_LAG = 2  # px, at which the autocorrelation is read
_CORRELATION = (0.02, 0.999)  # range in which it is believed: outside, the width would be infinite
_BLOCK = 12  # px, side of the blocks in which the speckle's signal-to-noise ratio is taken
_DYNAMIC_RANGE_DB = 60.0  # assumed for undoing the log compression
_MAX_SNR = 20.0  # a block without speckle
_BANDS, _COLUMNS = 4, 64  # grid in which dark columns are looked for
_TINY = 1e-3  # grey levels squared: no difference counts for less

_Floats = npt.NDArray[np.float32]
_AMPLITUDE = (10 ** (np.arange(256) / 255 * _DYNAMIC_RANGE_DB / 20)).astype(np.float32)


@dataclass(frozen=True)
class TextureNumbers:
    """The texture of one raw region. All finite; None: taken by an earlier version, which did not measure it."""

    lateral_width: float  # log10 of the speckle's full width at half maximum along a row, px
    axial_width: float  # log10 of the same along a column, px
    speckle_snr: float  # mean over standard deviation of the amplitude, median of small blocks; 1.91 in full speckle
    high_frequency_ratio: float  # log10 of the fine power along columns over that along rows
    column_dropout: float  # grey levels by which the darkest column lies below those beside it, at every depth
    # How a scanner draws its lines onto pixels, more than what the lines show: patients hardly change it, another depth does.
    finest_lateral_detail: float | None = None  # log10 of the power along rows at 1 px over that at 2 px
    fine_lateral_detail: float | None = None  # log10 of the power along rows at 2 px over that at 4 px


def texture_numbers(region: GreyImage) -> TextureNumbers:
    """The numbers of a raw region (h, w) uint8, h and w at least 1: not resized, filtered or equalised."""
    middle = _middle(region)
    values = middle.astype(np.float32)
    speckle = values - cv2.blur(values, (_TREND, _TREND), borderType=cv2.BORDER_REFLECT)
    at_1, at_2, at_4 = (float(np.log10(_fine_power(values, step))) for step in (1, 2, 4))
    return TextureNumbers(
        lateral_width=_log_width(speckle),
        axial_width=_log_width(speckle.T),
        speckle_snr=_speckle_snr(middle),
        high_frequency_ratio=float(np.log10(_fine_power(values.T, 1))) - at_1,
        column_dropout=_column_dropout(region),
        finest_lateral_detail=at_1 - at_2,
        fine_lateral_detail=at_2 - at_4,
    )


def _middle(region: GreyImage) -> GreyImage:
    """The middle of the region, at most _SIDE pixels a side."""
    height, width = region.shape
    y, x = max(0, (height - _SIDE) // 2), max(0, (width - _SIDE) // 2)
    return region[y : y + _SIDE, x : x + _SIDE]


def _log_width(speckle: _Floats) -> float:
    """log10 of the full width at half maximum (px) of a Gaussian autocorrelation, from its value at _LAG along the rows."""
    if speckle.shape[1] <= _LAG:
        return 0.0
    power = float(np.mean(speckle * speckle)) + _TINY
    correlation = float(np.mean(speckle[:, _LAG:] * speckle[:, :-_LAG])) / power
    low, high = _CORRELATION
    return float(np.log10(_LAG * np.sqrt(np.log(2) * 4 / -np.log(min(max(correlation, low), high)))))


def _speckle_snr(middle: GreyImage) -> float:
    """Of the amplitude that the log compression was made of (Burckhardt 1978: 1.91 for fully developed speckle)."""
    amplitude = cv2.LUT(middle, _AMPLITUDE)
    height, width = middle.shape
    blocks = max(1, width // _BLOCK), max(1, height // _BLOCK)
    mean = cv2.resize(amplitude, blocks, interpolation=cv2.INTER_AREA)
    square = cv2.resize(amplitude * amplitude, blocks, interpolation=cv2.INTER_AREA)
    deviation = np.sqrt(np.maximum(square - mean * mean, (mean / _MAX_SNR) ** 2))
    return float(np.median(mean / deviation))


def _fine_power(values: _Floats, step: int) -> float:
    """Mean square of the second difference along the rows, over `step` px."""
    if values.shape[1] < 2 * step + 1:
        return _TINY
    second = values[:, 2 * step :] - 2 * values[:, step:-step] + values[:, : -2 * step]
    return float(np.mean(second * second)) + _TINY


def _column_dropout(region: GreyImage) -> float:
    """Grey levels, 0-255: the depth of the deepest dark stripe that runs through every band of depth.

    A shadow begins at some depth and a fascia slopes; only a dead element darkens its column from top to bottom.
    """
    height, width = region.shape
    size = min(_COLUMNS, width), min(_BANDS, height)
    bands = cv2.resize(region, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = cv2.blur(bands, (size[0] // 2 | 1, 1), borderType=cv2.BORDER_REFLECT)
    dips = (beside - bands).min(axis=0)
    return float(max(0.0, float(dips.max())))
