"""The field is found inside margins, text and rulers; the region lies inside the field."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen import central_region, image_field


def screen(field: Roi, width: int = 800, height: int = 600, background: int = 0, seed: int = 0) -> GreyImage:
    """A scanner's screen: speckle in `field`, a flat background, a line of text, a ruler and a grey bar."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width), background, np.uint8)
    speckle = cv2.GaussianBlur(rng.rayleigh(60, (field.h, field.w)), (5, 5), 0)
    field.crop(image)[:] = np.clip(speckle, 0, 255).astype(np.uint8)
    cv2.putText(image, "31/03/21 Gen MI 0.14", (10, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255)
    for y in range(40, height - 20, 40):
        cv2.line(image, (width - 12, y), (width - 4, y), 255)
    image[100:300, 8:24] = np.linspace(255, 0, 200, dtype=np.uint8)[:, None]
    return image


@settings(max_examples=30, deadline=None)
@given(
    x=st.integers(60, 200), y=st.integers(40, 120), w=st.integers(250, 500), h=st.integers(250, 450),
    background=st.sampled_from([0, 60, 255]), seed=st.integers(0, 5),
)  # fmt: skip
def test_the_field_is_found_to_a_few_pixels(x: int, y: int, w: int, h: int, background: int, seed: int) -> None:
    true = Roi(x, y, w, h)
    found = image_field(screen(true, background=background, seed=seed))
    edges = [(found.x, x), (found.y, y), (found.x + found.w, x + w), (found.y + found.h, y + h)]
    assert all(abs(got - want) <= 8 for got, want in edges), (found, true)


def test_an_image_that_is_all_field_is_all_field() -> None:
    image = np.random.default_rng(0).integers(0, 255, (300, 400)).astype(np.uint8)
    assert image_field(image) == Roi(0, 0, 400, 300)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_image_is_taken_whole(level: int) -> None:
    assert image_field(np.full((90, 70), level, np.uint8)) == Roi(0, 0, 70, 90)


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 90), width=st.integers(1, 90), seed=st.integers(0, 9))
def test_the_region_lies_inside_the_field_and_the_field_inside_the_image(height: int, width: int, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 255, (height, width)).astype(np.uint8)
    field = image_field(image)
    region = central_region(field)
    assert field == field.clipped(width, height)
    assert region.w >= 1 <= region.h
    assert field.x <= region.x <= region.x + region.w <= field.x + field.w
    assert field.y <= region.y <= region.y + region.h <= field.y + field.h


@pytest.mark.parametrize("apex", [-60, -30, 0, 10])  # px below the top edge: the arc that is fitted may reach beyond it
@pytest.mark.parametrize("opening", [25, 45])  # degrees to each side
def test_a_fan_that_the_edge_cuts_has_its_box_inside_the_image(apex: int, opening: int) -> None:
    rng = np.random.default_rng(opening)
    y, x = np.mgrid[:360, :480].astype(np.float32)
    radius, angle = np.hypot(x - 240, y - apex), np.degrees(np.arctan2(x - 240, y - apex))
    fan = (np.abs(angle) < opening) & (radius > 40) & (radius < 330)
    pixels = np.where(fan, np.clip(rng.rayleigh(50, fan.shape), 1, 255), 0).astype(np.uint8)
    box = image_field(pixels)
    assert box == box.clipped(480, 360)
    inside = fan[box.y : box.y + box.h, box.x : box.x + box.w]
    assert inside.sum() > 0.9 * fan.sum()
