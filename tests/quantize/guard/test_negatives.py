"""Drawn crops: of any seed, the same for the same one, and not all alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.records import GreyImage
from quantize.guard.drawn_views import longitudinal, transverse
from quantize.guard.negatives import KINDS, draw_negatives
from quantize.guard.negatives.muscle_altered import on_screen, shuffled, tiled, turned
from quantize.guard.variation import vary
from quantize.perturbations.grey_levels import change_gain
from tests.support.speckle import speckle


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_drawn_from_its_seed(kind: str) -> None:
    first, again, other = (draw_negatives(kind, 2, seed) for seed in (5, 5, 6))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    assert all(crop.dtype == np.uint8 and crop.ndim == 2 and min(crop.shape) >= 100 for crop in first)


@pytest.mark.parametrize("draw", [longitudinal, transverse])
def test_views_are_drawn_from_their_seed(draw: Callable[[np.random.Generator], GreyImage]) -> None:
    first, again = (draw(np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)


@given(st.integers(0, 2**32 - 1), st.sampled_from([vary, turned, shuffled, tiled, on_screen]))
@settings(max_examples=40)
def test_a_crop_stays_a_crop(seed: int, change: Callable[[GreyImage, np.random.Generator], GreyImage]) -> None:
    crop = speckle(1, seed % 1000)[0][:100, :160]
    made = change(crop, np.random.default_rng(seed))
    assert made.dtype == np.uint8 and made.ndim == 2 and min(made.shape) >= 16


def test_tiles_show_the_crop_and_what_is_between_them_is_even() -> None:
    """The parts of the crop are found again; nothing is drawn over them."""
    crop = np.full((100, 160), 90, np.uint8)
    for seed in range(6):
        page = tiled(crop, np.random.default_rng(seed))
        assert 0.5 < (page == 90).mean() <= 1.0


def test_a_crop_on_a_screen_is_a_part_of_it() -> None:
    crop = np.full((100, 160), 90, np.uint8)
    shares = [float((on_screen(crop, np.random.default_rng(seed)) == 90).mean()) for seed in range(12)]
    assert min(shares) > 0.08 and max(shares) < 0.65


def test_six_decibels_are_a_tenth_of_the_grey_levels() -> None:
    """60 dB over 255 levels."""
    crop = np.array([[0, 100, 240]], np.uint8)
    assert change_gain(crop, 6).tolist() == [[26, 126, 255]]
    assert change_gain(crop, -6).tolist() == [[0, 74, 214]]


def test_shuffling_keeps_the_grey_levels() -> None:
    crop = speckle(1, 0)[0]
    made = shuffled(crop, np.random.default_rng(4))
    n = crop.shape[0] // made.shape[0]
    assert n == 1 and abs(float(made.mean()) - float(crop.mean())) < 3
