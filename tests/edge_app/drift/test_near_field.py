"""Scattered dead elements show in the near field; layers, a vessel and a gain do not look like them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.drift.near_field import near_field_dropout
from edge_app.records import GreyImage, Roi
from tests.support.speckle import scanned_speckle

FIELD = Roi(20, 10, 384, 500)  # px, 50 mm deep at .1 mm per pixel
DEAD = (30, 110, 190, 300)  # px, columns of the field


def frame(seed: int = 0) -> GreyImage:
    """(520, 420): a field of speckle at .1 mm per pixel on a dark screen."""
    pixels = np.zeros((520, 420), np.uint8)
    FIELD.crop(pixels)[:] = scanned_speckle(seed, 2, 1.2, (FIELD.h, FIELD.w))
    return pixels


def dropout(pixels: GreyImage, mm_per_pixel: float | None = 0.1) -> float:
    found = near_field_dropout(pixels, FIELD, mm_per_pixel)
    assert found is not None
    return found


@pytest.mark.parametrize("mm_per_pixel", [0.1, None])
@pytest.mark.parametrize("seed", range(4))
def test_scattered_dark_columns_are_seen_also_without_a_scale(seed: int, mm_per_pixel: float | None) -> None:
    whole, dead = frame(seed), frame(seed)
    for column in DEAD:
        FIELD.crop(dead)[:, column : column + 12] -= np.minimum(FIELD.crop(dead)[:, column : column + 12], 20)
    assert dropout(dead, mm_per_pixel) > 2 * dropout(whole, mm_per_pixel)


def test_layers_a_vessel_and_a_gain_are_no_dead_elements() -> None:
    whole = frame()
    layered, vessel, louder = whole.copy(), whole.copy(), np.minimum(whole.astype(int) + 10, 255).astype(np.uint8)
    FIELD.crop(layered)[15:25] //= 2
    cv2.circle(vessel, (FIELD.x + 150, FIELD.y + 35), 8, (5,), -1)
    for other in (layered, vessel, louder):
        assert dropout(other) == pytest.approx(dropout(whole), rel=0.35)


def test_at_a_coarse_scale_or_in_a_small_field_it_is_unknown() -> None:
    assert near_field_dropout(frame(), Roi(20, 10, 384, 30), None) is None
    assert near_field_dropout(frame(), FIELD, 10.0) is None
    assert near_field_dropout(frame(), Roi(0, 0, 60, 500), 0.1) is None
    assert near_field_dropout(frame(), Roi(0, 500, 384, 20), 0.1) is None


@settings(max_examples=30)
@given(
    pixels=hnp.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(126, 131))), mm_per_pixel=st.none() | st.floats(0.2, 1)
)
def test_any_content_at_any_scale_gives_grey_levels_or_nothing(pixels: GreyImage, mm_per_pixel: float | None) -> None:
    found = near_field_dropout(pixels, Roi(0, 0, pixels.shape[1], pixels.shape[0]), mm_per_pixel)
    assert found is None or 0 <= found <= 255
