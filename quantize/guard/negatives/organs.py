"""Ultrasound of glands and of a fetus: thyroid, breast, an unborn child in its fluid."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import GreyImage
from quantize.guard.negatives.bodies import FLUID, in_sector, tissue
from quantize.guard.negatives.echo import echo_image, ellipse, grid, smooth_noise


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(180, 420)), int(rng.integers(180, 420))


def thyroid(rng: np.random.Generator) -> GreyImage:
    """An even, bright lobe under thin dark muscles, perhaps a nodule, the carotid artery, the trachea and its shadow."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-32, -18)), rng)
    side = float(rng.choice([-1, 1]))
    centre = (float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.2, 0.4)))
    lobe = ellipse(x, y, centre, (float(rng.uniform(0.6, 1.4)), float(rng.uniform(0.4, 0.9))), float(rng.uniform(-0.3, 0.3)))
    level[np.abs(lobe - 1) < 0.04] += rng.uniform(3, 10)
    level[lobe < 1] = rng.uniform(-20, -8) + rng.uniform(0, 2) * smooth_noise(h, w, 40, rng)[lobe < 1]
    for _ in range(int(rng.integers(0, 4))):  # nodules and colloid
        at = (centre[0] + float(rng.uniform(-0.5, 0.5)), centre[1] + float(rng.uniform(-0.3, 0.3)))
        size = float(rng.uniform(0.05, 0.35))
        nodule = ellipse(x, y, at, (size, size * float(rng.uniform(0.6, 1.2))))
        level[(np.abs(nodule - 1) < 0.1) & (lobe < 1)] -= rng.uniform(2, 10)
        level[(nodule < 0.95) & (lobe < 1)] = rng.choice([FLUID, rng.uniform(-32, -6)])
    if rng.random() < 0.6:  # the artery
        artery = ellipse(x, y, (side * float(rng.uniform(0.6, 0.95)), centre[1]), (0.22, 0.24))
        level[artery < 1.2] = rng.uniform(-16, -6)
        level[artery < 1] = rng.uniform(-70, -45)
    if rng.random() < 0.5:  # the trachea: a bright arc, nothing but repetitions behind it
        arc = ellipse(x, y, (-side * float(rng.uniform(0.7, 1.0)), float(rng.uniform(0.2, 0.6))), (0.5, 0.5))
        level[arc < 1] -= rng.uniform(10, 30)
        level[np.abs(arc - 1) < 0.06] = rng.uniform(-8, 4)
    return echo_image(level, rng)


def breast(rng: np.random.Generator) -> GreyImage:
    """Dark lobules of fat between bright curved ligaments, bright gland, perhaps a mass with a shadow or a cyst."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = tissue(h, w, float(rng.uniform(-36, -20)), rng)
    cells = smooth_noise(h, w, float(rng.uniform(25, 80)), rng)
    level[np.abs(cells) < rng.uniform(0.05, 0.25)] += rng.uniform(6, 18)  # level lines of a smooth field enclose lobules
    gland = (smooth_noise(h, w, float(rng.uniform(60, 140)), rng) > rng.uniform(-0.3, 1)) & (y > rng.uniform(-0.8, 0.2))
    level[gland] = rng.uniform(-18, -6) + rng.uniform(0.5, 3) * smooth_noise(h, w, 15, rng)[gland]
    if rng.random() < 0.6:
        centre = (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.4, 0.5)))
        size = float(rng.uniform(0.12, 0.5))
        mass = ellipse(x, y, centre, (size, size * float(rng.uniform(0.5, 1.3))))
        mass = mass + rng.uniform(0, 0.2) * smooth_noise(h, w, 15, rng)
        behind = (np.abs(x - centre[0]) < 0.8 * size) & (y > centre[1])
        level[behind] += rng.uniform(-25, 8)
        level[mass < 1] = rng.choice([FLUID, rng.uniform(-50, -28)])
    return echo_image(level, rng)


def fetus(rng: np.random.Generator) -> GreyImage:
    """Black fluid, a skull or a belly as a ring, limbs and a spine as bright dots, a placenta or the womb's wall."""
    h, w = _size(rng)
    x, y = grid(h, w)
    level = np.full((h, w), FLUID, np.float32)
    wall = y - rng.uniform(0.2, 0.9) - rng.uniform(0.1, 0.6) * x**2 - 0.05 * smooth_noise(h, w, 50, rng)
    flip = float(rng.choice([-1, 1]))
    level[flip * wall > 0] = rng.uniform(-26, -10)
    for _ in range(int(rng.integers(1, 4))):
        centre, size = (float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.5, 0.5))), float(rng.uniform(0.2, 0.9))
        body = ellipse(x, y, centre, (size, size * float(rng.uniform(0.6, 1.0))), float(rng.uniform(0, np.pi)))
        body = body + rng.uniform(0, 0.08) * smooth_noise(h, w, 30, rng)
        level[body < 1] = rng.uniform(-40, -18) + rng.uniform(1, 6) * smooth_noise(h, w, 25, rng)[body < 1]
        level[np.abs(body - 1) < rng.uniform(0.03, 0.12)] = rng.uniform(-12, 4)
        if rng.random() < 0.4:
            level[(np.abs(x - centre[0]) < size * rng.uniform(0.3, 0.9)) & (y > centre[1] + size * 0.6)] -= rng.uniform(8, 25)
    start, step = rng.uniform(0.1, 0.7, 2) * (w, h), rng.uniform(-14, 14, 2)
    for i in range(int(rng.integers(0, 25))):  # vertebrae, ribs
        at = start + i * step + rng.normal(0, 1, 2)
        cv2.circle(level, (int(at[0]), int(at[1])), int(rng.integers(1, 5)), float(rng.uniform(-8, 4)), -1)
    level = np.asarray(level + rng.uniform(-8, 3) * y, np.float32)
    return echo_image(in_sector(level, rng), rng)
