"""An image that is upside down is recognised as such, and no image that is upright, wherever the region lies."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.upright import is_upside_down
from edge_app.records import Frame, GreyImage, Guard, Roi
from quantize.perturbations.grey_levels import change_gain
from tests.support.guard_models import by_brightness
from tests.support.layered_limb import layered, level

ROI = Roi(60, 140, 300, 160)


def limb() -> GreyImage:
    """Bright skin and fat, muscle, and darkness below it."""
    pixels = cv2.GaussianBlur(layered(level(12), level(32), muscle=70), (0, 0), 1.6, sigmaY=0.8).astype(np.float32)
    fading = np.linspace(1.2, 0.3, len(pixels), dtype=np.float32)[:, None]
    return np.asarray(np.clip(pixels * fading, 0, 255), np.uint8)


def turned(pixels: GreyImage) -> GreyImage:
    return np.ascontiguousarray(pixels[::-1])


def about(roi: Roi, pixels: GreyImage) -> Roi:
    """The region in the turned image."""
    return replace(roi, y=len(pixels) - roi.y - roi.h)


@pytest.mark.parametrize("decibel", [-6, 0, 6])
@pytest.mark.parametrize("margin", [0, 40])
def test_only_a_turned_image_is_upside_down(decibel: float, margin: int) -> None:
    """Whatever the gain, and with black margins of a screen."""
    pixels = cv2.copyMakeBorder(change_gain(limb(), decibel), margin, margin, 0, 0, cv2.BORDER_CONSTANT, value=0)
    image: GreyImage = np.asarray(pixels, np.uint8)
    roi = replace(ROI, y=ROI.y + margin)
    assert not is_upside_down(image, roi)
    assert is_upside_down(turned(image), about(roi, image))


def test_what_a_scanner_writes_below_its_image_does_not_count() -> None:
    pixels = limb()
    band = np.full((60, pixels.shape[1]), 240, np.uint8)
    assert not is_upside_down(np.vstack([pixels, band]), ROI)
    assert not is_upside_down(np.vstack([pixels, np.zeros((20, pixels.shape[1]), np.uint8), band]), ROI)


def test_a_bright_depth_alone_is_not_upside_down() -> None:
    """Compensation that is set too high below, under skin as bright."""
    pixels = limb()
    lifted = np.clip(pixels + np.linspace(0, 80, len(pixels))[:, None], 0, 255).astype(np.uint8)
    assert not is_upside_down(lifted, ROI)


def test_the_guard_says_so_for_a_still_and_for_a_stream() -> None:
    pixels = turned(limb())
    roi, model = about(ROI, pixels), by_brightness(no_muscle=220)
    frame = Frame(pixels, 0, 1, None, "test")
    assert assess_fitness(frame, roi, None, model) is Guard.UPSIDE_DOWN
    assert LiveGuard(None, model).assess(frame, roi) is Guard.UPSIDE_DOWN


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=60)), st.data())
@settings(max_examples=40)
def test_any_image_has_an_answer(pixels: GreyImage, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, pixels.shape[1] - 1)), data.draw(st.integers(0, pixels.shape[0] - 1))
    roi = Roi(x, y, data.draw(st.integers(1, pixels.shape[1] - x)), data.draw(st.integers(1, pixels.shape[0] - y)))
    assert is_upside_down(pixels, roi) in (True, False)
