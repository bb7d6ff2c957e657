"""A region of an unknown scale that shows too little detail for its size is too small a part of the body to be judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.magnification import MIN_CYCLES, SIDE, finest_detail, is_magnified
from edge_app.guard.scope import GuardScope
from edge_app.records import Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import central_region, image_field
from tests.support.fakes import textured
from tests.support.guard_factories import small_texture_golden
from tests.support.guard_models import by_brightness


def enlarged(image: GreyImage, times: float) -> GreyImage:
    return np.asarray(cv2.resize(image, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC), np.uint8)


WHOLE = textured(130, 170)
PART = enlarged(WHOLE[40:65, 60:93], 5.2)  # a fifth of each side, as large on the screen as the whole


def test_a_small_part_is_known_by_its_detail() -> None:
    assert not is_magnified(WHOLE)
    assert is_magnified(PART)


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_a_part_shows_as_much_less_detail_as_it_is_smaller(share: float) -> None:
    """Of grain that is coarse beside a pixel, so that no part of it is lost where the whole is made smaller."""
    grain = cv2.GaussianBlur(textured(520, 680), (0, 0), 5).astype(np.float32)
    whole = np.asarray(np.clip(90 + 8 * (grain - 90), 0, 255), np.uint8)
    part = whole[: round(520 * share), : round(680 * share)]
    assert finest_detail(part) / finest_detail(whole) == pytest.approx(share, rel=0.2)


def test_neither_more_pixels_nor_a_mirror_nor_gain_change_the_detail() -> None:
    detail = finest_detail(PART)
    for other in (enlarged(PART, 2), PART[:, ::-1], PART[::-1], PART // 2, PART + 20):
        assert finest_detail(other) == pytest.approx(detail, rel=0.05)


@pytest.mark.parametrize("number", [0, 1])
def test_simulated_muscle_shows_enough(number: int) -> None:
    assert not is_magnified(small_texture_golden().crops[number])


@pytest.mark.parametrize(
    ("scope", "mm_per_pixel", "expected"),
    [
        (GuardScope((10, 40), None), None, Guard.OTHER_SCALE),
        (GuardScope(None, (10, 40)), None, Guard.OTHER_SCALE),
        (GuardScope((10, 40), None), 0.1, Guard.FIT),
        (GuardScope(), None, Guard.FIT),
        (None, None, Guard.FIT),
    ],
)
def test_the_guard_says_so_for_a_still_and_for_a_stream(
    scope: GuardScope | None, mm_per_pixel: float | None, expected: Guard
) -> None:
    """Where the scale is known its millimetres decide, and a bundle that states no sizes refuses none."""
    frame, model = Frame(PART, 0, 1, mm_per_pixel, "test"), by_brightness(no_muscle=220)
    roi = Roi(0, 0, frame.width, frame.height)
    assert assess_fitness(frame, roi, scope, model) is expected
    assert LiveGuard(scope, model).assess(frame, roi) is expected
    assert assess_fitness(replace(frame, pixels=WHOLE), Roi(0, 0, 170, 130), scope, model) is Guard.FIT


def test_on_real_muscle_and_on_a_vessel_and_a_nerve(shared_data: Path) -> None:
    """The vessel and a nerve of one image, and its middle, which is a view of muscle."""
    file = shared_data / "nerve_regions_transverse" / "images" / "0018.png"
    pixels: GreyImage = np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), np.uint8)
    vessel, nerve = Roi(225, 117, 97, 95), Roi(162, 105, 81, 64)
    assert is_magnified(vessel.crop(pixels)) and is_magnified(nerve.crop(pixels))
    assert not is_magnified(central_region(image_field(pixels)).crop(pixels))


@given(
    seed=st.integers(0, 2**32 - 1),
    sides=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    levels=st.tuples(st.integers(0, 255), st.integers(0, 255)),
)
@settings(max_examples=20)
def test_any_region_has_an_answer_that_its_mirror_image_has_too(
    seed: int, sides: tuple[int, int], levels: tuple[int, int]
) -> None:
    region = np.random.default_rng(seed).integers(min(levels), max(levels), sides, np.uint8, endpoint=True)
    detail = finest_detail(region)
    assert 0 <= detail <= SIDE / 2
    assert finest_detail(region[:, ::-1]) == pytest.approx(detail, rel=1e-3, abs=1e-3)
    assert is_magnified(region) is (detail < MIN_CYCLES)


def test_a_region_of_one_grey_level_has_no_detail() -> None:
    assert finest_detail(np.full((40, 50), 90, np.uint8)) == 0.0
