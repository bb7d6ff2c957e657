"""From a region of a B-mode frame to the network's input: crop, resize, median filter, CLAHE.

Training, calibration and device call these same functions (Xie & Zhang 2025, "Data preprocessing"). The parameters
live in the model bundle and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from edge_app.records import GreyImage, Roi


@dataclass(frozen=True)
class Preprocessing:
    """Parameters of the path. The defaults are those of the paper, or ours where it is silent (CLAHE)."""

    size: int = 224  # px, side of the square input
    median: int = 5  # px, side of the median window, odd
    clahe_clip: float = 2.0  # contrast limit, as OpenCV counts it
    clahe_tiles: int = 8  # tiles a side


def crop_resize(pixels: GreyImage, roi: Roi, size: int) -> GreyImage:
    """Cut out the region and bring it to (size, size) uint8. Area averaging when shrinking, bilinear when growing."""
    region = roi.of(pixels)
    shrinks = region.shape[0] >= size and region.shape[1] >= size
    return cv2.resize(region, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)  # type: ignore[return-value]


def enhance(image: GreyImage, p: Preprocessing) -> GreyImage:
    """Median filter against speckle, then contrast-limited adaptive histogram equalisation (Zuiderveld 1994)."""
    calm = cv2.medianBlur(image, p.median)
    clahe = cv2.createCLAHE(p.clahe_clip, (p.clahe_tiles, p.clahe_tiles))
    return clahe.apply(calm)  # type: ignore[return-value]


def preprocess(pixels: GreyImage, roi: Roi, p: Preprocessing) -> GreyImage:
    """The whole path: (H, W) uint8 frame and a region inside it -> (size, size) uint8 network input."""
    return enhance(crop_resize(pixels, roi, p.size), p)
