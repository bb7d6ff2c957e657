"""The optional step that brings every region to one range of grey levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.imaging.preprocess import PERCENTILES, Preprocessing, crop_resize, enhance, preprocess, stretch
from edge_app.records import GreyImage, Roi

RANGE = (30, 150)


def speckle(seed: int, low: int = 20, high: int = 200) -> GreyImage:
    return np.random.default_rng(seed).integers(low, high, (224, 224), np.uint8)


@given(st.integers(0, 1000), st.integers(0, 60), st.integers(100, 180))
def test_the_percentiles_come_to_lie_at_the_ends(seed: int, low: int, high: int) -> None:
    ends = np.percentile(stretch(speckle(seed, low, high), RANGE), PERCENTILES)
    np.testing.assert_allclose(ends, RANGE, atol=3)


@given(st.integers(0, 1000), st.integers(-20, 50))
def test_another_gain_gives_the_same_image(seed: int, more: int) -> None:
    image = speckle(seed)
    louder = np.asarray(image.astype(int) + more, np.uint8)  # nothing of it is cut off
    np.testing.assert_array_equal(stretch(louder, RANGE), stretch(image, RANGE))


@pytest.mark.parametrize("level", [0, 77, 255])
def test_an_even_image_stays_even_and_in_the_middle(level: int) -> None:
    assert (stretch(np.full((224, 224), level, np.uint8), RANGE) == sum(RANGE) / 2).all()


def test_what_hardly_varies_is_not_drawn_apart_without_limit() -> None:
    image = speckle(3, 100, 103)
    assert np.ptp(stretch(image, RANGE).astype(int)) < 30


def test_it_comes_before_the_median_and_only_where_a_range_is_given() -> None:
    image = speckle(1)
    plain, ranged = Preprocessing(), Preprocessing(grey_range=RANGE)
    np.testing.assert_array_equal(enhance(image, ranged), enhance(stretch(image, RANGE), plain))
    roi = Roi(3, 5, 200, 210)
    np.testing.assert_array_equal(preprocess(image, roi, ranged), enhance(crop_resize(image, roi, 224), ranged))
    assert not np.array_equal(enhance(image, ranged), enhance(image, plain))
