"""A scale comes from two things that agree, or from two taps; from anything less there is none."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import CaptureError
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import rectangle
from edge_app.scanner_screen.scale.calibration import mm_per_pixel, mm_per_pixel_of_taps
from edge_app.scanner_screen.scale.tick_ruler import find_rulers
from edge_app.scanner_screen.text import text_lines

FIELD = Roi(150, 60, 400, 480)


def ruler(labels: dict[int, str], pitch: int = 48, every: int = 1, words: str = "") -> GreyImage:
    """Ticks at the right of the field from its top to its bottom, figures beside some of them, words at the left."""
    image = np.zeros((600, 800), np.uint8)
    for n in range(480 // pitch + 1):
        y = 60 + n * pitch
        image[y - 1 : y + 1, 640 : 652 if n % every == 0 and every > 1 else 646] = 200
        if n in labels:
            cv2.putText(image, labels[n], (608, y + 6), cv2.FONT_HERSHEY_DUPLEX, 0.6, 200, 1, cv2.LINE_AA)
    cv2.putText(image, words, (8, 300), cv2.FONT_HERSHEY_DUPLEX, 0.6, 200, 1, cv2.LINE_AA)
    return image


def scale(image: GreyImage) -> float | None:
    return mm_per_pixel(image, rectangle(FIELD.x, FIELD.y, FIELD.x + FIELD.w, FIELD.y + FIELD.h), text_lines(image))


def test_centimetres_beside_every_tick() -> None:
    assert scale(ruler({n: str(n) for n in range(1, 10)})) == pytest.approx(10 / 48, rel=0.005)


def test_centimetres_beside_every_fifth_tick() -> None:
    assert scale(ruler({5: "1", 10: "2", 15: "3", 20: "4"}, pitch=24, every=5)) == pytest.approx(2 / 24, rel=0.005)


def test_one_misread_figure_among_many_does_no_harm() -> None:
    assert scale(ruler({1: "1", 2: "2", 3: "8", 4: "4", 5: "5", 6: "6"})) == pytest.approx(10 / 48, rel=0.005)


def test_the_depth_written_elsewhere() -> None:
    assert scale(ruler({}, words="10cm")) == pytest.approx(10 / 48, rel=0.005)


@pytest.mark.parametrize(
    "image",
    [
        ruler({}),  # ticks of no known distance
        ruler({3: "3"}),  # one figure may be misread
        ruler({1: "1", 2: "7", 3: "2", 4: "9"}),  # figures out of step
        ruler({5: "5", 10: "10"}, every=5),  # 10 mm or 10 cm: scanners show both
        ruler({}, words="7cm"),  # not as long as the ruler
        ruler({}, words="1.0cm"),  # a measurement
    ],
)
def test_what_does_not_agree_gives_no_scale(image: GreyImage) -> None:
    assert scale(image) is None


@given(seed=st.integers(0, 1000))
def test_echoes_make_no_ruler(seed: int) -> None:
    rng = np.random.default_rng(seed)
    speckle = cv2.GaussianBlur(rng.rayleigh(90, (480, 400)), (0, 0), 3, sigmaY=1.2)
    image = np.zeros((600, 800), np.uint8)
    FIELD.crop(image)[:] = np.clip(speckle, 0, 255)
    assert find_rulers(image, FIELD) == ()


@given(x=st.floats(-500, 500), y=st.floats(-500, 500), mm=st.floats(0.1, 300))
def test_two_taps(x: float, y: float, mm: float) -> None:
    apart = math.dist((100, 100), (100 + x, 100 + y))
    if apart >= 20 and not 0.01 <= mm / apart <= 1:
        with pytest.raises(CaptureError, match="no scanner shows"):
            mm_per_pixel_of_taps((100, 100), (100 + x, 100 + y), mm)
    elif apart >= 20:
        assert mm_per_pixel_of_taps((100, 100), (100 + x, 100 + y), mm) * apart == pytest.approx(mm, rel=1e-6)
    else:
        with pytest.raises(CaptureError, match="pixels apart"):
            mm_per_pixel_of_taps((100, 100), (100 + x, 100 + y), mm)


@pytest.mark.parametrize("mm", [0.0, -3.0, float("nan"), float("inf")])
def test_a_distance_that_is_none(mm: float) -> None:
    with pytest.raises(CaptureError, match="give a length above 0"):
        mm_per_pixel_of_taps((0, 0), (100, 0), mm)
