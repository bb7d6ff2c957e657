"""How coloured each 8 x 8 block of an image is, beyond the image's own tint. For `Frame.colour`. Pure.

Chroma is that of Rec. 601 (Cb, Cr around 128), so that the samples of a video device need no conversion. Scanners offer tinted
grey maps ("chroma maps": sepia, blue): there the colour is a function of the grey level and has one hue. That is not Doppler,
and is subtracted.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import COLOUR_BLOCK, GreyImage

NOISE = 12  # chroma that compression and a grabber make of grey; an image with no more is grey
MIN_TINT = 6.0  # chroma of the median block from which an image counts as tinted
MAX_TINT = 48.0  # chroma; no grey map is more coloured. Doppler is, where it fills the image
SHADES = 8  # steps of grey in which the tint is measured
MIN_BLOCKS = 8  # blocks of a shade that tell its tint
DARK, LIGHT = 24, 232  # grey levels between which a tint shows

Vector = npt.NDArray[np.float32]


def from_rgb(rgb: npt.NDArray[np.uint8]) -> GreyImage:
    """The map (ceil(H / 8), ceil(W / 8)) of an (H, W, 3) RGB image."""
    means = cv2.cvtColor(block_means(rgb), cv2.COLOR_RGB2YCrCb)
    return from_blocks(means[:, :, 0], means[:, :, 2], means[:, :, 1])


def block_means(image: npt.NDArray[np.uint8], wide: int = COLOUR_BLOCK, tall: int = COLOUR_BLOCK) -> npt.NDArray[np.uint8]:
    """Means of blocks of `wide` x `tall` samples of an (H, W) or (H, W, C) image; those at the right and below may be smaller."""
    height, width = image.shape[:2]
    right, below = -width % wide, -height % tall
    if right or below:
        image = np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    size = ((width + right) // wide, (height + below) // tall)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def from_blocks(grey: GreyImage, cb: GreyImage, cr: GreyImage) -> GreyImage:
    """The map from the mean luminance, Cb and Cr of each block, all (h, w) uint8: distance from the image's tint, 0-255."""
    chroma = np.stack([cb, cr], axis=-1).astype(np.float32) - np.float32(128)
    if float(np.abs(chroma).max()) > NOISE:
        chroma -= _tint(grey, chroma)
    return np.minimum(cv2.magnitude(chroma[..., 0], chroma[..., 1]), 255).astype(np.uint8)


def _tint(grey: GreyImage, chroma: Vector) -> Vector:
    """The chroma (h, w, 2) that each block has because of its grey level; 0 if the image has no tint."""
    shown = (grey > DARK) & (grey < LIGHT)
    tint = np.zeros((SHADES, 2), np.float32)
    if np.count_nonzero(shown) >= MIN_BLOCKS:
        whole = np.median(chroma[shown], axis=0)
        if MIN_TINT <= float(np.hypot(*whole)) <= MAX_TINT:
            tint[:] = whole
            for shade in range(SHADES):
                those = chroma[grey >> 5 == shade]
                if len(those) >= MIN_BLOCKS:
                    tint[shade] = np.median(those, axis=0)
    return tint[grey >> 5]
