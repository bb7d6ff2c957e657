"""A B-mode image of any map of echo levels, far simpler and quicker than `edge_app.phantom`: noise, blur, compression."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage


def echo_image(level_db: FloatMap, rng: np.random.Generator, lateral_over_axial: tuple[float, float] = (1.0, 5.0)) -> GreyImage:
    """An (h, w) uint8 image of tissue that echoes at these levels (h, w), dB; 0 is bright. The scanner is drawn at random.

    lateral_over_axial: width of the point spread in its heights, least and most.

    Complex noise under a Gaussian point spread is fully developed speckle (Goodman 1975); several looks are compounded.
    """
    h, w = level_db.shape
    axial = float(rng.uniform(0.7, 2.5))
    lateral = axial * float(rng.uniform(*lateral_over_axial))
    amplitude = np.power(10, level_db / 20, dtype=np.float32)
    power = np.zeros((h, w), np.float32)
    looks = int(rng.integers(1, 5))
    for _ in range(looks):
        for _ in range(2):  # real and imaginary part
            part = rng.standard_normal((h, w), dtype=np.float32) * amplitude
            power += cv2.GaussianBlur(part, (0, 0), sigmaX=lateral, sigmaY=axial) ** 2
    power *= np.float32(4 * np.pi * axial * lateral / (2 * looks))
    noise_db = float(rng.uniform(-75, -45))
    return compress(power + np.float32(10 ** (noise_db / 10)), rng)


def compress(power: FloatMap, rng: np.random.Generator) -> GreyImage:
    """Echo power (h, w), 1 for 0 dB, as grey levels: log compression of a random dynamic range and gain, perhaps smoothed."""
    decibel = 10 * np.log10(np.maximum(power, 1e-12))
    grey = 255 * (1 + (decibel + rng.uniform(-12, 4)) / rng.uniform(45, 75))
    image: GreyImage = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        image = cv2.medianBlur(image, 3)  # type: ignore[assignment]
    elif rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.5, 1.2)))  # type: ignore[assignment]
    return image


def grid(h: int, w: int) -> tuple[FloatMap, FloatMap]:
    """x and y of an image's pixels, (h, w) float32, -1 to 1 from side to side."""
    x, y = np.meshgrid(np.linspace(-1, 1, w, dtype=np.float32), np.linspace(-1, 1, h, dtype=np.float32))
    return x, y


def smooth_noise(h: int, w: int, scale: float, rng: np.random.Generator) -> FloatMap:
    """A smooth random field (h, w) of unit deviation; scale: px over which it changes."""
    rows, columns = max(4, round(h / scale) + 3), max(4, round(w / scale) + 3)
    coarse = rng.standard_normal((rows, columns), dtype=np.float32)
    field = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
    return np.asarray(field / max(float(field.std()), 1e-3), np.float32)


def ellipse(x: FloatMap, y: FloatMap, centre: tuple[float, float], axes: tuple[float, float], turn: float = 0.0) -> FloatMap:
    """Distance from an ellipse's centre in units of its radius (h, w): below 1 is inside. turn: radians."""
    dx, dy = x - np.float32(centre[0]), y - np.float32(centre[1])
    u = (dx * np.cos(turn) + dy * np.sin(turn)) / axes[0]
    v = (dy * np.cos(turn) - dx * np.sin(turn)) / axes[1]
    return np.asarray(np.hypot(u, v), np.float32)
