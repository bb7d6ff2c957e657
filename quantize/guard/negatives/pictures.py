"""Images that are no ultrasound: other modalities, photographs, test cards, text, screens, noise."""

from __future__ import annotations

import string

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage
from quantize.guard.negatives.echo import ellipse, grid, smooth_noise


def _size(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.integers(120, 500)), int(rng.integers(120, 500))


def finish(grey: FloatMap, rng: np.random.Generator) -> GreyImage:
    """Grey levels as an image, perhaps blurred and with a camera's or grabber's noise."""
    if rng.random() < 0.5:
        grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.5, 2)))  # type: ignore[assignment]
    if rng.random() < 0.6:
        grey = grey + rng.uniform(0.5, 8) * rng.standard_normal(grey.shape, dtype=np.float32)
    return np.clip(grey, 0, 255).astype(np.uint8)


def noise(rng: np.random.Generator) -> GreyImage:
    """Noise of any colour, from white to clouds, or a detuned television."""
    h, w = _size(rng)
    if rng.random() < 0.15:
        return np.where(rng.random((h, w)) < rng.uniform(0.02, 0.5), 255, 0).astype(np.uint8)
    sigma = (float(rng.uniform(0.1, 6)), float(rng.uniform(0.1, 6)))
    field = cv2.GaussianBlur(rng.standard_normal((h, w), dtype=np.float32), (0, 0), sigmaX=sigma[0], sigmaY=sigma[1])
    scaled = np.asarray(field, np.float32) / np.float32(max(float(field.std()), 1e-6))
    return np.asarray(np.clip(scaled * rng.uniform(5, 70) + rng.uniform(30, 200), 0, 255), np.uint8)


def test_card(rng: np.random.Generator) -> GreyImage:
    """Bars, checks, rings, ramps, stars and line pairs."""
    h, w = _size(rng)
    x, y = grid(h, w)
    turn = float(rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]))
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    count = float(rng.uniform(2, 40))
    form = int(rng.integers(7))
    if form == 0:
        card = np.floor(along * count / 2) % 8 / 7
    elif form == 1:
        card = (np.floor(along * count / 2) + np.floor(across * count / 2)) % 2
    elif form == 2:
        card = (np.hypot(x, y) * count % 1 < 0.5).astype(np.float32)
    elif form == 3:
        card = (along + 1.5) / 3
    elif form == 4:
        card = (np.arctan2(y, x) * count / np.pi % 1 < 0.5).astype(np.float32)
    elif form == 5:
        card = 0.5 + 0.5 * np.sin(np.pi * count * along * (1.2 + along))
    else:
        lines = (np.abs(along * count % 1) < 0.08) | (np.abs(across * count % 1) < 0.08)
        card = np.where(lines, 1.0, 0.1)
        card[np.abs(np.hypot(x, y) - 0.7) < 0.03] = 1
    low, high = sorted(rng.uniform(0, 255, 2))
    return finish((low + (high - low) * card).astype(np.float32), rng)


def text(rng: np.random.Generator) -> GreyImage:
    """A page or a terminal: lines of letters on an even ground."""
    h, w = _size(rng)
    ground, ink = float(rng.uniform(0, 60)), float(rng.uniform(140, 255))
    if rng.random() < 0.5:
        ground, ink = ink, ground
    page = np.full((h, w), ground, np.float32)
    _write(page, ink, rng)
    return finish(page, rng)


def screen(rng: np.random.Generator) -> GreyImage:
    """A program's window: panels, buttons, tables, curves, some text."""
    h, w = _size(rng)
    page = np.full((h, w), float(rng.uniform(0, 255)), np.float32)
    for _ in range(int(rng.integers(3, 25))):
        x, y = int(rng.integers(w)), int(rng.integers(h))
        corner = (x + int(rng.integers(10, w)), y + int(rng.integers(8, max(h // 2, 10))))
        cv2.rectangle(page, (x, y), corner, float(rng.uniform(0, 255)), -1 if rng.random() < 0.7 else 1)
    if rng.random() < 0.5:
        curve = np.stack([np.arange(w), h / 2 + h / 5 * smooth_noise(1, w, float(rng.uniform(8, 60)), rng)[0]], axis=1)
        cv2.polylines(page, [curve.astype(np.int32)], False, float(rng.uniform(0, 255)), int(rng.integers(1, 3)))
    if rng.random() < 0.6:
        _write(page[: h // 2], float(rng.uniform(0, 255)), rng)
    return finish(page, rng)


def section(rng: np.random.Generator) -> GreyImage:
    """A slice as MR or CT shows it: even regions with borders, folds, bright bone, black air, the noise of reconstruction."""
    h, w = _size(rng)
    x, y = grid(h, w)
    image = np.full((h, w), float(rng.uniform(0, 25)), np.float32)
    scale = float(rng.uniform(0.6, 2.2))  # below 1 the whole body is visible, above it a part
    outline = ellipse(
        x, y, (float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-0.2, 0.2))), (scale, scale * rng.uniform(0.7, 1.3))
    )
    outline = outline + 0.05 * smooth_noise(h, w, 60, rng)
    image[outline < 1] = rng.uniform(60, 230)
    image[outline < rng.uniform(0.85, 0.97)] = rng.uniform(20, 120)
    inner = outline < rng.uniform(0.8, 0.93)
    image[inner] = rng.uniform(50, 180)
    if rng.random() < 0.5:  # the folds of a brain: level lines of a smooth field
        folds = np.abs(smooth_noise(h, w, float(rng.uniform(10, 30)), rng)) < rng.uniform(0.15, 0.5)
        image[inner & folds] = rng.uniform(0, 200)
    for _ in range(int(rng.integers(2, 14))):  # organs, ventricles, vertebrae
        axes = (float(rng.uniform(0.04, 0.5)), float(rng.uniform(0.04, 0.5)))
        centre = (float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.9, 0.9)))
        organ = ellipse(x, y, centre, axes, float(rng.uniform(0, 3))) + rng.uniform(0, 0.15) * smooth_noise(h, w, 25, rng)
        image[(organ < 1) & inner] = rng.uniform(0, 255)
        if rng.random() < 0.2:
            image[(np.abs(organ - 1) < 0.08) & inner] = 255
    shading = 1 + rng.uniform(0, 0.25) * smooth_noise(h, w, 120, rng)
    image = cv2.GaussianBlur(image * shading, (0, 0), float(rng.uniform(0.6, 2.5)))  # type: ignore[assignment]
    grain = rng.uniform(0.5, 14)
    real, imaginary = (cv2.GaussianBlur(rng.standard_normal((h, w), dtype=np.float32), (0, 0), 0.7) * grain for _ in range(2))
    return np.asarray(np.clip(np.hypot(image + real, imaginary), 0, 255), np.uint8)


def radiograph(rng: np.random.Generator) -> GreyImage:
    """An X-ray image: soft shades of a body, bright bones with brighter borders, metal, fine grain."""
    h, w = _size(rng)
    x, y = grid(h, w)
    image = np.full((h, w), float(rng.uniform(5, 80)), np.float32) + 12 * smooth_noise(h, w, 90, rng)
    for _ in range(int(rng.integers(2, 12))):  # bones: bars and rings, seen through one another
        axes = (float(rng.uniform(0.08, 0.5)), float(rng.uniform(0.2, 2.5)))
        centre = (float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1)))
        bone = ellipse(x, y, centre, axes, float(rng.uniform(0, np.pi)))
        edge = float(rng.uniform(8, 40))  # steepness
        inside = 1 / (1 + np.exp(np.clip(edge * (bone - 1), -30, 30)))
        image += np.float32(rng.uniform(10, 90)) * inside * (0.5 + np.minimum(bone, 1) ** 2)  # the cortex is brighter
    if rng.random() < 0.2:
        centre = (int(rng.integers(w)), int(rng.integers(h)))
        cv2.circle(image, centre, int(rng.integers(3, 25)), 255.0, -1)
    if rng.random() < 0.15:
        image = 255 - image
    return finish(image, rng)


def photograph(rng: np.random.Generator) -> GreyImage:
    """What a camera sees: things of all sizes before one another, each shaded and textured, in or out of focus.

    The dead-leaves model has the statistics of natural images (Lee, Mumford & Huang 2001).
    """
    h, w = _size(rng)
    ramp = grid(h, w)
    image = np.full((h, w), float(rng.uniform(30, 220)), np.float32)
    smallest = float(rng.uniform(3, 40))
    for _ in range(int(rng.integers(5, 160))):
        radius = min(smallest * rng.pareto(1.6) + smallest, 0.9 * max(h, w))
        centre = (int(rng.integers(-20, w + 20)), int(rng.integers(-20, h + 20)))
        mask = np.zeros((h, w), np.uint8)
        if rng.random() < 0.5:
            axes = (int(radius), max(1, int(radius * rng.uniform(0.3, 1))))
            cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
        else:
            points = np.array(centre) + radius * rng.uniform(-1, 1, (int(rng.integers(3, 6)), 2))
            cv2.fillPoly(mask, [cv2.convexHull(points.astype(np.int32))], 1)
        inside = mask > 0
        gradient = rng.uniform(-40, 40) * ramp[0][inside] + rng.uniform(-40, 40) * ramp[1][inside]
        image[inside] = float(rng.uniform(0, 255)) + gradient
    if rng.random() < 0.7:  # surfaces have a texture: grass, stone, cloth, or water
        octaves = [2.0, 4.0, 8.0, 16.0, 32.0]
        rough = sum(
            (s ** float(rng.uniform(0.2, 1.2)) * smooth_noise(h, w, s, rng) for s in octaves), np.zeros((h, w), np.float32)
        )
        strength = rng.uniform(1, 35) * rough / max(float(rough.std()), 1e-3)
        image += strength * (0.4 + 0.6 * (smooth_noise(h, w, 80, rng) > 0))
    image += rng.uniform(0, 60) * (ramp[1] * rng.uniform(-1, 1) + ramp[0] * rng.uniform(-1, 1))
    return finish(image, rng)


def even(rng: np.random.Generator) -> GreyImage:
    """Almost nothing: an even ground, a vignette, a spot of light, a shadow's edge."""
    h, w = _size(rng)
    x, y = grid(h, w)
    image = np.full((h, w), float(rng.uniform(0, 255)), np.float32)
    image += rng.uniform(-120, 120) * (rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y)
    image -= rng.uniform(0, 120) * np.hypot(x, y) ** 2
    if rng.random() < 0.5:
        centre = (float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1)))
        spot = ellipse(x, y, centre, (float(rng.uniform(0.1, 1)), float(rng.uniform(0.1, 1))))
        image += rng.uniform(-150, 150) / (1 + np.exp(np.clip(rng.uniform(3, 30) * (spot - 1), -30, 30)))
    return finish(image, rng)


def _write(page: FloatMap, ink: float, rng: np.random.Generator) -> None:
    """Lines of words into a page."""
    letters = list(string.ascii_letters + string.digits + "   .:,-")
    size, font = float(rng.uniform(0.3, 1.6)), int(rng.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, 3, 4]))
    step = int(size * rng.uniform(26, 45))
    written = np.zeros(page.shape, np.uint8)  # OpenCV writes into bytes only
    for row in range(step, page.shape[0] + step, step):
        line = "".join(rng.choice(letters, int(rng.integers(3, 60))))
        cv2.putText(written, line, (int(rng.integers(-20, 20)), row), font, size, 255, int(rng.integers(1, 3)), cv2.LINE_AA)
    page += (ink - page) * (written.astype(np.float32) / 255)
