"""Images that are the same one, whatever became of it: another size, gain or compression, or its mirror image.

A perceptual hash would only find candidates, as images of one muscle look alike where they are coarse. So every pair is compared
in full: an image's fingerprint is its texture, small and without what is coarse, with mean 0 and length 1, and the product of two
fingerprints is their correlation. All pairs of 4,000 images are one matrix product of seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

SIDE = 48  # px of a fingerprint
COARSE = 3.0  # px of a fingerprint, standard deviation of the blur that is taken away
LIKE = 0.65  # correlation from which two images are one; copies have .75 and more, images of two subjects .29 at most (ADR 74)
BLOCK = 1024  # images compared at a time with all others

Fingerprint = npt.NDArray[np.float32]  # (SIDE * SIDE,)


@dataclass(frozen=True)
class Pair:
    """Two images that are one, by their numbers."""

    first: int
    second: int
    correlation: float
    mirrored: bool


def fingerprint(pixels: GreyImage) -> Fingerprint:
    """The fingerprint of an (H, W) uint8 image; all 0 where it has no texture."""
    small = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    fine = small - cv2.GaussianBlur(small, (0, 0), COARSE)
    # A fascia is a hundred times brighter than speckle and would decide alone.
    fine = np.sign(fine) * np.sqrt(np.abs(fine))
    fine -= fine.mean()
    length = float(np.linalg.norm(fine))
    return np.asarray(fine / length if length > 1e-3 else np.zeros_like(fine), np.float32).ravel()


def find_pairs(fingerprints: Sequence[Fingerprint], mirrored: Sequence[Fingerprint], like: float = LIKE) -> list[Pair]:
    """Every pair of images that correlate by `like` or more, as they are or mirrored, the most alike first."""
    if len(fingerprints) < 2:
        return []
    every, turned = np.stack(fingerprints), np.stack(mirrored)
    pairs: list[Pair] = []
    for start in range(0, len(every), BLOCK):
        block = every[start : start + BLOCK]
        straight, across = block @ every[start:].T, block @ turned[start:].T
        best = np.maximum(straight, across)
        for row, column in np.argwhere(best >= like).tolist():
            if column > row:
                mirror = bool(across[row, column] > straight[row, column])
                pairs.append(Pair(start + row, start + column, float(best[row, column]), mirror))
    return sorted(pairs, key=lambda pair: -pair.correlation)
