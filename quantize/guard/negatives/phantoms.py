"""Ultrasound of test objects: uniform material, cysts, wires, resolution targets."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.guard.negatives.echo import echo_image, ellipse, grid, smooth_noise


def uniform(rng: np.random.Generator) -> GreyImage:
    """Nothing but speckle, perhaps weaker with depth."""
    return echo_image(_material(rng), rng)


def cysts(rng: np.random.Generator) -> GreyImage:
    """Round holes or masses in speckle, in rows as in a test object, or anywhere."""
    level = _material(rng)
    x, y = grid(*level.shape)
    count, radius = int(rng.integers(1, 12)), float(rng.uniform(0.05, 0.45))
    contrast = float(rng.choice([-60.0, -15.0, -9.0, -6.0, 6.0, 12.0]))
    in_rows = rng.random() < 0.5
    for i in range(count):
        centre = (-0.8 + 0.4 * (i % 5), -0.7 + 0.6 * (i // 5)) if in_rows else (rng.uniform(-1, 1), rng.uniform(-1, 1))
        size = radius * float(rng.uniform(0.6, 1.2))
        level[ellipse(x, y, centre, (size, size)) < 1] += contrast
    return echo_image(level, rng)


def wires(rng: np.random.Generator) -> GreyImage:
    """Bright points in rows, columns and fans, in speckle or in water, and perhaps a bright floor."""
    level = _material(rng)
    if rng.random() < 0.4:
        level -= 40
    h, w = level.shape
    spacing = float(rng.uniform(0.06, 0.3))
    size = int(rng.integers(1, 4))
    bright = float(rng.uniform(0, 12))
    for _ in range(int(rng.integers(1, 4))):
        start, turn = rng.uniform(0.1, 0.9, 2), float(rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]))
        for i in range(-6, 7):
            px, py = start[0] + i * spacing * np.cos(turn), start[1] + i * spacing * np.sin(turn)
            cv2.circle(level, (int(px * w), int(py * h)), size, bright, -1)
    if rng.random() < 0.3:
        row = int(rng.uniform(0.6, 0.95) * h)
        level[row : row + int(rng.integers(3, 15))] = bright
    return echo_image(level, rng)


def needle(rng: np.random.Generator) -> GreyImage:
    """A bright straight needle in even material or water, with echoes of its shaft below it."""
    level = _material(rng)
    if rng.random() < 0.3:
        level -= 35
    x, y = grid(*level.shape)
    for _ in range(int(rng.integers(1, 3))):
        slope, offset = float(rng.uniform(-1.5, 1.5)), float(rng.uniform(-0.7, 0.4))
        distance = (y - offset - slope * x) / np.hypot(1, slope)
        shaft = (x - rng.uniform(-0.5, 0.5)) * rng.choice([-1, 1]) < rng.uniform(0, 1)
        thick, period, loss = float(rng.uniform(0.008, 0.03)), float(rng.uniform(0.05, 0.2)), float(rng.uniform(4, 12))
        for echo in range(int(rng.integers(1, 7))):
            line = shaft & (np.abs(distance - echo * period) < thick)
            level[line] = np.maximum(level[line], 4 - loss * echo)
        if rng.random() < 0.4:
            level[shaft & (distance > thick)] -= rng.uniform(3, 20)
    return echo_image(level, rng)


def water(rng: np.random.Generator) -> GreyImage:
    """Black fluid with a bright floor or wall somewhere: a bath, or a tank."""
    h, w = int(rng.integers(150, 420)), int(rng.integers(150, 420))
    x, y = grid(h, w)
    level = np.full((h, w), float(rng.uniform(-90, -50)), np.float32) + 2 * smooth_noise(h, w, 60, rng)
    floor = y - rng.uniform(-0.3, 1.0) - rng.uniform(-0.2, 0.2) * x - rng.uniform(-0.3, 0.3) * x**2
    level[floor > 0] = rng.uniform(-35, -8)
    level[np.abs(floor) < rng.uniform(0.01, 0.06)] = rng.uniform(-8, 6)
    if rng.random() < 0.5:
        level -= np.float32(rng.uniform(20, 60)) * np.maximum(floor, 0)
    return echo_image(level, rng)


def _material(rng: np.random.Generator) -> FloatMap:
    h, w = int(rng.integers(150, 420)), int(rng.integers(150, 420))
    _, y = grid(h, w)
    slope = np.float32(rng.uniform(-12, 4))
    return np.asarray(rng.uniform(-35, -8) + slope * y + rng.uniform(0, 1.5) * smooth_noise(h, w, 70, rng), np.float32)
