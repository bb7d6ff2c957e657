"""What is measured of a crop of muscle, real or simulated, to see how far apart the two are."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.imaging.preprocess import crop_resize
from edge_app.records import GreyImage, Roi

SIDE = 224  # px, of a crop as the network gets it, before median and CLAHE
_STRUCTURE_PX = 24.0  # deviation of the average that is taken off: what is coarser is anatomy and not speckle
_BAND = (24, 48)  # cycles a crop
_WEDGE_DEGREES = 30  # to either side of a direction
_WINDOW = 16  # px, side of a window of speckle
_DYNAMIC_RANGE_DB = 60.0  # assumed of the log compression, over 255 grey levels


@dataclass(frozen=True)
class TextureStatistics:
    """One crop in numbers. The metadata-free names are those of the tables."""

    lateral_px: float  # full width at half maximum of the autocovariance, across
    lateral_over_axial: float
    vertical_over_horizontal: float  # log10 of spectral power that varies with depth over that which varies across
    mean_grey: float  # 0-255
    depth_slope_db: float  # from the crop's top to its bottom, 60 dB over 255 grey levels
    snr: float  # of the envelope in windows, median; 1.91 for fully developed speckle (Burckhardt 1978)
    nakagami_m: float  # of the envelope in windows, median; 1 for fully developed speckle (Shankar 2000)
    entropy: float  # bits, of the grey levels

    def numbers(self) -> npt.NDArray[np.float64]:
        """(8,) in the order of the fields."""
        return np.array(astuple(self), np.float64)


def measure(region: GreyImage) -> TextureStatistics:
    """Measure a raw crop (h, w) uint8 at 224 x 224."""
    image = crop_resize(region, Roi(0, 0, region.shape[1], region.shape[0]), SIDE)
    grey = image.astype(np.float32)
    axial, lateral = speckle_widths(grey)
    snr, nakagami = _envelope(image)
    rows = grey.mean(axis=1)
    slope = float(np.polyfit(np.linspace(0, 1, SIDE), rows, 1)[0]) * _DYNAMIC_RANGE_DB / 255
    share = np.bincount(image.ravel(), minlength=256) / image.size
    entropy = -float(share[share > 0] @ np.log2(share[share > 0]))
    return TextureStatistics(
        lateral, lateral / axial, vertical_over_horizontal(grey), float(grey.mean()), slope, snr, nakagami, entropy
    )


def speckle_widths(grey: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Axial and lateral full width at half maximum (px) of the autocovariance of grey levels (SIDE, SIDE)."""
    fine = (grey - cv2.GaussianBlur(grey, (0, 0), _STRUCTURE_PX, borderType=cv2.BORDER_REFLECT)).astype(np.float64)
    padded = np.fft.rfft2(fine, (2 * SIDE, 2 * SIDE))  # so that the far side is no neighbour
    covariance = np.fft.irfft2(np.abs(padded) ** 2)
    return _full_width(covariance[:SIDE, 0]), _full_width(covariance[0, :SIDE])


def _full_width(line: npt.NDArray[np.float64]) -> float:
    if line[0] < 1e-6:
        return 1.0  # a flat crop has no speckle
    half = line / line[0] - 0.5
    below = int(np.argmax(half < 0)) or len(half) - 1
    return 2 * (below - 1 + float(half[below - 1] / (half[below - 1] - half[below])))


def vertical_over_horizontal(grey: npt.NDArray[np.float32]) -> float:
    """log10 of the power of 24-48 cycles a crop with depth, over the same across the width."""
    window = np.hanning(SIDE).astype(np.float32)
    power = np.abs(np.fft.fft2((grey - grey.mean()) * window[:, None] * window[None, :])) ** 2
    cycles = np.fft.fftfreq(SIDE, 1 / SIDE)
    radius = np.hypot(cycles[:, None], cycles[None, :])
    angle = np.degrees(np.arctan2(np.abs(cycles[:, None]), np.abs(cycles[None, :])))  # 90: varies with depth only
    ring = (radius >= _BAND[0]) & (radius < _BAND[1])
    vertical, horizontal = power[ring & (angle > 90 - _WEDGE_DEGREES)].sum(), power[ring & (angle < _WEDGE_DEGREES)].sum()
    return float(np.log10((vertical + 1e-9) / (horizontal + 1e-9)))


def _envelope(image: GreyImage) -> tuple[float, float]:
    """Median SNR and Nakagami shape of the delogged envelope in windows of 16 x 16 px."""
    amplitude = 10 ** (_DYNAMIC_RANGE_DB / 20 * (image.astype(np.float64) / 255 - 1))
    n = SIDE // _WINDOW
    windows = amplitude.reshape(n, _WINDOW, n, _WINDOW).swapaxes(1, 2).reshape(n * n, -1)
    power = windows**2
    spread = windows.std(axis=1)
    lit = spread > 1e-9
    snr = windows.mean(axis=1)[lit] / spread[lit]
    shape = power.mean(axis=1)[lit] ** 2 / power.var(axis=1)[lit]
    return (float(np.median(snr)), float(np.median(shape))) if lit.any() else (0.0, 0.0)
