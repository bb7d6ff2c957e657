"""What a grabber sends, or has recorded, when it has no image of the scanner or not a whole one. Pure, a function for each fault.

Each looks for what no ultrasound shows: one colour all over, bars that are the same in every row, noise in which no pixel
knows its neighbour, black that is green, an image that ends half way, two moments in alternate rows. A few thousand pixels
answer, since every live frame is looked at.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage, ImageFault

MIN_SIDE = 48  # px; a smaller frame is from no scanner, and says too little

Chroma = npt.NDArray[np.uint8]  # (rows, columns, 2): Cb and Cr, sampled evenly over the frame

_SAMPLES = 120  # rows and columns that are looked at, at least
_SAME = 3  # grey levels
_FLAT_SHARE, _FLAT_LIT_SHARE = (
    0.998,
    0.92,
)  # of pixels at one level: of any image; of one whose ground is lit, with a text on it
_LIT = 20  # grey level; what surrounds ultrasound is darker, or not nearly as large
_BARS = (4, 12)  # how many levels colour bars have
_GREEN, _PINK = 100, 156  # Cb and Cr are both below, or both above; grey is 128
_COLOURED_SHARE = 0.8  # of the image; black is part of every ultrasound image, and has no colour
_TORN_SHARE = 0.1  # of the rows, that are missing at least
_JPEG_GREY = (125, 131)  # grey levels that a JPEG decoder puts where nothing arrived
_STRIP = 16  # rows
_COMB_LEVELS = 6  # grey levels that alternate rows lie above or below their mean, all along a strip
_COMB_ROWS = 0.75  # of a strip; a letter or a line has fewer
_COMB_SHARE = 0.004  # of the strips; of ultrasound 0.0000, see docs/adr/0041


def find_fault(pixels: GreyImage, chroma: Chroma | None) -> ImageFault | None:
    """What is wrong with an image, (H, W) as it came from the device; None: nothing that can be told."""
    if min(pixels.shape) < MIN_SIDE:
        return None
    if is_torn(pixels, chroma):
        return ImageFault.TORN
    if chroma is not None and has_wrong_colours(chroma):
        return ImageFault.WRONG_COLOURS
    if is_one_colour(pixels) or is_colour_bars(pixels) or is_noise(pixels):
        return ImageFault.NO_SIGNAL
    return ImageFault.COMBED if is_combed(pixels) else None


def chroma_of_rgb(rgb: npt.NDArray[np.uint8]) -> Chroma:
    """Of (H, W, 3) RGB, Rec. 601, which should be sampled already: an eighth of the rows and columns will do."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2YCrCb)[:, :, 2:0:-1], np.uint8)


def is_one_colour(pixels: GreyImage) -> bool:
    """A blue, grey or black image; a lit one may have a text on it."""
    sampled = _sampled(pixels)
    level = int(np.median(sampled))
    share = float(np.mean(np.abs(sampled.astype(np.int16) - level) <= _SAME))
    return share >= (_FLAT_LIT_SHARE if level > _LIT else _FLAT_SHARE)


def is_colour_bars(pixels: GreyImage) -> bool:
    """Vertical bars, each of one level, over the upper part."""
    upper = _sampled(pixels)[: _SAMPLES // 2].astype(np.int16)
    if np.mean(np.ptp(upper, axis=0) <= 2 * _SAME) < 0.95:
        return False
    row = np.median(upper, axis=0)
    steps = np.abs(np.diff(row)) > 2 * _SAME
    return _BARS[0] <= int(np.count_nonzero(steps & ~np.roll(steps, 1))) + 1 <= _BARS[1]


def is_noise(pixels: GreyImage) -> bool:
    """The snow of a receiver without a station: no pixel resembles its neighbour."""
    height = len(pixels)
    rows = pixels[:: max(1, height // _SAMPLES)].astype(np.float32)
    rows -= rows.mean()
    variance = float(np.mean(rows * rows))
    if variance < 20**2:
        return False
    below = pixels[1 :: max(1, height // _SAMPLES)].astype(np.float32)
    below -= below.mean()
    count = min(len(rows), len(below))
    beside = float(np.mean(rows[:, :-1] * rows[:, 1:]))
    beneath = float(np.mean(rows[:count] * below[:count])) if height >= 2 * _SAMPLES else beside
    return max(beside, beneath) < 0.2 * variance


def has_wrong_colours(chroma: Chroma) -> bool:
    """Green or pink all over, black too: a buffer of zeros, or RGB taken for YCbCr after the signal has returned."""
    both = chroma.astype(np.int16)
    return bool(np.mean(_green(both)) >= _COLOURED_SHARE or np.mean(np.all(both > _PINK, axis=-1)) >= _COLOURED_SHARE)


def is_torn(pixels: GreyImage, chroma: Chroma | None) -> bool:
    """The lower part has not arrived: it is green, as zeros are in YCbCr, or the grey of a JPEG that ends early."""
    if chroma is not None:
        green = np.mean(_green(chroma.astype(np.int16)), axis=1) > 0.98
        if _TORN_SHARE <= _lowest_run(green) / len(green) < 1:
            return True
    rows = pixels[:: max(1, pixels.shape[0] // _SAMPLES), :: max(1, pixels.shape[1] // _SAMPLES)]
    grey = np.all((rows >= _JPEG_GREY[0]) & (rows <= _JPEG_GREY[1]), axis=1)
    return bool(_TORN_SHARE <= _lowest_run(grey) / len(grey) < 1)


def is_combed(pixels: GreyImage) -> bool:
    """Two fields of different moments: where something moved, alternate rows differ all along a strip of 16 rows."""
    height, width = pixels.shape
    strips = pixels[: height // _STRIP * _STRIP, :: max(1, width // _SAMPLES)].astype(np.int16)
    strips = strips.reshape(height // _STRIP, _STRIP, -1)
    # What is left of a row without the rows beside it: four times the alternation; slopes leave nothing.
    left = 2 * strips[:, 1:-1] - strips[:, :-2] - strips[:, 2:]
    left[:, 1::2] *= -1
    one, other = (np.mean(side > 4 * _COMB_LEVELS, axis=1) >= _COMB_ROWS for side in (left, -left))
    return bool(np.mean(one | other) >= _COMB_SHARE)


def _sampled(pixels: GreyImage) -> GreyImage:
    height, width = pixels.shape
    return pixels[:: max(1, height // _SAMPLES), :: max(1, width // _SAMPLES)]


def _green(chroma: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    return np.asarray(np.all(chroma < _GREEN, axis=-1))


def _lowest_run(rows: npt.NDArray[np.bool_]) -> int:
    """How many rows at the end are True."""
    other = np.flatnonzero(~rows)
    return len(rows) - 1 - int(other[-1]) if len(other) else len(rows)
