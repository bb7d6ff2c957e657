"""From a region of a B-mode frame to the network's input: crop, resize, median filter, CLAHE.

Training, calibration and the device call the same functions (Xie & Zhang 2025, "Data preprocessing"). The parameters are
stored only in the model bundle.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from edge_app.records import GreyImage, Roi


@dataclass(frozen=True)
class Preprocessing:
    """Parameters of the preprocessing. The defaults are the paper's, or our own where it gives none (CLAHE).

    None: a step that is left out.
    """

    size: int = 224  # px, side of the square input
    median: int | None = 5  # px, side of the median window, odd
    clahe_clip: float | None = 2.0  # contrast limit as defined by OpenCV
    clahe_tiles: int = 8  # tiles per side


def crop_resize(pixels: GreyImage, roi: Roi, size: int) -> GreyImage:
    """Crop the region and resize it to (size, size) uint8: area averaging when shrinking, bilinear when enlarging."""
    region = roi.crop(pixels)
    shrinks = region.shape[0] >= size and region.shape[1] >= size
    return cv2.resize(region, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)  # type: ignore[return-value]


def enhance(image: GreyImage, p: Preprocessing) -> GreyImage:
    """Median filter against speckle, then contrast-limited adaptive histogram equalisation (Zuiderveld 1994)."""
    filtered = image if p.median is None else cv2.medianBlur(image, p.median)
    if p.clahe_clip is None:
        return filtered  # type: ignore[return-value]
    clahe = cv2.createCLAHE(p.clahe_clip, (p.clahe_tiles, p.clahe_tiles))
    return clahe.apply(filtered)  # type: ignore[return-value]


def preprocess(pixels: GreyImage, roi: Roi, p: Preprocessing) -> GreyImage:
    """All steps: (H, W) uint8 frame and a region inside it -> (size, size) uint8 network input."""
    return enhance(crop_resize(pixels, roi, p.size), p)
