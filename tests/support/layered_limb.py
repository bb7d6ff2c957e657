"""Images of a layered limb, drawn: skin, fat, a fascia, muscle, a deep fascia. What is true of them is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

MM_PER_PIXEL = 0.1
WIDTH, HEIGHT = 420, 450  # px: 42 x 45 mm
Depths = npt.NDArray[np.float64]  # (WIDTH,) px


def level(depth_mm: float, wave_mm: float = 0.0, slope: float = 0.0) -> Depths:
    """A surface across the image: its depth in the middle, one wave over the width, mm a mm of slope."""
    x = np.arange(WIDTH) - WIDTH / 2
    return (depth_mm + wave_mm * np.sin(2 * np.pi * x / WIDTH)) / MM_PER_PIXEL + slope * x


def layered(*surfaces: Depths, seed: int = 0, muscle: int = 60, gap: tuple[int, int] = (0, 0)) -> GreyImage:
    """(HEIGHT, WIDTH) uint8: speckle, brighter above the first surface, a bright line 0.6 mm thick along each.

    gap: columns in which the lines are missing.
    """
    rng = np.random.default_rng(seed)
    row = np.arange(HEIGHT)[:, None]
    mean = np.where(row < surfaces[0], 1.6 * muscle, muscle)
    grey = mean + rng.normal(0, 0.3 * muscle, (HEIGHT, WIDTH))
    for surface in surfaces:
        on = np.abs(row - surface) <= 3
        on[:, gap[0] : gap[1]] = False
        grey[on] += 120
    return np.clip(grey, 0, 255).astype(np.uint8)
