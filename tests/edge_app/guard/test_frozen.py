"""A still image from a grabber is frozen; a hand on skin is not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge_app.guard.frozen import Frozen
from edge_app.records import Frame, GreyImage, Roi

ROI = Roi(20, 30, 160, 150)
RATE = 30  # Hz
NOISE = cv2.GaussianBlur(np.random.default_rng(0).normal(size=(220, 200)), (0, 0), 4, sigmaY=2)
LIMB = np.clip(80 + 25 * NOISE / NOISE.std(), 0, 255).astype(np.uint8)  # speckle of a few pixels, as a probe makes it


def answers(image: Callable[[int], GreyImage], frames: int, roi: Roi = ROI) -> list[bool]:
    frozen = Frozen()
    return [frozen.update(Frame(image(n), n, n * 10**9 // RATE, None, "test"), roi) for n in range(frames)]


def grabbed(number: int) -> GreyImage:
    """The same image as an analogue grabber delivers it: noise, then JPEG."""
    noisy = np.clip(LIMB + np.random.default_rng(number).normal(0, 2, LIMB.shape), 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


@pytest.mark.parametrize("image", [lambda number: LIMB, grabbed], ids=["the same bits", "noise and JPEG"])
def test_an_image_that_stands_still_is_frozen_after_a_second_and_a_half(image: Callable[[int], GreyImage]) -> None:
    assert answers(image, 50) == [False] * 45 + [True] * 5


def test_it_is_over_at_once_when_the_image_changes() -> None:
    assert answers(lambda n: LIMB if n < 50 else np.roll(LIMB, 3, axis=1), 52)[49:] == [True, False, False]


def test_a_slow_movement_is_never_frozen() -> None:
    """A tenth of a pixel a frame: less than 3 mm in 10 s, slower than a hand can be."""

    def moved(number: int) -> GreyImage:
        shift = np.array([[1, 0, number / 10], [0, 1, 0]], np.float32)
        return np.asarray(cv2.warpAffine(LIMB, shift, LIMB.shape[::-1], borderMode=cv2.BORDER_REFLECT), np.uint8)

    assert not any(answers(moved, 90))


def test_another_region_or_size_is_looked_at_afresh() -> None:
    frozen = Frozen()
    assert not frozen.update(Frame(LIMB, 0, 0, None, "test"), ROI)
    assert frozen.update(Frame(LIMB, 1, 2 * 10**9, None, "test"), ROI)
    assert not frozen.update(Frame(LIMB, 2, 3 * 10**9, None, "test"), Roi(10, 30, 160, 150))
    assert not frozen.update(Frame(LIMB[:120, :120].copy(), 3, 9 * 10**9, None, "test"), Roi(10, 30, 160, 150))
    assert not frozen.update(Frame(LIMB[:16, :16].copy(), 4, 10 * 10**9, None, "test"), Roi(-9, 900, 0, 0))
