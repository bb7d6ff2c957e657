"""What part of the tissue is looked at, and how large: depth, mirror, and the region an operator draws."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from edge_app.records import Roi
from quantize.perturbations.scene import Scene

DIRECTIONS = ((-1, 0), (1, 0), (0, -1), (0, 1))  # right and down


def change_depth(scene: Scene, ratio: float) -> Scene:
    """The image at another depth setting, `ratio` of its own; the region follows the tissue, as far as the image shows it.

    A linear probe is as wide as it is, so a deeper image of it is narrower on the screen, and a shallower one shows its middle.
    Speckle is as many millimetres wide as before, so resampling is right for it. Approximate: what lies deeper than the image
    is black, and focus and line density do not follow.
    """
    if ratio == 1:
        return scene
    field = scene.field
    part = field.crop(scene.pixels)
    pixels = scene.pixels.copy()
    drawn = field.crop(pixels)
    if ratio > 1:
        w, h = max(1, round(field.w / ratio)), max(1, round(field.h / ratio))
        left = (field.w - w) // 2
        drawn[:] = 0
        drawn[:h, left : left + w] = cv2.resize(part, (w, h), interpolation=cv2.INTER_AREA)
        shown = Roi(field.x + left, field.y, w, h)
        origin = (field.x - ratio * shown.x, field.y - ratio * field.y)
    else:
        w, h = max(1, round(field.w * ratio)), max(1, round(field.h * ratio))
        left = (field.w - w) // 2
        drawn[:] = cv2.resize(part[:h, left : left + w], (field.w, field.h), interpolation=cv2.INTER_LINEAR)
        shown = field
        origin = (field.x + left - ratio * field.x, field.y - ratio * field.y)
    roi = scene.roi
    x0, x1 = ((edge - origin[0]) / ratio for edge in (roi.x, roi.x + roi.w))
    y0, y1 = ((edge - origin[1]) / ratio for edge in (roi.y, roi.y + roi.h))
    xs = np.clip(np.rint([x0, x1]), shown.x, shown.x + shown.w).astype(int).tolist()
    ys = np.clip(np.rint([y0, y1]), shown.y, shown.y + shown.h).astype(int).tolist()
    mm = None if scene.mm_per_pixel is None else scene.mm_per_pixel * ratio
    seen = Roi(xs[0], ys[0], max(1, xs[1] - xs[0]), max(1, ys[1] - ys[0]))
    return replace(scene, pixels=pixels, roi=seen, field=shown, mm_per_pixel=mm, origin=origin, scale=ratio)


def mirror(scene: Scene) -> Scene:
    """The image with left and right exchanged, and its region with it."""
    width = scene.pixels.shape[1]

    def over(roi: Roi) -> Roi:
        return Roi(width - roi.x - roi.w, roi.y, roi.w, roi.h)

    pixels = np.ascontiguousarray(scene.pixels[:, ::-1])
    return replace(scene, pixels=pixels, roi=over(scene.roi), field=over(scene.field), mirrored=not scene.mirrored)


def moved(roi: Roi, right: float, down: float, width: int, height: int) -> Roi:
    """The region moved by shares of its sides, inside a width x height image."""
    return Roi(roi.x + round(right * roi.w), roi.y + round(down * roi.h), roi.w, roi.h).clipped(width, height)


def shift(scene: Scene, share: float, rng: np.random.Generator) -> Scene:
    """The region moved by `share` of its sides to the left, right, up or down: one of those in which the image has room."""
    height, width = scene.pixels.shape
    places = [moved(scene.roi, share * right, share * down, width, height) for right, down in DIRECTIONS]
    free = [roi for roi in places if roi != scene.roi]
    return replace(scene, roi=free[int(rng.integers(len(free)))]) if free else scene


def crop(scene: Scene, share: float) -> Scene:
    """The region with `share` of its sides less, about its middle: an operator who draws it tighter."""
    roi = scene.roi
    w, h = max(1, round(roi.w * (1 - share))), max(1, round(roi.h * (1 - share)))
    return replace(scene, roi=Roi(roi.x + (roi.w - w) // 2, roi.y + (roi.h - h) // 2, w, h))
