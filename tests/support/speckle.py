"""Noise as the network sees it, and speckle as a scanner shows it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.imaging.preprocess import Preprocessing, enhance
from edge_app.records import GreyImage

Images = npt.NDArray[np.uint8]


def speckle(count: int, seed: int) -> Images:
    """Images of coarse and fine noise as the network sees them: (count, 224, 224) uint8, preprocessed."""
    rng = np.random.default_rng(seed)
    images = []
    for _ in range(count):
        fine = cv2.GaussianBlur(rng.normal(size=(224, 224)), (0, 0), rng.uniform(1, 8))
        coarse = cv2.GaussianBlur(rng.normal(size=(224, 224)), (0, 0), 30)
        mixed = fine / fine.std() + rng.uniform(0.2, 1.5) * coarse / coarse.std()
        grey = np.clip(mixed * rng.uniform(15, 40) + rng.uniform(50, 150), 0, 255).astype(np.uint8)
        images.append(enhance(grey, Preprocessing()))
    return np.stack(images)


def scanned_speckle(seed: int, lateral_px: float, axial_px: float, size: tuple[int, int] = (240, 400)) -> GreyImage:
    """Log-compressed Rayleigh speckle whose field has Gaussian correlations of these standard deviations."""
    rng = np.random.default_rng(seed)
    parts = [cv2.GaussianBlur(rng.normal(size=size), (0, 0), lateral_px, sigmaY=axial_px) for _ in range(2)]
    amplitude = np.hypot(*parts)
    decibels = 20 * np.log10(amplitude / np.sqrt(np.mean(amplitude**2)) + 1e-6)
    return np.asarray(np.clip(120 + decibels * 255 / 60, 0, 255), np.uint8)
