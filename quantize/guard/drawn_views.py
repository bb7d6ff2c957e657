"""Drawn crops of muscle along and across its fascicles, for the view alone: the simulator knows only the transverse view.

What is drawn here is nothing but lines in speckle, of all densities, lengths and slants, so that the view's classifier learns
what four scanners' images have in common and not what their scanners have. It takes no part in telling muscle from anything else.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.guard.negatives.echo import echo_image, ellipse, grid, smooth_noise


def longitudinal(rng: np.random.Generator) -> GreyImage:
    """Parallel fascicles, in one to three layers between fasciae; each layer has a slant of its own."""
    h, w = _size(rng)
    level = _ground(h, w, rng)
    edges = np.concatenate([[-1.2], np.sort(rng.uniform(-0.9, 1.0, int(rng.integers(0, 3)))), [1.2]])
    x, y = grid(h, w)
    slope, bend = float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-0.06, 0.06))
    depth = y - slope * x - bend * x**2
    sign = float(rng.choice([-1, 1]))
    for top, bottom in pairwise(edges):
        slant = sign * float(rng.uniform(2, 35)) if rng.random() < 0.9 else float(rng.uniform(-4, 4))
        sign = -sign if rng.random() < 0.7 else sign
        layer = (depth >= top) & (depth < bottom)
        level[layer] += _fascicles(h, w, slant, rng)[layer]
        if bottom < 1.1:
            level = np.maximum(level, _fascia(depth - bottom, rng))
    return echo_image(level, rng)


def transverse(rng: np.random.Generator) -> GreyImage:
    """Septa cut across: short lines, mostly level and in no common direction; fasciae, vessels, perhaps a bone and shadow."""
    h, w = _size(rng)
    level = _ground(h, w, rng)
    x, y = grid(h, w)
    septa = np.zeros((h, w), np.uint8)
    spread, longest = float(rng.uniform(8, 35)), float(rng.uniform(0.05, 0.25)) * w
    for _ in range(int(rng.integers(30, 350))):
        centre = (int(rng.integers(w)), int(rng.integers(h)))
        axes = (int(rng.uniform(0.2, 1) * longest) + 1, int(rng.uniform(0, 0.25) * longest) + 1)
        start = float(rng.choice([0, 180]) + rng.uniform(10, 60))
        turn = float(rng.normal(0, spread))
        cv2.ellipse(
            septa,
            centre,
            axes,
            turn,
            start,
            start + float(rng.uniform(40, 150)),
            int(rng.integers(80, 256)),
            int(rng.integers(1, 5)),
        )
    level += np.float32(rng.uniform(10, 26)) * cv2.GaussianBlur(
        septa.astype(np.float32) / 255, (0, 0), float(rng.uniform(0.6, 1.6))
    )
    for _ in range(int(rng.integers(0, 3))):
        offset, slope, bend = float(rng.uniform(-1, 1)), float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.3, 0.3))
        level = np.maximum(level, _fascia(y - offset - slope * x - bend * x**2, rng))
    if rng.random() < 0.3:  # a bone
        bone = ellipse(
            x, y, (float(rng.uniform(-0.8, 0.8)), float(rng.uniform(0.5, 1.5))), (rng.uniform(0.4, 1.2), rng.uniform(0.4, 1.2))
        )
        level[bone < 1] -= rng.uniform(5, 25)
        level[np.abs(bone - 1) < 0.05] = rng.uniform(-6, 6)
    for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.4 else 0):  # vessels
        vessel = ellipse(x, y, (rng.uniform(-1, 1), rng.uniform(-1, 1)), (rng.uniform(0.08, 0.3), rng.uniform(0.08, 0.3)))
        level[vessel < 1] = -55
    return echo_image(level, rng)


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(180, 360)), int(rng.integers(200, 420))


def _ground(h: int, w: int, rng: np.random.Generator) -> FloatMap:
    _, y = grid(h, w)
    uneven = rng.uniform(0.5, 4) * smooth_noise(h, w, float(rng.uniform(30, 90)), rng)
    return np.asarray(rng.uniform(-38, -16) + rng.uniform(-9, 5) * y + uneven, np.float32)


def _fascia(distance: FloatMap, rng: np.random.Generator) -> FloatMap:
    """Echo levels (dB) of a fascia where the distance (h, w; 1 is half the height) is about 0, very low elsewhere."""
    thick = float(rng.uniform(0.012, 0.06))
    return np.asarray(rng.uniform(-14, 3) - 20 * np.maximum(np.abs(distance) / thick - 0.6, 0), np.float32)


def _fascicles(h: int, w: int, slant: float, rng: np.random.Generator) -> FloatMap:
    """Additional echo levels (h, w), dB, of lines that rise to the right by `slant` degrees, broken and slightly curved."""
    side = int(1.5 * np.hypot(h, w))
    noise = rng.standard_normal((side, side), dtype=np.float32)
    length, thick = float(rng.uniform(10, 60)), float(rng.uniform(0.8, 3.0))
    lines = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigmaX=length, sigmaY=thick), np.float32)
    lines /= np.float32(max(float(lines.std()), 1e-9))
    turn = np.asarray(cv2.getRotationMatrix2D((side / 2, side / 2), slant, 1.0), np.float32)
    turn[:, 2] += np.array([(w - side) / 2, (h - side) / 2], np.float32)
    rotated = cv2.warpAffine(lines, turn, (w, h), borderMode=cv2.BORDER_REFLECT)
    bend = np.float32(rng.uniform(-0.06, 0.06)) * h
    columns, rows = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    rows = rows + bend * (2 * columns / w - 1) ** 2
    curved = cv2.remap(rotated, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(rng.uniform(3, 9) * np.clip(curved - rng.uniform(-0.5, 1.0), -1, 3), np.float32)
