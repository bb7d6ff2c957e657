"""The texture numbers are finite for every content, ignore a gain, and see what they are named for."""

from __future__ import annotations

import math
from dataclasses import astuple

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from edge_app.drift.texture import texture_numbers
from edge_app.records import GreyImage
from tests.support.speckle import scanned_speckle

ANY_REGION = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=70))


@given(region=ANY_REGION)
def test_finite_for_any_content(region: GreyImage) -> None:
    assert all(math.isfinite(number) for number in astuple(texture_numbers(region)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (3, 3), (1080, 1920)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_finite_for_flat_regions_of_any_shape(shape: tuple[int, int], level: int) -> None:
    numbers = texture_numbers(np.full(shape, level, np.uint8))
    assert all(math.isfinite(number) for number in astuple(numbers))
    assert numbers.column_dropout == 0


def test_the_region_is_not_changed_and_gives_the_same_again() -> None:
    region = scanned_speckle(0, 3, 1.5)
    before = region.copy()
    assert texture_numbers(region) == texture_numbers(region)
    assert np.array_equal(region, before)


@pytest.mark.parametrize("offset", [-25, 25])
def test_a_gain_of_6_db_leaves_the_texture(offset: int) -> None:
    region = np.clip(scanned_speckle(1, 3, 1.5), 30, 225).astype(np.uint8)
    louder = (region.astype(int) + offset).astype(np.uint8)
    assert astuple(texture_numbers(louder)) == pytest.approx(astuple(texture_numbers(region)), abs=0.02)


def test_wider_speckle_has_greater_widths() -> None:
    fine, wide, deep = (texture_numbers(scanned_speckle(2, *widths)) for widths in ((2, 1.5), (4, 1.5), (2, 3.0)))
    assert wide.lateral_width > fine.lateral_width + 0.1
    assert wide.axial_width == pytest.approx(fine.axial_width, abs=0.1)
    assert deep.axial_width > fine.axial_width + 0.1
    assert wide.high_frequency_ratio > fine.high_frequency_ratio > deep.high_frequency_ratio


def test_full_speckle_has_the_snr_of_rayleigh_amplitudes() -> None:
    fine = scanned_speckle(3, 1.0, 1.0)  # blocks hold many speckles
    assert texture_numbers(fine).speckle_snr == pytest.approx(1.91, abs=0.15)


def test_a_dark_column_is_dropout_and_a_shadow_is_not() -> None:
    whole = scanned_speckle(4, 3, 1.5)
    dead, shadow = whole.copy(), whole.copy()
    dead[:, 180:210] //= 2
    shadow[120:, 180:210] //= 2
    healthy = texture_numbers(whole).column_dropout
    assert texture_numbers(dead).column_dropout > healthy + 20
    assert texture_numbers(shadow).column_dropout < healthy + 10


def test_the_same_lines_on_more_pixels_have_less_detail() -> None:
    """A shallower image: as many scan lines drawn over more columns. The tissue is another one in each image."""

    def detail(seed: int, columns: int) -> tuple[float, float]:
        lines = scanned_speckle(seed, 2.5, 2, (240, 320))
        drawn = np.asarray(cv2.resize(lines, (columns, 240), interpolation=cv2.INTER_LINEAR), np.uint8)
        numbers = texture_numbers(drawn[:, columns // 2 - 130 : columns // 2 + 130])
        assert numbers.finest_lateral_detail is not None and numbers.fine_lateral_detail is not None
        return numbers.finest_lateral_detail, numbers.fine_lateral_detail

    few, more = (
        np.array([detail(seed, columns) for seed in range(first, first + 6)]) for columns, first in ((360, 10), (450, 20))
    )
    spread = np.concatenate([few - few.mean(0), more - more.mean(0)]).std(0)
    assert (few.mean(0) - more.mean(0) > 3 * spread).any()
