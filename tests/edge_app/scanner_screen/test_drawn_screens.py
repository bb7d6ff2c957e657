"""Field, ruler and text of screens made up at random, whose truth is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.scanner_screen import Shape, find_fields
from edge_app.scanner_screen.layout import find_layout
from edge_app.scanner_screen.text import redact, text_lines
from tests.support.drawn_screens import MadeScreen, made_screen


def overlap(screen: MadeScreen) -> float:
    found = np.zeros_like(screen.field)
    for field in find_fields(screen.pixels):
        found |= field.mask(*screen.pixels.shape)
    return cv2.countNonZero(found & screen.field) / cv2.countNonZero(found | screen.field)


@pytest.mark.parametrize("shape", Shape)
def test_each_shape_is_found_and_named(shape: Shape) -> None:
    screens = [made_screen(seed, shape) for seed in range(3)]
    assert min(overlap(screen) for screen in screens) > 0.9
    assert [find_fields(screen.pixels)[0].shape for screen in screens] == [shape] * 3


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_fields_anywhere_are_found(seed: int) -> None:
    assert overlap(made_screen(seed)) > 0.85


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_scale_is_right_or_not_given(seed: int) -> None:
    screen = made_screen(seed)
    scale = find_layout(screen.pixels).mm_per_pixel
    assert scale is None or scale == pytest.approx(screen.mm_per_pixel, rel=0.02)
    assert scale is None or screen.labels != "none"


def test_labelled_rulers_are_mostly_read() -> None:
    screens = [made_screen(seed, Shape.RECTANGLE, "cm") for seed in range(6)]
    read = [find_layout(screen.pixels).mm_per_pixel for screen in screens]
    assert sum(scale is not None for scale in read) >= 3


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_writing_is_blanked_and_the_field_is_kept(seed: int) -> None:
    screen = made_screen(seed)
    fields, lines = find_fields(screen.pixels), text_lines(screen.pixels)
    clean = redact(np.full_like(screen.pixels, 255), lines, fields)
    assert all((box.crop(clean) == 0).mean() > 0.95 for box in screen.text)
    inner = cv2.erode(screen.field, np.ones((31, 31), np.uint8)) > 0
    assert (clean[inner] == 0).mean() < 0.1


@pytest.mark.parametrize(("ink", "stroke"), [(70, 2), (120, 1)])  # faint; thinner than a pixel
def test_letters_of_six_pixels_are_blanked_on_a_small_screen(ink: int, stroke: int) -> None:
    large = np.zeros((480, 640), np.uint8)
    for y, letter in ((240, "A"), (266, "B")):
        cv2.putText(large, letter, (602, y + 12), cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, stroke, cv2.LINE_AA)
    small = cv2.resize(large, (320, 240), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])
    pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    clean = redact(pixels, text_lines(pixels))
    assert pixels.max() > 60
    assert clean.max() < 30
