"""How coloured each 8 x 8 block of an image is, beyond the image's own tint. For `Frame.colour`. Pure.

Chroma is that of Rec. 601 (Cb, Cr around 128), so that the samples of a video device need no conversion. Scanners offer tinted
grey maps ("chroma maps": sepia, blue), in which the colour is a function of the grey level and has one hue. That is not
Doppler, and does not count.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import COLOUR_BLOCK, FloatMap, GreyImage

NOISE = 5  # chroma that compression and a grabber make of grey; an image with no more is grey
MIN_TINT = 2.0  # chroma of the median block from which an image counts as tinted
MAX_TINT = 60.0  # chroma; no grey map is more coloured. Doppler is, where it fills the image
STRONG = 95  # percentile of the blocks' chroma in the hue of the tint that is taken for its most coloured shade
MIN_BLOCKS = 8  # blocks that tell a tint
DARK, LIGHT = 24, 232  # grey levels between which a tint shows
EVERY = 2  # block in either direction; so many tell the tint

Samples = npt.NDArray[np.uint8]


def block_count(width: int, height: int) -> tuple[int, int]:
    """(h, w) of the map of an image; the blocks at the right and below may be smaller."""
    return -(-height // COLOUR_BLOCK), -(-width // COLOUR_BLOCK)


def from_rgb(rgb: Samples) -> GreyImage:
    """The map of an (H, W, 3) RGB image: block_count(W, H)."""
    return from_small_rgb(block_means(rgb, block_count(rgb.shape[1], rgb.shape[0]), COLOUR_BLOCK, COLOUR_BLOCK))


def from_small_rgb(rgb: Samples) -> GreyImage:
    """The map (h, w) of an image from its blocks' means, (h, w, 3) RGB."""
    means = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb), np.uint8)
    return from_blocks(means[:, :, 0], means[:, :, 2], means[:, :, 1])


def block_means(image: Samples, blocks: tuple[int, int], tall: int, wide: int) -> Samples:
    """(*blocks) or (*blocks, C): means of blocks of `tall` x `wide` samples of an (H, W) or (H, W, C) image.

    Where the image does not fill the last blocks, its last row and column are repeated; what is beyond the blocks is left out.
    """
    image = image[: blocks[0] * tall, : blocks[1] * wide]
    below, right = blocks[0] * tall - image.shape[0], blocks[1] * wide - image.shape[1]
    if below or right:
        image = np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    return np.asarray(cv2.resize(image, blocks[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def from_blocks(grey: GreyImage, cb: GreyImage, cr: GreyImage) -> GreyImage:
    """The map from the mean luminance, Cb and Cr of each block, all (h, w) uint8: distance from grey and from the tint, 0-255."""
    chroma = np.stack([cb, cr], axis=-1).astype(np.float32) - np.float32(128)
    if float(np.abs(chroma).max(initial=0)) > NOISE:
        tint = _tint(grey[::EVERY, ::EVERY], chroma[::EVERY, ::EVERY])
        if tint.any():
            # A block has some of the tint, as its shades have: it lies between grey and the most coloured shade.
            share = np.clip(chroma @ (tint / (tint @ tint)), 0, 1)
            chroma -= share[..., None] * tint
    distance = cv2.magnitude(np.ascontiguousarray(chroma[..., 0]), np.ascontiguousarray(chroma[..., 1]))
    return np.asarray(np.minimum(distance, 255), np.uint8)


def _tint(grey: GreyImage, chroma: FloatMap) -> FloatMap:
    """(2,) Cb and Cr of the most coloured shade of a tinted image; 0 if the image has no tint."""
    shown = chroma[(grey > DARK) & (grey < LIGHT)]
    if len(shown) < MIN_BLOCKS:
        return np.zeros(2, np.float32)
    middle = len(shown) // 2
    usual = np.partition(shown, middle, axis=0)[middle]
    length = float(np.hypot(*usual))
    if not MIN_TINT <= length <= MAX_TINT:
        return np.zeros(2, np.float32)
    hue = usual / np.float32(length)
    strongest = float(np.partition(shown @ hue, STRONG * len(shown) // 100)[STRONG * len(shown) // 100])
    return np.asarray(hue * min(strongest, MAX_TINT), np.float32)
