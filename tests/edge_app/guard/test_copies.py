"""A page of copies of one image is recognised; an image that shows a thing once is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp

from edge_app.guard.copies import is_repeated
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.records import Frame, GreyImage, Guard, Roi
from quantize.guard.variation import vary
from tests.support.fakes import textured
from tests.support.guard_factories import small_texture_golden
from tests.support.guard_models import by_brightness


def page(image: GreyImage, rows: int, columns: int) -> GreyImage:
    return np.tile(
        np.asarray(cv2.resize(image, (180 // columns, 150 // rows), interpolation=cv2.INTER_AREA), np.uint8), (rows, columns)
    )


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (2, 1), (2, 2), (3, 3), (2, 4)])
def test_copies_are_recognised_also_on_another_scanner(rows: int, columns: int) -> None:
    copies = page(small_texture_golden().crops[0], rows, columns)
    assert is_repeated(copies)
    assert is_repeated(vary(copies, np.random.default_rng(rows)))


@pytest.mark.parametrize("number", [0, 1])
def test_simulated_muscle_is_shown_once(number: int) -> None:
    assert not is_repeated(small_texture_golden().crops[number])


def test_two_different_images_side_by_side_are_no_copies() -> None:
    assert not is_repeated(np.hstack([textured(seed=1), textured(seed=2)]))


def test_the_guard_says_so_for_a_still_and_for_a_stream() -> None:
    pixels, model = page(textured(150, 180, seed=3), 2, 2), by_brightness(no_muscle=220)
    frame, roi = Frame(pixels, 0, 1, None, "test"), Roi(0, 0, pixels.shape[1], pixels.shape[0])
    assert assess_fitness(frame, roi, None, model) is Guard.NOT_MUSCLE
    assert LiveGuard(None, model).assess(frame, roi) is Guard.NOT_MUSCLE


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=60)))
@settings(max_examples=20)
def test_any_region_has_an_answer(region: GreyImage) -> None:
    assert is_repeated(region) in (True, False)
