"""Ultrasound of what lies in layers, or repeats itself with depth: pleura and what appears below it, walls of bowel and vessels.

Lines that run the whole width at even distances are no fascicles: these end, slant and branch.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.guard.negatives.bodies import in_sector, tissue
from quantize.guard.negatives.echo import echo_image, grid, smooth_noise


def a_lines(rng: np.random.Generator) -> GreyImage:
    """A bright line under layers of a chest wall, and its repetitions at even distances in haze as bright as tissue."""
    level, y = _ground(rng, -38, -12)
    x = grid(*level.shape)[0]
    first, period = float(rng.uniform(-0.95, 0.0)), float(rng.uniform(0.12, 0.6))
    surface = _surface(level.shape, rng)
    depth = y - first - surface
    _chest_wall(level, depth, rng)
    bright, thick, loss = float(rng.uniform(-10, 3)), float(rng.uniform(0.01, 0.05)), float(rng.uniform(0, 5))
    for i in range(int(rng.integers(2, 12))):
        line = np.abs(depth - i * period) < thick * rng.uniform(0.7, 1.3)
        level[line] = np.maximum(level[line], bright - i * loss)
    if rng.random() < 0.3:  # the shadow of a rib
        shadow = np.abs(x - rng.uniform(-1, 1)) < rng.uniform(0.1, 0.35)
        level[shadow & (depth > -0.2)] -= rng.uniform(12, 35)
    return echo_image(in_sector(level, rng), rng)


def b_lines(rng: np.random.Generator) -> GreyImage:
    """A bright line, rough or broken, with bright streaks from there to the end of the image; they may run together."""
    level, y = _ground(rng, -50, -20)
    x = grid(*level.shape)[0]
    first = float(rng.uniform(-0.95, 0.0))
    h, w = level.shape
    depth = y - first - _surface(level.shape, rng) - np.float32(rng.uniform(0, 0.03)) * smooth_noise(h, w, 12, rng)
    _chest_wall(level, depth, rng)
    spread = float(rng.uniform(0, 0.4))  # streaks follow the beams, which fan out on a curved probe
    for _ in range(int(rng.integers(1, 14))):
        at, width = float(rng.uniform(-1, 1)), float(rng.uniform(0.01, 0.15))
        streak = np.abs(x - at * (1 + spread * (y - first))) < width * (1 + spread * np.maximum(y - first, 0))
        echo = rng.uniform(-24, -4) - rng.uniform(0, 8) * np.maximum(depth, 0)
        level[streak & (depth > 0)] = np.maximum(level, echo)[streak & (depth > 0)]
    level[np.abs(depth) < rng.uniform(0.01, 0.05)] = rng.uniform(-10, 3)
    return echo_image(in_sector(level, rng), rng)


def even_lines(rng: np.random.Generator) -> GreyImage:
    """Speckle with lines or bands at even distances over the whole depth, all alike or weaker with depth; straight or curved."""
    level, y = _ground(rng, -36, -10)
    slant = float(rng.uniform(-0.15, 0.15)) if rng.random() < 0.7 else float(rng.uniform(-1, 1))
    depth = y - slant * grid(*level.shape)[0] - _surface(level.shape, rng)
    period, offset = float(rng.uniform(0.08, 0.5)), float(rng.uniform(0, 1))
    phase = depth / period + offset
    strength = np.float32(rng.uniform(5, 22)) - np.float32(rng.uniform(0, 6)) * (y + 1)
    if rng.random() < 0.6:
        share = float(rng.uniform(0.06, 0.4))
        level += strength * (np.abs(phase - np.rint(phase)) < share / 2)
    else:
        level += strength * np.float32(0.5) * (1 + np.cos(2 * np.pi * phase)).astype(np.float32)
    return echo_image(in_sector(level, rng), rng)


def wall(rng: np.random.Generator) -> GreyImage:
    """The wall of a hollow organ or a vessel along it: bright and dark layers in turn, what it holds, and the other wall."""
    level, y = _ground(rng, -32, -12)
    depth = y - _surface(level.shape, rng)
    near, bore = float(rng.uniform(-0.8, 0.2)), float(rng.uniform(0.3, 1.2))
    content = float(rng.choice([-70.0, rng.uniform(-45, -25), rng.uniform(-20, -8)]))  # fluid, mush, or gas
    level[(depth > near) & (depth < near + bore)] = content
    thick = float(rng.uniform(0.03, 0.14))
    for edge, outward in ((near, -1), (near + bore, 1)):
        for layer in range(int(rng.integers(1, 6))):
            inner = outward * (depth - edge) / thick - layer
            level[(inner >= 0) & (inner < 1)] = rng.uniform(-12, 2) if layer % 2 == 0 else rng.uniform(-45, -25)
    return echo_image(in_sector(level, rng), rng)


def _ground(rng: np.random.Generator, low: float, high: float) -> tuple[FloatMap, FloatMap]:
    """Echo levels (h, w) of tissue or haze, dB, and the depth of each pixel, -1 to 1."""
    h, w = int(rng.integers(150, 420)), int(rng.integers(150, 420))
    return tissue(h, w, float(rng.uniform(low, high)), rng), grid(h, w)[1]


def _surface(shape: tuple[int, ...], rng: np.random.Generator) -> FloatMap:
    """How much deeper than in the middle a layer lies, (h, w): straight, curved, or uneven."""
    h, w = shape
    x, _ = grid(h, w)
    bent = np.float32(rng.uniform(-0.12, 0.25)) * x**2 + np.float32(rng.uniform(-0.12, 0.12)) * x
    if rng.random() < 0.4:
        along = smooth_noise(1, w, float(rng.uniform(40, 150)), rng)
        bent = bent + np.float32(rng.uniform(0, 0.05)) * along
    return np.asarray(bent, np.float32)


def _chest_wall(level: FloatMap, depth: FloatMap, rng: np.random.Generator) -> None:
    """Fat, muscle and their fasciae above a depth of 0, in place."""
    h, w = level.shape
    above = depth < 0
    level[above] = rng.uniform(-30, -12) + rng.uniform(0.5, 4) * smooth_noise(h, w, 30, rng)[above]
    soft = cv2.GaussianBlur(depth, (0, 0), 2)
    for _ in range(int(rng.integers(0, 5))):
        line = np.abs(soft + rng.uniform(0.05, 0.9)) < rng.uniform(0.008, 0.03)
        level[line & above] += rng.uniform(6, 18)
