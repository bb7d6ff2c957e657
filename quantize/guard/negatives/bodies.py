"""Ultrasound of a body, but not of muscle: eye, heart, abdomen, vessels and nerves close up, lung."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.guard.negatives.echo import echo_image, ellipse, grid, smooth_noise

FLUID = -70.0  # dB


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(150, 420)), int(rng.integers(150, 420))


def tissue(h: int, w: int, level: float, rng: np.random.Generator) -> FloatMap:
    """Echo levels (dB) of a soft tissue: uneven, and weaker or stronger with depth."""
    _, y = grid(h, w)
    uneven = rng.uniform(0.3, 3) * smooth_noise(h, w, float(rng.uniform(25, 90)), rng)
    return np.asarray(level + uneven + rng.uniform(-8, 3) * y, np.float32)


def eye(rng: np.random.Generator) -> GreyImage:
    """A black globe with bright walls, echoes behind it, perhaps a lens, the optic nerve or a detached retina."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-25, -8)), rng)
    centre, radius = (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.9, 0.1))), float(rng.uniform(0.6, 1.3))
    distance = ellipse(x, y, centre, (radius, radius * float(rng.uniform(0.75, 1.2))))
    level[distance < 1.06] += rng.uniform(3, 12)
    level[distance < 1] = FLUID if rng.random() < 0.7 else rng.uniform(-50, -35)
    if rng.random() < 0.4:  # the lens
        lens = ellipse(x, y, (centre[0], centre[1] - radius * 0.7), (radius * 0.45, radius * 0.2))
        level[np.abs(lens - 1) < 0.08] = -12
    if rng.random() < 0.4:  # the optic nerve
        nerve = np.abs(x - centre[0] - (y - centre[1]) * rng.uniform(-0.2, 0.2)) < rng.uniform(0.06, 0.2)
        level[nerve & (distance > 1.05) & (y > centre[1])] -= rng.uniform(8, 25)
    if rng.random() < 0.4:  # a membrane, or an object in the globe
        ring = ellipse(x, y, (centre[0], centre[1] + radius * 0.9), (rng.uniform(0.1, 0.3), rng.uniform(0.2, 0.4)))
        level[np.abs(ring - 1) < 0.12] = rng.uniform(-15, 0)
    return echo_image(level, rng)


def heart(rng: np.random.Generator) -> GreyImage:
    """Black chambers between soft walls, a septum and valves, in a sector whose corners may be visible."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-45, -25)), rng)
    wall = float(rng.uniform(-22, -8))
    for _ in range(int(rng.integers(1, 5))):
        axes = (float(rng.uniform(0.2, 0.7)), float(rng.uniform(0.4, 1.1)))
        turn = float(rng.uniform(-0.6, 0.6))
        distance = ellipse(x, y, (float(rng.uniform(-0.7, 0.7)), float(rng.uniform(-0.7, 0.7))), axes, turn)
        thick = 1 + float(rng.uniform(0.1, 0.45))
        band = (distance < thick) & (distance >= 1)
        level[band] = wall + 4 * smooth_noise(h, w, 25, rng)[band]
        level[distance < 1] = rng.uniform(-75, -45)
    for _ in range(int(rng.integers(0, 4))):  # leaflets
        start = rng.uniform(0.2, 0.8, 2) * (w, h)
        stop = start + rng.normal(0, 0.15, 2) * (w, h)
        cv2.line(level, _point(start), _point(stop), float(rng.uniform(-15, 0)), int(rng.integers(2, 5)))
    return echo_image(in_sector(level, rng), rng)


def abdomen(rng: np.random.Generator) -> GreyImage:
    """Liver, spleen or thyroid with vessels; kidney; gall bladder or bladder; diaphragm; part of a sector."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-28, -10)), rng)
    for _ in range(int(rng.integers(0, 9))):  # vessels, cut at any angle, some with a bright wall
        axes = (float(rng.uniform(0.03, 0.18)), float(rng.uniform(0.03, 0.5)))
        centre = (float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1)))
        distance = ellipse(x, y, centre, axes, float(rng.uniform(0, np.pi)))
        if rng.random() < 0.5:
            level[distance < 1.3] += rng.uniform(4, 10)
        level[distance < 1] = rng.uniform(-65, -35)
    organ = rng.random()
    if organ < 0.35:  # kidney: a dark rim around a bright centre
        turn, centre = float(rng.uniform(-0.7, 0.7)), (float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.3, 0.3)))
        axes = (float(rng.uniform(0.5, 1.0)), float(rng.uniform(0.3, 0.55)))
        distance = ellipse(x, y, centre, axes, turn) + 0.06 * smooth_noise(h, w, 30, rng)
        level[np.abs(distance - 1.05) < 0.06] += rng.uniform(5, 12)
        level[distance < 1] -= rng.uniform(3, 10)
        level[distance < 0.45] += rng.uniform(10, 22)
    elif organ < 0.65:  # a bladder, with enhancement behind it
        axes = (float(rng.uniform(0.3, 1.0)), float(rng.uniform(0.25, 0.8)))
        centre = (float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.5, 0.4)))
        distance = ellipse(x, y, centre, axes, float(rng.uniform(-0.4, 0.4)))
        level[(np.abs(x - centre[0]) < axes[0] * 0.9) & (y > centre[1])] += rng.uniform(0, 10)
        level[distance < 1.05] += rng.uniform(0, 8)
        level[distance < 1] = FLUID
    if rng.random() < 0.35:  # a diaphragm or the border of an organ, strongly curved
        arc = ellipse(x, y, (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-1.2, -0.2))), (1.2, float(rng.uniform(0.9, 1.5))))
        level[np.abs(arc - 1) < 0.03] = rng.uniform(-8, 5)
        level[arc > 1.03] -= rng.uniform(5, 30)
    return echo_image(in_sector(level, rng), rng)


def vessel(rng: np.random.Generator) -> GreyImage:
    """A vessel that fills much of a tight crop, across or along it."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-25, -10)), rng)
    centre = (float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.3, 0.3)))
    if rng.random() < 0.6:
        axes = (float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.5, 0.95)))
    else:  # along
        axes = (3.0, float(rng.uniform(0.3, 0.7)))
    distance = ellipse(x, y, centre, axes, float(rng.uniform(-0.25, 0.25)))
    level[distance < 1 + rng.uniform(0.05, 0.25)] += rng.uniform(3, 14)
    level[distance < 1] = rng.uniform(-65, -38)
    return echo_image(level, rng)


def nerve(rng: np.random.Generator) -> GreyImage:
    """A nerve that fills a tight crop: a bright ellipse with dark fascicles, a honeycomb."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-30, -14)), rng)
    axes = (float(rng.uniform(0.6, 1.1)), float(rng.uniform(0.5, 1.0)))
    distance = ellipse(x, y, (float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-0.2, 0.2))), axes, float(rng.uniform(-0.5, 0.5)))
    level[distance < 1] = rng.uniform(-12, 0)
    size = float(rng.uniform(0.09, 0.28))
    fascicles = np.zeros((h, w), np.uint8)
    for _ in range(int(1.2 / size**2)):
        centre = (int(rng.integers(w)), int(rng.integers(h)))
        axes_px = (int(size * rng.uniform(0.2, 0.4) * w) + 1, int(size * rng.uniform(0.2, 0.4) * h) + 1)
        cv2.ellipse(fascicles, centre, axes_px, 0.0, 0.0, 360.0, 1, -1)
    level[(fascicles > 0) & (distance < 0.95)] = rng.uniform(-38, -20)
    return echo_image(level, rng)


def lung(rng: np.random.Generator) -> GreyImage:
    """A pleural line or a probe in air: repetitions of bright lines with depth, comet tails, haze."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = np.full((h, w), float(rng.uniform(-60, -30)), np.float32) + 3 * smooth_noise(h, w, 50, rng)
    level += np.float32(rng.uniform(-25, 5)) * (y + 1) / 2
    first, period = float(rng.uniform(-1, 0.2)), float(rng.uniform(0.15, 0.8))
    bend = np.float32(rng.uniform(-0.1, 0.25)) * x**2
    thick = float(rng.uniform(0.012, 0.04))
    for i in range(8):
        level[np.abs(y - first - i * period - bend) < thick] = rng.uniform(-8, 5) - i * rng.uniform(2, 7)
    for _ in range(int(rng.integers(0, 5))):  # comet tails
        at, width = float(rng.uniform(-1, 1)), float(rng.uniform(0.02, 0.12))
        level[(np.abs(x - at - (y - first) * at * 0.2) < width) & (y > first)] = rng.uniform(-22, -8)
    return echo_image(in_sector(level, rng), rng)


def bowel(rng: np.random.Generator) -> GreyImage:
    """Loops of bowel: dark walls about bright gas, whose shadow is filled with haze; folds, stones."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-30, -14)), rng)
    for _ in range(int(rng.integers(1, 6))):
        centre, size = (float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.8, 0.8))), float(rng.uniform(0.15, 0.6))
        loop = ellipse(x, y, centre, (size, size * float(rng.uniform(0.5, 1.0))), float(rng.uniform(-0.6, 0.6)))
        loop = loop + 0.08 * smooth_noise(h, w, 30, rng)
        level[loop < 1] = rng.uniform(-50, -32)
        level[loop < 0.75] = rng.uniform(-30, -8) + rng.uniform(0, 5) * smooth_noise(h, w, 12, rng)[loop < 0.75]
        if rng.random() < 0.6:  # gas
            behind = (np.abs(x - centre[0]) < 0.7 * size) & (y > centre[1])
            level[behind] = rng.uniform(-55, -25) - rng.uniform(0, 15) * (y - centre[1])[behind]
            level[behind & (loop < 0.7) & (y < centre[1] + 0.12)] = rng.uniform(-6, 4)
    return echo_image(in_sector(level, rng), rng)


def in_sector(level: FloatMap, rng: np.random.Generator) -> FloatMap:
    """The levels as a curved or phased probe shows them: with luck the sides of the sector cross the crop."""
    if rng.random() < 0.5:
        return level
    h, w = level.shape
    x, y = grid(h, w)
    apex = (float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-3.5, -1.1)))
    angle = np.arctan2(x - apex[0], y - apex[1])
    level[np.abs(angle) > rng.uniform(0.3, 0.7)] = -120
    level[np.hypot(x - apex[0], y - apex[1]) > -apex[1] + rng.uniform(0.6, 1.6)] = -120
    return level


def _point(xy: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[int, int]:
    return int(xy[0]), int(xy[1])
