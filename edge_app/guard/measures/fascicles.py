"""How parallel the lines of a crop are, wherever they are bright or faint: what a longitudinal view of a muscle shows.

Contrast is evened out first, so that a fascia does not outweigh the fascicles. Then the directions of power are compared over
the whole crop and between nine windows: fascicles slant alike everywhere, the septa of a transverse view do not.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.guard.measures.real_transform import autocorrelation, power_spectrum
from edge_app.records import FloatMap, GreyImage

_SIDE = 112  # px, of the reduced crop
_WINDOW, _STEP = 48, 32  # px, of the nine windows
_SIGMA = 7.0  # px, over which contrast is evened out
_FLOOR = 3.0  # grey levels, added to the local deviation: below is noise
_SECTORS = 36  # of 5 degrees each
_BAND, _WINDOW_BAND = (5, 30), (3, 14)  # cycles a side
_LAGS = (6, 12, 20, 30)  # px
_CLEAR = 0.45  # share of a window's power within 15 degrees from which it has a direction
_NEAR = 10  # degrees

NAMES = (
    "parallel power within 5 degrees",
    "parallel power within 15 degrees",
    "parallel direction, degrees from the horizontal",
    "sharpness of the parallel direction",
    "power in the opposite slant, relative to the parallel direction",
    *(f"parallel lines, correlation along them at {lag} px" for lag in _LAGS),
    "parallel lines, correlation across them at its lowest",
    "windows, mean share of parallel power",
    "windows, lowest share of parallel power but two",
    "windows, agreement of their directions",
    "windows, agreement of their directions, weighted",
    "windows in the common direction",
    "windows in the common direction, slanting by 6-40 degrees",
    "windows, deviation of the slant",
    "windows, mean slant from the horizontal, degrees",
    "windows side by side, mean difference of direction, degrees",
)


def _sectors(side: int, band: tuple[int, int]) -> npt.NDArray[np.intp]:
    """For each frequency of a real transform, the direction of its lines in 5 degrees; the last bin is for those out of band."""
    down, across = np.fft.fftfreq(side, 1 / side)[:, None], np.arange(side // 2 + 1)[None]
    lines = np.degrees(np.arctan2(down, across + 1e-9)) + 90  # 0-180; lines run across the wave; 0 and 180: horizontal
    radius = np.hypot(down, across)
    sector = np.rint(lines / 180 * _SECTORS).astype(np.intp) % _SECTORS
    return np.where((radius >= band[0]) & (radius < band[1]), sector, _SECTORS).ravel()


def _hann(side: int) -> FloatMap:
    window = np.hanning(side + 2)[1:-1]
    return np.outer(window, window).astype(np.float32)


_WHOLE, _PART = _sectors(_SIDE, _BAND), _sectors(_WINDOW, _WINDOW_BAND)
_WHOLE_HANN, _PART_HANN = _hann(_SIDE), _hann(_WINDOW)
_STARTS = range(0, _SIDE - _WINDOW + 1, _STEP)
_DOUBLED = np.exp(2j * np.pi * np.arange(_SECTORS) / _SECTORS)  # a direction as a doubled angle


def measure_fascicles(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop."""
    even = _even(cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32))
    power = power_spectrum(even * _WHOLE_HANN)
    share = _shares(power[None], _WHOLE)[0]
    windows = [even[y : y + _WINDOW, x : x + _WINDOW] * _PART_HANN for y in _STARTS for x in _STARTS]
    parts = _shares(np.stack([power_spectrum(window) for window in windows]), _PART)
    return np.array([*_parallel(share), *_correlation(power, int(_around(share, 1).argmax())), *_windows(parts)], np.float32)


def _even(grey: FloatMap) -> FloatMap:
    grey = grey - cv2.GaussianBlur(grey, (0, 0), _SIGMA)
    local = np.sqrt(cv2.GaussianBlur(grey * grey, (0, 0), _SIGMA)) + np.float32(_FLOOR)
    return np.asarray(grey / local, np.float32)


def _shares(power: FloatMap, sectors: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """(n, 36) share of each window's power by direction of the lines; even where there is none."""
    sums = np.stack([np.bincount(sectors, part.ravel(), _SECTORS + 1)[:_SECTORS] for part in power]) + 1e-3
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def _around(share: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """For each sector, the share within `reach` sectors to either side."""
    return np.asarray(np.sum([np.roll(share, shift, axis=-1) for shift in range(-reach, reach + 1)], axis=0))


def _parallel(share: npt.NDArray[np.float64]) -> tuple[float, ...]:
    narrow, broad = _around(share, 1), _around(share, 3)
    peak = int(narrow.argmax())
    opposite = float(narrow[-peak % _SECTORS])
    degrees = min(peak, _SECTORS - peak) * 180 / _SECTORS
    return float(narrow[peak]), float(broad[peak]), degrees, float(narrow[peak] / broad[peak]), opposite / float(narrow[peak])


def _correlation(power: FloatMap, peak: int) -> tuple[float, ...]:
    """Autocorrelation along the lines, and at its lowest across them."""
    correlation = autocorrelation(power)
    whole = max(float(correlation[0, 0]), 1e-6)
    angle = np.pi * peak / _SECTORS
    along = [correlation[round(lag * np.sin(angle)), round(lag * np.cos(angle))] / whole for lag in _LAGS]
    across = [correlation[round(lag * np.cos(angle)), round(-lag * np.sin(angle))] / whole for lag in range(2, 16)]
    return *(float(value) for value in along), float(min(across))


def _windows(parts: npt.NDArray[np.float64]) -> tuple[float, ...]:
    broad = _around(parts, 3)
    best = broad.max(axis=1)
    vectors = parts @ _DOUBLED
    unit = vectors / np.maximum(np.abs(vectors), 1e-9)
    common = unit @ best
    common = common / max(abs(common), 1e-9)
    apart = np.degrees(np.abs(np.angle(unit * np.conj(common)))) / 2
    held = float(((apart < _NEAR) & (best > _CLEAR)).mean())
    slant = float(np.degrees(abs(np.angle(common))) / 2)
    slants = np.degrees(np.abs(np.angle(unit))) / 2
    grid = unit.reshape(len(_STARTS), len(_STARTS))
    beside = np.degrees(np.abs(np.angle(grid[:, 1:] * np.conj(grid[:, :-1])))) / 2
    return (
        float(best.mean()),
        float(np.sort(best)[2]),
        float(abs(unit.mean())),
        float(abs(vectors.mean())),
        held,
        held if 6 <= slant <= 40 else 0.0,
        float(slants.std()),
        float(slants.mean()),
        float(beside.mean()),
    )
