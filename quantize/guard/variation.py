"""What an operator, a grabber or a file changes in a crop without changing what it shows."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage

DECIBEL = 255 / 60  # grey levels a dB, at a dynamic range of 60 dB
MAX_GAIN_DB = 6.0
JPEG_QUALITY = (60, 91)


def change_gain(crop: GreyImage, decibel: float) -> GreyImage:
    """The crop at another gain: grey levels are shifted, and cut at black and white, as log compression does."""
    return np.clip(np.rint(crop.astype(np.float32) + decibel * DECIBEL), 0, 255).astype(np.uint8)


def vary(crop: GreyImage, rng: np.random.Generator) -> GreyImage:
    """The crop at another gain and contrast, and perhaps mirrored, blurred, compressed as JPEG, or seen by a coarser grabber."""
    crop = change_gain(crop, float(rng.uniform(-MAX_GAIN_DB, MAX_GAIN_DB)))
    if rng.random() < 0.5:
        crop = np.ascontiguousarray(crop[:, ::-1])
    if rng.random() < 0.4:  # another dynamic range or grey map
        gamma = float(rng.uniform(0.75, 1.3))
        crop = cv2.LUT(crop, (255 * (np.arange(256) / 255) ** gamma).astype(np.uint8))  # type: ignore[assignment]
    if rng.random() < 0.3:
        crop = cv2.GaussianBlur(crop, (0, 0), float(rng.uniform(0.4, 1.0)))  # type: ignore[assignment]
    if rng.random() < 0.25:
        scale = float(rng.uniform(0.6, 1.5))
        crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if rng.random() < 0.5:
        quality = int(rng.integers(*JPEG_QUALITY))
        crop = cv2.imdecode(cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)  # type: ignore[assignment]
    return crop
