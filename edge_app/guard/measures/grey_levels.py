"""Grey levels of a crop: their distribution, where they lie, and the dark and bright blobs they form."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.guard.measures.ranks import percentiles
from edge_app.records import FloatMap, GreyImage

_PERCENTILES = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
_BANDS = 8  # bands of depth, and of width, over which grey levels are averaged
_BLOB_GRID = 56  # px, side of the reduced image in which blobs are looked for
_DARK, _BRIGHT = 0.45, 1.8  # of the mean grey level: below is dark, above is bright
_BLACK, _WHITE = 6, 250  # grey levels
_LEVELS = np.arange(256, dtype=np.float64)

NAMES = (
    *(f"grey level at the {round(100 * p)}th percentile" for p in _PERCENTILES),
    "grey mean",
    "grey deviation",
    "grey skewness",
    "grey kurtosis",
    "share of black",
    "share of white",
    "entropy of the grey levels",
    "share of the commonest grey level",
    *(f"grey of depth band {band + 1}, relative to the mean" for band in range(_BANDS)),
    "slope of the grey level with depth",
    "deviation of the grey level across the width",
    "grey of the middle columns, relative to the outer ones",
    "deviation of the grey level between blocks",
    "local deviation, 10th percentile of the blocks",
    "local deviation, median of the blocks",
    "local deviation, 90th percentile of the blocks",
    "share of dark area",
    "share of the largest dark blob",
    "width of the largest dark blob",
    "height of the largest dark blob",
    "fill of the largest dark blob in its box",
    "share of bright area",
    "share of the largest bright blob",
    "width of the largest bright blob",
    "height of the largest bright blob",
    "number of bright blobs",
)


def measure_grey_levels(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop; grey levels are 0-1, lengths relative to the side."""
    return np.concatenate([_distribution(image), _layout(image), _blobs(image)]).astype(np.float32)


def _distribution(image: GreyImage) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    share = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().astype(np.float64) / image.size
    levels = np.searchsorted(np.cumsum(share), np.array(_PERCENTILES) - 1e-9)
    mean = float(share @ _LEVELS)
    centred = _LEVELS - mean
    deviation = float(np.sqrt(share @ centred**2))
    scaled = centred / max(deviation, 1.0)
    entropy = -float(share[share > 0] @ np.log2(share[share > 0]))
    return np.array(
        [
            *(levels / 255),
            mean / 255,
            deviation / 255,
            share @ scaled**3,
            share @ scaled**4,
            share[: _BLACK + 1].sum(),
            share[_WHITE:].sum(),
            entropy / 8,
            share.max(),
        ]
    )


def _layout(image: GreyImage) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    grey = image.astype(np.float32) * np.float32(1 / 255)
    blocks = cv2.resize(grey, (_BANDS, _BANDS), interpolation=cv2.INTER_AREA).astype(np.float64)
    squares = cv2.resize(grey * grey, (_BANDS, _BANDS), interpolation=cv2.INTER_AREA).astype(np.float64)
    local = np.sqrt(np.maximum(squares - blocks**2, 0))
    rows, columns = blocks.mean(axis=1), blocks.mean(axis=0)
    depth = np.linspace(-1, 1, _BANDS)
    return np.array(
        [
            *(rows - rows.mean()),
            depth @ rows / (depth @ depth),
            columns.std(),
            columns[2:6].mean() - columns[[0, 1, 6, 7]].mean(),
            blocks.std(),
            *percentiles(local, 10, 50, 90),
        ]
    )


def _blobs(image: GreyImage) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    small = cv2.GaussianBlur(cv2.resize(image, (_BLOB_GRID, _BLOB_GRID), interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    mean = float(small.mean())
    dark, _ = _largest_blob((small < _DARK * mean).astype(np.uint8))
    bright, count = _largest_blob((small > _BRIGHT * mean + 1).astype(np.uint8))
    return np.array([*dark, *bright[:4], min(count, 40) / 40])


def _largest_blob(mask: GreyImage) -> tuple[tuple[float, ...], int]:
    """(share of the mask, share, width, height and fill of its largest connected part), and the number of parts."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return (0.0,) * 5, 0
    areas = stats[1:, cv2.CC_STAT_AREA]
    largest = int(areas.argmax()) + 1
    width, height = int(stats[largest, cv2.CC_STAT_WIDTH]), int(stats[largest, cv2.CC_STAT_HEIGHT])
    area = int(stats[largest, cv2.CC_STAT_AREA])
    share = (int(areas.sum()) / mask.size, area / mask.size, width / _BLOB_GRID, height / _BLOB_GRID, area / (width * height))
    return share, count - 1
