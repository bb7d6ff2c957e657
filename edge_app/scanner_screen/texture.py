"""Which pixels of a screen are content and not background: the basis for finding the field and the text."""

from __future__ import annotations

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_app.records import GreyImage
from edge_app.scanner_screen.geometry import SMALL, Mask

MIN_CHANGE = 3  # grey levels between neighbours; less is flat background, or the noise of a grabber
MAX_NOISE = 5  # grey levels; if the quietest tenth of an image changes more, that is speckle, not noise
NEARLY_BLACK = 3  # grey levels by which a field without echoes is brighter than its background
RINGING = 20  # grey levels between neighbours; a fainter edge does not ring
BLOCK = 8  # px, side of a coding block of JPEG, MPEG and similar codecs
MIDDLE = 5  # px, side of the square whose median grey level distinguishes ringing from echoes
MIN_PATCH = 7  # px; smaller patches above the background are ringing of a codec


def content(pixels: GreyImage) -> Mask:
    """(H, W): 255 where there is texture, or an echo-free part of a field: flat, but slightly brighter than the background.

    Ultrasound is speckle, so its grey levels change from pixel to pixel; those of a scanner's background (black, white or
    grey) do not.
    """
    gradient = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    noise = _noise(gradient)
    textured = _above(gradient, noise)
    if noise > MIN_CHANGE:
        return textured
    background = _background(pixels, gradient)
    if not background:
        return textured
    # A screen without noise shows even the faintest texture: the receiver's noise deep in a field is never quite flat.
    textured |= _above(gradient, 0) & _above(pixels, max(background) + NEARLY_BLACK)
    levels = np.zeros(256, np.uint8)
    levels[min(background) + 1 : min(background) + 1 + NEARLY_BLACK] = 255
    levels[list(background)] = 0
    silent = cv2.morphologyEx(cv2.LUT(pixels, levels), cv2.MORPH_OPEN, np.ones((MIN_PATCH, MIN_PATCH), np.uint8))
    if pixels.shape[0] < SMALL:
        textured &= ~_ringing(pixels, gradient, background)
    return np.bitwise_or(textured, silent, dtype=np.uint8)


def _ringing(pixels: GreyImage, gradient: MatLike, background: set[int]) -> Mask:
    """Ringing of a codec on the background in the blocks around an edge; on a small screen a block is as large as a letter.

    It oscillates around the background, so its median equals the background's; that of the faintest echo is higher.
    """
    edge = cv2.threshold(gradient, RINGING, 255, cv2.THRESH_BINARY)[1]
    near = cv2.dilate(edge, np.ones((2 * BLOCK - 1, 2 * BLOCK - 1), np.uint8))
    middle = cv2.medianBlur(pixels, MIDDLE)
    lowest, highest = np.array(min(background) - NEARLY_BLACK), np.array(max(background) + NEARLY_BLACK)
    return np.asarray(cv2.bitwise_and(near, cv2.inRange(middle, lowest, highest)), np.uint8)


def _above(gradient: MatLike, noise: float) -> Mask:
    return np.asarray(cv2.threshold(gradient, noise, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _noise(gradient: MatLike) -> float:
    counts = cv2.calcHist([gradient], [0], None, [256], [0, 256]).ravel().cumsum()
    quiet = int(np.searchsorted(counts, 0.1 * counts[-1]))
    return max(MIN_CHANGE, 2 * min(quiet, MAX_NOISE))


def _background(pixels: GreyImage, gradient: MatLike) -> set[int]:
    """Grey levels of the flat parts of the image's border, except the lower one, where many fields are cut off."""
    rim = [(pixels[3, :], gradient[3, :]), (pixels[:, 3], gradient[:, 3]), (pixels[:, -4], gradient[:, -4])]
    flat = np.concatenate([levels[change == 0] for levels, change in rim])
    counts = np.bincount(flat, minlength=256)
    return {int(level) for level in np.flatnonzero(counts >= 0.25 * sum(len(levels) for levels, _ in rim))}
