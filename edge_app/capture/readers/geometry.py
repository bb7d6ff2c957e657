"""Pixels that are not square are made square before anything is judged or measured. Pure.

The pixel aspect is width / height of one pixel, as in FFmpeg's sample aspect ratio. The axis along which a pixel is larger is
enlarged, so that no sample is lost; the scale of the result is that of the other axis, the smaller of the two.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

MAX_ASPECT = 4.0  # either way; a file that states more means something else, or is damaged
TOLERANCE = 0.01  # up to here pixels count as square, as for scales in mm


def usable_aspect(across: float, down: float) -> float:
    """The pixel aspect from the width and height of one pixel in any common unit.

    1.0 where the two are equal within 1 %, are not both positive, or differ by more than a factor of MAX_ASPECT.
    """
    if not (math.isfinite(across) and math.isfinite(down) and across > 0 and down > 0):
        return 1.0
    aspect = across / down
    plausible = 1 / MAX_ASPECT <= aspect <= MAX_ASPECT
    return aspect if plausible and not math.isclose(aspect, 1, rel_tol=TOLERANCE) else 1.0


def square_size(width: int, height: int, pixel_aspect: float) -> tuple[int, int]:
    """(width, height), px, of an image of this size once its pixels are square. To be checked against a limit beforehand."""
    if not 1 / MAX_ASPECT <= pixel_aspect <= MAX_ASPECT:
        raise ValueError(f"a pixel aspect of {pixel_aspect:g} is beyond {MAX_ASPECT:g} to 1")
    return (round(width * pixel_aspect), height) if pixel_aspect >= 1 else (width, round(height / pixel_aspect))


def square_pixels(image: npt.NDArray[np.uint8], pixel_aspect: float) -> npt.NDArray[np.uint8]:
    """(H, W) or (H, W, C) -> the same with square pixels, of `square_size`; the image itself where they are square already.

    Raises ValueError for an aspect beyond MAX_ASPECT.
    """
    height, width = image.shape[:2]
    size = square_size(width, height, pixel_aspect)
    return image if size == (width, height) else np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def describe_aspect(pixel_aspect: float) -> str:
    """What was done, for `Recording.corrections`: "pixels of 1.067 : 1 made square"."""
    return f"pixels of {pixel_aspect:.4g} : 1 made square"
