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

LATERAL = (1.0, 3.5)  # width of the point spread in its heights: fascicles are drawn as sharp as real ones


def longitudinal(rng: np.random.Generator) -> GreyImage:
    """Parallel fascicles, in one to three layers between fasciae; each layer has a slant of its own, and may lose its lines."""
    h, w = _size(rng)
    level = _ground(h, w, rng)
    edges = np.concatenate([[-1.2], np.sort(rng.uniform(-0.9, 1.0, int(rng.integers(0, 3)))), [1.2]])
    x, y = grid(h, w)
    slope, bend = float(rng.uniform(-0.25, 0.25)), float(rng.uniform(-0.1, 0.1))
    depth = y - slope * x - bend * x**2
    sign = float(rng.choice([-1, 1]))
    for top, bottom in pairwise(edges):
        slant = sign * float(rng.uniform(4, 45)) if rng.random() < 0.85 else float(rng.uniform(-6, 6))
        sign = -sign if rng.random() < 0.5 else sign
        layer = (depth >= top) & (depth < bottom)
        level[layer] += _fascicles(h, w, slant, rng)[layer]
        if bottom < 1.1:
            level = np.maximum(level, _fascia(depth - bottom, rng))
    if rng.random() < 0.3:  # the lines fade in a part of the image
        level -= np.float32(rng.uniform(3, 10)) * (smooth_noise(h, w, float(rng.uniform(90, 160)), rng) > 0.6)
    return echo_image(level, rng, LATERAL)


def transverse(rng: np.random.Generator) -> GreyImage:
    """Septa cut across: short curved lines about a common tilt; fasciae, vessels, perhaps a bone and its shadow."""
    h, w = _size(rng)
    level = _ground(h, w, rng)
    x, y = grid(h, w)
    tilt, bend = float(rng.uniform(-25, 25)), float(rng.uniform(-0.3, 0.3))
    level += np.float32(rng.uniform(6, 26)) * _septa(h, w, tilt, rng)
    parallel = rng.random() < 0.5
    slope = float(np.tan(np.radians(tilt))) * w / h
    for _ in range(int(rng.integers(0, 6))):  # fasciae, parallel to one another or not
        if not parallel:
            slope, bend = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.4, 0.4))
        offset = float(rng.uniform(-1, 1))
        wave = np.float32(rng.uniform(0, 0.05)) * smooth_noise(h, w, float(rng.uniform(40, 120)), rng)
        fascia = _fascia(y - offset - slope * x - bend * x**2 - wave, rng)
        if rng.random() < 0.5:  # it is visible in a part of its length
            fascia[np.abs(x - rng.uniform(-1, 1)) > rng.uniform(0.3, 1.0)] = -90
        level = np.maximum(level, fascia)
    if rng.random() < 0.3:  # a bone
        centre = (float(rng.uniform(-0.8, 0.8)), float(rng.uniform(0.5, 1.5)))
        bone = ellipse(x, y, centre, (float(rng.uniform(0.4, 1.2)), float(rng.uniform(0.4, 1.2))))
        level[bone < 1] -= rng.uniform(5, 25)
        level[np.abs(bone - 1) < 0.05] = rng.uniform(-6, 6)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.5 else 0):  # vessels
        axes = (float(rng.uniform(0.08, 0.35)), float(rng.uniform(0.08, 0.35)))
        vessel = ellipse(x, y, (float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))), axes)
        level[np.abs(vessel - 1.08) < 0.08] += rng.uniform(0, 12)
        level[vessel < 1] = -55
    return echo_image(level, rng, LATERAL)


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(180, 360)), int(rng.integers(220, 440))


def _ground(h: int, w: int, rng: np.random.Generator) -> FloatMap:
    _, y = grid(h, w)
    uneven = rng.uniform(0.5, 4) * smooth_noise(h, w, float(rng.uniform(30, 90)), rng)
    return np.asarray(rng.uniform(-42, -16) + rng.uniform(-9, 5) * y + uneven, np.float32)


def _septa(h: int, w: int, tilt: float, rng: np.random.Generator) -> FloatMap:
    """Short curved lines (h, w), 0-1, whose directions lie about `tilt` degrees."""
    septa = np.zeros((h, w), np.uint8)
    spread, longest = float(rng.uniform(8, 35)), float(rng.uniform(0.04, 0.3)) * w
    for _ in range(int(rng.integers(30, 350))):
        centre = (int(rng.integers(w)), int(rng.integers(h)))
        axes = (int(rng.uniform(0.2, 1) * longest) + 1, int(rng.uniform(0, 0.25) * longest) + 1)
        start, turn = float(rng.choice([0, 180]) + rng.uniform(10, 60)), tilt + float(rng.normal(0, spread))
        stop = start + float(rng.uniform(40, 150))
        cv2.ellipse(septa, centre, axes, turn, start, stop, int(rng.integers(80, 256)), int(rng.integers(1, 4)))
    soft = cv2.GaussianBlur(septa.astype(np.float32), (0, 0), float(rng.uniform(0.6, 1.6)))
    return np.asarray(soft * np.float32(1 / 255), np.float32)


def _fascia(distance: FloatMap, rng: np.random.Generator) -> FloatMap:
    """Echo levels (dB) of a fascia where the distance (h, w; 1 is half the height) is about 0, very low elsewhere."""
    thick = float(rng.uniform(0.008, 0.06))
    return np.asarray(rng.uniform(-18, 3) - 20 * np.maximum(np.abs(distance) / thick - 0.6, 0), np.float32)


def _fascicles(h: int, w: int, slant: float, rng: np.random.Generator) -> FloatMap:
    """Additional echo levels (h, w), dB, of lines that rise to the right by `slant` degrees, broken and slightly curved."""
    side = int(1.3 * np.hypot(h, w))
    length, thick = float(rng.uniform(8, 70)), float(rng.uniform(0.6, 2.6))
    noise = rng.standard_normal((side, int(side / length) * 2 + 8), dtype=np.float32)  # coarse along the lines, then drawn out
    lines = cv2.GaussianBlur(noise, (0, 0), sigmaX=1.4, sigmaY=thick)
    drawn_out = np.asarray(cv2.resize(lines, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)
    even = drawn_out / np.float32(max(float(drawn_out.std()), 1e-9))
    turn = np.asarray(cv2.getRotationMatrix2D((side / 2, side / 2), slant, 1.0), np.float32)
    turn[:, 2] += np.array([(w - side) / 2, (h - side) / 2], np.float32)
    rotated = cv2.warpAffine(even, turn, (w, h), borderMode=cv2.BORDER_REFLECT)
    bend = np.float32(rng.uniform(-0.08, 0.08)) * h
    columns, rows = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    bent_rows = np.asarray(rows + bend * (2 * columns / w - 1) ** 2, np.float32)
    curved = cv2.remap(rotated, columns, bent_rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(rng.uniform(4, 13) * np.clip(curved - rng.uniform(-0.5, 1.2), -1, 3), np.float32)
