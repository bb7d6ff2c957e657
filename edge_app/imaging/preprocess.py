"""From a region of a B-mode frame to the network's input: crop, resize, grey range, median filter, CLAHE.

Training, calibration and the device call the same functions (Xie & Zhang 2025, "Data preprocessing"). The parameters are
stored only in the model bundle.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge_app.records import GreyImage, Roi

PERCENTILES = (5, 95)  # of a region's grey levels, which a grey range is given for
MIN_SPREAD = 16  # grey levels between them that are taken to be image; what varies less is not drawn apart any further


@dataclass(frozen=True)
class Preprocessing:
    """Parameters of the preprocessing. The defaults are the paper's, or our own where it gives none (CLAHE).

    None: a step that is left out.
    """

    size: int = 224  # px, side of the square input
    median: int | None = 5  # px, side of the median window, odd
    clahe_clip: float | None = 2.0  # contrast limit as defined by OpenCV
    clahe_tiles: int = 8  # tiles per side
    grey_range: tuple[int, int] | None = None  # grey levels, 0-255, that every region's PERCENTILES are brought to


def crop_resize(pixels: GreyImage, roi: Roi, size: int) -> GreyImage:
    """Crop the region and resize it to (size, size) uint8: area averaging when shrinking, bilinear when enlarging."""
    region = roi.crop(pixels)
    shrinks = region.shape[0] >= size and region.shape[1] >= size
    return cv2.resize(region, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)  # type: ignore[return-value]


def stretch(image: GreyImage, grey_range: tuple[int, int]) -> GreyImage:
    """The image (h, w) with its grey levels shifted and scaled so that their PERCENTILES lie at the ends of a range.

    So a gain, or another dynamic range, changes little but what was cut off at black or white. Where the percentiles are nearer
    than MIN_SPREAD the image is scaled as if they were that far apart, about their middle. One table of 256 levels does it.
    """
    counts = cv2.calcHist([image], [0], None, [256], [0, 256]).ravel().cumsum()
    dark, bright = np.searchsorted(counts, np.multiply(PERCENTILES, counts[-1] / 100)).tolist()
    low, high = grey_range
    scale = (high - low) / max(bright - dark, MIN_SPREAD)
    levels = (np.arange(256) - (dark + bright) / 2) * scale + (low + high) / 2
    return cv2.LUT(image, np.clip(np.rint(levels), 0, 255).astype(np.uint8))  # type: ignore[return-value]


def enhance(image: GreyImage, p: Preprocessing) -> GreyImage:
    """Grey range, median filter against speckle, then contrast-limited adaptive histogram equalisation (Zuiderveld 1994)."""
    stretched = image if p.grey_range is None else stretch(image, p.grey_range)
    filtered = stretched if p.median is None else cv2.medianBlur(stretched, p.median)
    if p.clahe_clip is None:
        return filtered  # type: ignore[return-value]
    clahe = cv2.createCLAHE(p.clahe_clip, (p.clahe_tiles, p.clahe_tiles))
    return clahe.apply(filtered)  # type: ignore[return-value]


def preprocess(pixels: GreyImage, roi: Roi, p: Preprocessing) -> GreyImage:
    """All steps: (H, W) uint8 frame and a region inside it -> (size, size) uint8 network input."""
    return enhance(crop_resize(pixels, roi, p.size), p)
