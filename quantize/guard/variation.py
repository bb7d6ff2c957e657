"""What an operator, a grabber or a file changes in a crop without changing what it shows."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage
from quantize.perturbations.grey_levels import DECIBEL, change_gain
from quantize.perturbations.resolution import compress_jpeg

MAX_GAIN_DB = 6.0
MAX_SLOPE_DB = 10.0  # from the top of the crop to its end
JPEG_QUALITY = (60, 91)


def vary(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """The crop (h, w) as another scanner, preset, grabber or file would show the same thing. Its size may change."""
    grey = crop.astype(np.float32)
    if rng.random() < 0.4:  # a beam that is wider, or lines that are further apart
        grey = cv2.GaussianBlur(grey, (0, 0), sigmaX=float(rng.uniform(0.5, 3.5)), sigmaY=0.5)  # type: ignore[assignment]
    if rng.random() < 0.4:  # another dynamic range, about the middle of what is there
        middle = float(np.median(grey))
        grey = middle + (grey - middle) * float(rng.uniform(0.75, 1.35))
    if rng.random() < 0.4:  # another time-gain compensation
        slope = np.linspace(-0.5, 0.5, len(grey), dtype=np.float32)[:, None]
        grey = grey + slope * np.float32(rng.uniform(-MAX_SLOPE_DB, MAX_SLOPE_DB) * DECIBEL)
    crop = change_gain(grey, float(rng.uniform(-MAX_GAIN_DB, MAX_GAIN_DB)))
    if rng.random() < 0.5:
        crop = np.ascontiguousarray(crop[:, ::-1])
    if rng.random() < 0.3:  # another grey map
        gamma = float(rng.uniform(0.75, 1.3))
        crop = cv2.LUT(crop, (255 * (np.arange(256) / 255) ** gamma).astype(np.uint8))  # type: ignore[assignment]
    if rng.random() < 0.3:
        crop = cv2.GaussianBlur(crop, (0, 0), float(rng.uniform(0.4, 1.0)))  # type: ignore[assignment]
    if rng.random() < 0.25:
        scale = float(rng.uniform(0.6, 1.5))
        crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if rng.random() < 0.5:
        crop = compress_jpeg(crop, int(rng.integers(*JPEG_QUALITY)))
    return crop
