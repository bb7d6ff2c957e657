"""Reader of traces on a page: a scanned report or a screenshot, the paper's own input.

The page is grey, dark on light or light on dark. A strip is one connected line that is most of a page wide; lines of a grid are
fainter, frames and axes are straight and end it. Of each column of pixels one sample is kept, the one of its least and its
greatest value that lies further from the strip's middle, so no spike is lost. How long and how high a pixel is, a page does not
say: somebody has to.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.emg.readers.read_as import ReadAs, check_rate, pick_channel
from edge_app.emg.trace import Samples, Trace
from edge_app.errors import EmgError
from edge_app.records import GreyImage

_INK = 0.5  # of the way from the page's grey to its strongest ink; a grid is fainter
_LEAST_CONTRAST = 40  # grey levels between page and ink
_LEAST_WIDTH = 0.4  # of the page's width
_STRAIGHT = 0.9  # of a line's box, from which on a straight run is a frame or an axis
_GAP_PX = 2  # px that a thin line may be interrupted by, as scanners do
_BORDER_PX = 6  # px from the edge of a box within which its frame lies

Ink = npt.NDArray[np.bool_]


def read_page(pixels: GreyImage, path: Path, read_as: ReadAs) -> Trace:
    """One strip of a page, counted from its upper edge. Raises EmgError where there is none, or nobody says how long it lasts."""
    if read_as.milliseconds is None:
        raise EmgError(f"{path}: a page does not say how long its traces last; state it with --milliseconds")
    strips = find_strips(pixels)
    if not strips:
        raise EmgError(f"{path}: shows no trace that is as wide as the page; cut the page to its traces, or scan it larger")
    names = tuple(f"strip {number}" for number in range(1, len(strips) + 1))
    chosen = pick_channel(names, read_as.channel, path)
    heights = strips[chosen]
    rate = check_rate(len(heights) * 1000 / read_as.milliseconds, path)
    # Negative is up on a page.
    return Trace(-heights, rate, read_as.microvolt_per_pixel, names[chosen], path.name)


def find_strips(pixels: GreyImage) -> tuple[Samples, ...]:
    """The traces of a page, (H, W) uint8, from above: of each, (columns,) px above its middle. Pure."""
    ink = _ink(pixels)
    if ink is None:
        return ()
    width, strips = pixels.shape[1], []
    for top, part in _wide_parts(ink, width):
        # A frame, or axes, hold several traces together: without them each is a part of its own.
        strips += [(top + upper, _heights(line)) for upper, line in _wide_parts(_without_frame(part), width)]
    return tuple(heights for _, heights in sorted(strips, key=lambda found: found[0]))


def _ink(pixels: GreyImage) -> Ink | None:
    """Where something is drawn strongly; None where the page is empty."""
    levels = np.bincount(pixels.ravel(), minlength=256)
    paper = int(levels.argmax())
    contrast = cv2.absdiff(pixels, np.full_like(pixels, paper))
    drawn = contrast[contrast >= _LEAST_CONTRAST]
    if drawn.size == 0:
        return None
    return np.asarray(contrast >= max(_INK * float(np.percentile(drawn, 95)), _LEAST_CONTRAST))


def _wide_parts(ink: Ink, width: int) -> list[tuple[int, Ink]]:
    """Connected parts at least `_LEAST_WIDTH` of a page's width: the upper edge of its box, px, and its ink."""
    kernel = np.ones((2 * _GAP_PX + 1, 2 * _GAP_PX + 1), np.uint8)
    closed = cv2.dilate(ink.astype(np.uint8), kernel)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    parts = []
    for number in range(1, count):
        left, top, wide, high = (int(value) for value in boxes[number][:4])
        if wide >= _LEAST_WIDTH * width:
            box = np.s_[top : top + high, left : left + wide]
            parts.append((top, np.asarray(ink[box] & (labels[box] == number))))
    return parts


def _without_frame(part: Ink) -> Ink:
    """The part without straight lines along the edges of its box, where one of them stands upright.

    A silent trace is straight, too, and so is the baseline of one with a single spike: neither has an upright line at its end.
    """
    bare, (high, wide) = np.array(part), part.shape
    rows = np.flatnonzero(part.sum(axis=1) >= _STRAIGHT * part.any(axis=0).sum())
    columns = np.flatnonzero(part.sum(axis=0) >= _STRAIGHT * part.any(axis=1).sum())
    upright = columns[(columns < _BORDER_PX) | (columns >= wide - _BORDER_PX)]
    if high > 4 * _BORDER_PX and len(upright):
        bare[:, upright] = False
        bare[rows[(rows < _BORDER_PX) | (rows >= high - _BORDER_PX)]] = False
    return bare


def _heights(part: Ink) -> Samples:
    used = np.flatnonzero(part.any(axis=0))
    line: Ink = part[:, int(used[0]) : int(used[-1]) + 1]
    drawn = line.any(axis=0)
    top = line.argmax(axis=0).astype(np.float32)
    bottom = (line.shape[0] - 1 - line[::-1].argmax(axis=0)).astype(np.float32)
    middle = float(np.median((top + bottom)[drawn]) / 2)
    # Of a column that the line only crosses it is the centre that counts, so a line that is thick has no noise.
    thickness = float(np.median((bottom - top)[drawn])) / 2
    up, down = middle - (top + thickness), (bottom - thickness) - middle
    heights = np.where(up >= down, up, -down)
    columns = np.arange(line.shape[1])
    return np.asarray(np.interp(columns, columns[drawn], heights[drawn]), np.float32)  # over gaps of a thin line
