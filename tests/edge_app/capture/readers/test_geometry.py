"""Square pixels: a circle becomes round, nothing is lost, and nonsense counts as square."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.capture.readers.geometry import MAX_ASPECT, square_pixels, square_size, usable_aspect


@given(st.integers(16, 80), st.integers(16, 80), st.floats(1 / MAX_ASPECT, MAX_ASPECT))
def test_no_axis_shrinks_and_the_shape_follows_the_aspect(width: int, height: int, aspect: float) -> None:
    wide, tall = square_size(width, height, aspect)
    assert wide >= width and tall >= height and (wide == width or tall == height)
    assert abs(wide / tall - aspect * width / height) <= 1.01 * max(1 / tall, wide / tall**2)
    grey = np.zeros((height, width), np.uint8)
    assert square_pixels(grey, aspect).shape == (tall, wide)
    assert square_pixels(np.dstack([grey] * 3), aspect).shape == (tall, wide, 3)


@pytest.mark.parametrize("aspect", [16 / 15, 10 / 11, 2.0, 0.4])
def test_an_ellipse_becomes_a_circle(aspect: float) -> None:
    squeezed = np.zeros((200, 200), np.uint8)
    radius = 60
    axes = (round(radius / aspect), radius) if aspect >= 1 else (radius, round(radius * aspect))
    cv2.ellipse(squeezed, (100, 100), axes, 0, 0, 360, 255, -1)
    rows, columns = np.nonzero(square_pixels(squeezed, aspect) > 127)
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), abs=3)


def test_square_pixels_stay_the_very_same_image() -> None:
    image = np.arange(600, dtype=np.uint8).reshape(20, 30)
    assert square_pixels(image, 1.0) is image


@pytest.mark.parametrize(("across", "down"), [(1, 1.009), (0, 1), (1, 0), (-1, 1), (math.nan, 1), (math.inf, 1), (9, 2)])
def test_what_no_recorder_has_counts_as_square(across: float, down: float) -> None:
    assert usable_aspect(across, down) == 1.0


def test_an_aspect_is_width_to_height() -> None:
    assert usable_aspect(59, 54) == 59 / 54
    with pytest.raises(ValueError, match="aspect"):
        square_pixels(np.zeros((20, 20), np.uint8), 5.0)
