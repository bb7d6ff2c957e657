"""What lies over the tissue in an image: a shadow, air under a part of the probe, writing."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.phantom.phantom import AIR_DB, air_gap, ring_down
from edge_app.records import GreyImage, Roi
from quantize.perturbations.grey_levels import DECIBEL, as_grey
from quantize.perturbations.resolution import USUAL_MM_PER_PIXEL

WORDS = ("BICEPS R", "12.5 mm", "Depth 4", "Gen", "MI 0.8")
INK = 230  # grey level
SHADOW_WIDTH = 0.08  # standard deviation, as a share of the region's width


def cast_shadow(image: GreyImage, region: Roi, decibel: float, rng: np.random.Generator) -> GreyImage:
    """The image (h, w) with an acoustic shadow of `decibel` at its middle, from the upper third of a region down.

    Gaussian across the beam, as the shadow of a small reflector or a hair is. Approximate: what a real shadow holds (haze,
    reverberation) is not drawn.
    """
    height, width = image.shape
    middle = region.x + rng.uniform(0.2, 0.8) * region.w
    top = region.y + rng.uniform(0, 1 / 3) * region.h
    across = np.exp(-0.5 * np.square((np.arange(width) - middle) / (SHADOW_WIDTH * region.w)))
    down = np.clip((np.arange(height) - top) / (0.05 * region.h), 0, 1)
    return as_grey(np.asarray(image - decibel * DECIBEL * down[:, None] * across, np.float32))


def lift_probe(image: GreyImage, share: float, mm_per_pixel: float | None, rng: np.random.Generator) -> GreyImage:
    """The image (h, w) with `share` of the probe, 0-1, off the skin, at its left or right end.

    As the simulated probe shows it (`edge_app.phantom.phantom`): nothing comes back but the bands of the probe's own lens.
    """
    height, width = image.shape
    air = cv2.resize(air_gap(1 - share), (width, 1), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        air = air[:, ::-1]
    weakened = as_grey(np.asarray(image - AIR_DB * DECIBEL * air, np.float32))
    return np.maximum(weakened, as_grey(ring_down(height, mm_per_pixel or USUAL_MM_PER_PIXEL) * air))


def write_over(image: GreyImage, region: Roi, words: int, rng: np.random.Generator) -> GreyImage:
    """The image (h, w) with words of a scanner's screen over a region, each at a place of its own, as large as they are there."""
    written: GreyImage = np.array(image)
    size = len(image) / 960  # OpenCV's measure: letters of a fortieth of the image's height
    for word in range(words):
        text = WORDS[word % len(WORDS)]
        (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 1)
        x = region.x + int(rng.uniform(0, 1) * max(1, region.w - wide))
        y = region.y + high + int(rng.uniform(0, 1) * max(1, region.h - high))
        cv2.putText(written, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (INK,), 1, cv2.LINE_AA)
    return written
