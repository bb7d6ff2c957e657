"""Finds the vertical seam between two images shown side by side. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage

MIDDLE = 0.05  # of the width; the seam is this close to the middle
MIN_JUMP = 4.0  # change of grey level at the seam, relative to that between neighbouring columns nearby
MIN_ROWS = 0.4  # share of the rows that jump at a seam; fewer do at a marker or an echo
NEARBY = 8  # columns
MIN_WIDTH = 100  # px; in a narrower field two images cannot be recognised


def find_seam(pixels: GreyImage) -> int | None:
    """The first column of the right one of two images that share an (H, W) field; None if it is one image."""
    width: int = pixels.shape[1]
    if width < MIN_WIDTH:
        return None
    middle, reach = width // 2, max(round(MIDDLE * width), 3)
    strip = pixels[:, middle - reach - NEARBY : middle + reach + NEARBY + 1]
    change = cv2.absdiff(strip[:, 1:], strip[:, :-1])
    mean = change.mean(axis=0)
    at: int = NEARBY + int(mean[NEARBY:-NEARBY].argmax())
    nearby = change[:, at - NEARBY : at + NEARBY + 1]
    usual = np.median(nearby, axis=1)
    jumps = float(np.mean(change[:, at] > np.maximum(3 * usual, MIN_JUMP)))
    if mean[at] < MIN_JUMP * max(float(np.median(mean[at - NEARBY : at + NEARBY + 1])), 0.5) or jumps < MIN_ROWS:
        return None
    return middle - reach - NEARBY + at + 1
