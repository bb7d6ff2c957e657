"""How coloured each 8 x 8 block of an image is, beyond the image's own tint. For `Frame.colour`. Pure.

Chroma is that of Rec. 601 (Cb, Cr around 128), so that the samples of a video device need no conversion. Scanners offer tinted
grey maps ("chroma maps": sepia, blue), in which the colour is a function of the grey level. That is not Doppler, and is
subtracted.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import COLOUR_BLOCK, GreyImage

NOISE = 12  # chroma that compression and a grabber make of grey; an image with no more is grey
MIN_TINT = 6.0  # chroma of the median block from which an image counts as tinted
MAX_TINT = 60.0  # chroma; no grey map is more coloured. Doppler is, where it fills the image
SHADE_BITS = 4  # of a grey level that do not matter to its tint: it is measured in 16 shades
MIN_BLOCKS = 8  # blocks of a shade that tell its tint
DARK, LIGHT = 24, 232  # grey levels between which a tint shows
EVERY = 2  # block in either direction; so many tell the tint

Samples = npt.NDArray[np.uint8]
Chroma = npt.NDArray[np.int16]  # (..., 2) Cb, Cr, around 0


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
    chroma = np.stack([cb, cr], axis=-1).astype(np.int16) - np.int16(128)
    colour = _length(chroma)
    if int(colour.max(initial=0)) > NOISE:
        tint = _tint(grey[::EVERY, ::EVERY], chroma[::EVERY, ::EVERY])
        if tint.any():  # of the whole image, or only of a scanner's coloured bars: what is grey stays grey
            colour = np.minimum(colour, _length(chroma - tint[grey >> SHADE_BITS]))
    return colour


def _length(chroma: Chroma) -> GreyImage:
    cb, cr = (np.ascontiguousarray(chroma[..., part], np.float32) for part in (0, 1))
    return np.asarray(np.minimum(cv2.magnitude(cb, cr), 255), np.uint8)


def _tint(grey: GreyImage, chroma: Chroma) -> Chroma:
    """(16, 2) the chroma that each shade has; 0 if the image has no tint."""
    tint = np.zeros((256 >> SHADE_BITS, 2), np.int16)
    shown = chroma[(grey > DARK) & (grey < LIGHT)]
    if len(shown) < MIN_BLOCKS:
        return tint
    whole = _median(shown)
    if not MIN_TINT <= float(np.hypot(*whole)) <= MAX_TINT:
        return tint
    shades = grey >> SHADE_BITS
    for shade in range(len(tint)):
        those = chroma[shades == shade]
        found = _median(those) if len(those) >= MIN_BLOCKS else whole
        tint[shade] = found if float(np.hypot(*found)) <= MAX_TINT else whole
    return tint


def _median(chroma: Chroma) -> Chroma:
    """The median (2,) of (n, 2), each of Cb and Cr by itself."""
    middle = len(chroma) // 2
    return np.asarray(np.partition(chroma, middle, axis=0)[middle], np.int16)
