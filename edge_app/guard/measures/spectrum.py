"""Spectrum of a crop by band and direction, and the autocorrelation that follows from it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from edge_app.guard.measures.real_transform import autocorrelation, power_spectrum
from edge_app.records import FloatMap, GreyImage

_SIDE = 224  # px
_EDGES = (2, 4, 8, 14, 24, 40, 64, 113)  # cycles a side: limits of the bands
_SECTORS = 4  # directions of the waves, from across the width (0 degrees) to with depth (90), left and right alike
_FINE_SECTORS = 18  # directions of 10 degrees each, left and right apart
_FINE_BAND = (6, 48)  # cycles a side, in which fibres show
_RADII = np.arange(1, 61)  # px, distances at which the autocorrelation is looked at
_ANGLES = np.radians(np.arange(0, 180, 10))  # of the lines along which it is looked at; 0: across the width
_FALL = (0.5, 0.2)  # values of the autocorrelation whose distances are given

NAMES = (
    *(
        f"power at {low}-{high} cycles, direction {round((sector + 0.5) * 90 / _SECTORS)} degrees"
        for low, high in pairwise(_EDGES)
        for sector in range(_SECTORS)
    ),
    *(f"power at {low}-{high} cycles" for low, high in pairwise(_EDGES)),
    "slope of the spectrum",
    "strongest direction's share of power",
    "strongest direction, degrees from the horizontal",
    "evenness of the directions",
    "difference between left and right slanting power",
    *(f"autocorrelation reach across the width, at {level}" for level in _FALL),
    *(f"autocorrelation reach with depth, at {level}" for level in _FALL),
    *(f"longest autocorrelation reach, at {level}" for level in _FALL),
    *(f"shortest autocorrelation reach, at {level}" for level in _FALL),
    "elongation of the autocorrelation",
    "direction of the longest reach, degrees from the horizontal",
    "lowest autocorrelation",
    "highest return of the autocorrelation with depth",
    "highest return of the autocorrelation across the width",
)


def _frequencies() -> tuple[FloatMap, FloatMap]:
    """(224, 113) radius in cycles a side, and the wave's direction in radians, -pi/2 to pi/2; 0: across the width."""
    down = np.fft.fftfreq(_SIDE, 1 / _SIDE)[:, None]
    across = np.arange(_SIDE // 2 + 1)[None]
    return np.hypot(down, across).astype(np.float32), np.arctan2(down, across + 1e-9).astype(np.float32)


def _bins() -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """For each frequency, its band and sector, and its fine direction; the last bin is for those outside."""
    radius, angle = _frequencies()
    band = np.searchsorted(_EDGES, radius, side="right") - 1
    sector = np.minimum((np.abs(angle) / (np.pi / 2) * _SECTORS).astype(np.intp), _SECTORS - 1)
    coarse = np.where((band >= 0) & (band < len(_EDGES) - 1), band * _SECTORS + sector, (len(_EDGES) - 1) * _SECTORS)
    direction = ((angle / np.pi + 0.5) * _FINE_SECTORS + 0.5).astype(np.intp) % _FINE_SECTORS
    within = (radius >= _FINE_BAND[0]) & (radius < _FINE_BAND[1])
    return coarse.ravel(), np.where(within, direction, _FINE_SECTORS).ravel()


def _hann() -> FloatMap:
    window = np.hanning(_SIDE + 2)[1:-1]
    return np.outer(window, window).astype(np.float32)


_COARSE, _FINE = _bins()
_WINDOW = _hann()
_HIGH_PASS = (_frequencies()[0] >= _EDGES[0]).astype(np.float32)
_TWICE = np.where((np.arange(_SIDE // 2 + 1) % (_SIDE // 2)) == 0, 1, 2).astype(np.float32)  # columns stand for both halves
_ROWS = np.rint(np.outer(np.sin(_ANGLES), _RADII)).astype(np.intp) % _SIDE
_COLUMNS = np.rint(np.outer(np.cos(_ANGLES), _RADII)).astype(np.intp) % _SIDE
_BAND_CENTRES = np.log10(np.sqrt(np.array(_EDGES[:-1]) * np.array(_EDGES[1:], np.float64)))

_FROM_MIDDLE = _BAND_CENTRES - _BAND_CENTRES.mean()


def measure_spectrum(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop. Powers are log10 shares of all power; reaches are px."""
    grey = image.astype(np.float32)
    grey -= grey.mean()
    grey *= _WINDOW
    power = power_spectrum(grey) * _HIGH_PASS
    weighted = (power * _TWICE).ravel()
    bands = (len(_EDGES) - 1) * _SECTORS
    sums = np.bincount(_COARSE, weighted, bands + 1)[:bands].reshape(-1, _SECTORS)
    total = max(float(sums.sum()), 1.0)
    share = np.log10(sums / total + 1e-6)
    band_share = np.log10(sums.sum(axis=1) / total + 1e-6)
    slope = _FROM_MIDDLE @ (band_share - 2 * _BAND_CENTRES) / (_FROM_MIDDLE @ _FROM_MIDDLE)  # of power a frequency, least squares
    return np.array([*share.ravel(), *band_share, slope, *_directions(weighted), *_autocorrelation(power)], np.float32)


def _directions(weighted: FloatMap) -> tuple[float, ...]:
    sums = np.bincount(_FINE, weighted, _FINE_SECTORS + 1)[:_FINE_SECTORS] + 1e-3
    share = sums / sums.sum()
    strongest = int(share.argmax())
    wave = (strongest / _FINE_SECTORS - 0.5) * 180  # degrees; the lines themselves run across the wave
    slant = share[1 : _FINE_SECTORS // 2].sum() - share[_FINE_SECTORS // 2 + 1 :].sum()
    evenness = -float(share @ np.log(share)) / np.log(_FINE_SECTORS)
    return float(share.max()), 90 - abs(wave), evenness, abs(float(slant))


def _autocorrelation(power: FloatMap) -> tuple[float, ...]:
    correlation = autocorrelation(power)
    along = correlation[_ROWS, _COLUMNS] / max(float(correlation[0, 0]), 1e-3)  # (angles, radii)
    reach = [np.where((below := along < level).any(axis=1), below.argmax(axis=1) + 1, len(_RADII)) for level in _FALL]
    depth = len(_ANGLES) // 2
    longest = int(reach[1].argmax())
    folded = min(longest, len(_ANGLES) - longest) * 180 / len(_ANGLES)
    return (
        *(float(r[0]) for r in reach),
        *(float(r[depth]) for r in reach),
        *(float(r.max()) for r in reach),
        *(float(r.min()) for r in reach),
        float(np.log2(reach[1].max() / reach[1].min())),
        folded,
        float(along.min()),
        _return(along[depth]),
        _return(along[0]),
    )


def _return(line: FloatMap) -> float:
    """How far an autocorrelation rises again after its first low: repetition."""
    return float((line - np.minimum.accumulate(line)).max())
