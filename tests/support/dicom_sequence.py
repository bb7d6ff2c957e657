"""One sequence of images that every form of DICOM is written from: three frames, all different."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

FRAMES, ROWS, COLUMNS = 3, 32, 48


def _grey() -> npt.NDArray[np.uint8]:
    rows, columns = np.mgrid[:ROWS, :COLUMNS]
    texture = np.random.default_rng(0).integers(-20, 21, (FRAMES, ROWS, COLUMNS))
    waves = [128 + 80 * np.sin(rows / (5 + 2 * n) + columns / (9 - 2 * n)) for n in range(FRAMES)]
    return np.clip(np.rint(np.array(waves) + texture), 0, 255).astype(np.uint8)


GREY = _grey()  # (N, H, W)
WIDE = GREY.astype(np.uint16) * 16 + np.arange(FRAMES * ROWS * COLUMNS).reshape(GREY.shape).astype(np.uint16) % 16  # 12 bits
FULL = WIDE * 16  # 16 bits


def _jumps() -> npt.NDArray[np.uint16]:
    """FULL with a corner of 0 and 32768 in turn, which begins black, and a lower edge of black and white."""
    found: npt.NDArray[np.uint16] = FULL.copy()
    found[:, :8, :8] = np.indices((8, 8)).sum(axis=0) % 2 * 32768
    found[:, -4:] = np.where(found[:, -4:] > 32768, 65535, 0)
    return found


JUMPS = _jumps()
SMOOTH = np.array([cv2.GaussianBlur(image, (0, 0), 2) for image in GREY])  # for codecs with loss


def _rgb(grey: npt.NDArray[np.uint8], hue: float) -> npt.NDArray[np.uint8]:
    tint = np.stack([np.ones_like(grey, float), 1 - hue * (grey > 128), 1 - hue * (grey < 100)], axis=-1)
    return np.asarray(np.rint(grey[..., None] * tint), np.uint8)


RGB = _rgb(GREY, 0.5)  # (N, H, W, 3)
SMOOTH_RGB = np.array([cv2.GaussianBlur(image, (0, 0), 2) for image in RGB])


def luma(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(N, H, W, 3) -> (N, H, W), Rec. 601."""
    return np.array([np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8) for image in rgb])


def mean_error(frame: GreyImage, expected: GreyImage) -> float:
    """Mean absolute difference, grey levels."""
    return float(np.abs(frame.astype(np.int64) - expected).mean())
