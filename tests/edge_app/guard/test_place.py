"""A region on fat, or in the shadow of a bone, is recognised by where it lies; on the muscle, or in doubt, nothing is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.place import is_beside_muscle
from edge_app.records import Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import central_region, image_field
from quantize.perturbations.grey_levels import change_gain
from tests.support.guard_models import by_brightness
from tests.support.layered_limb import MM_PER_PIXEL, layered, level

FASCIA = 90  # px: 9 mm
FAT, MUSCLE = Roi(60, 15, 300, FASCIA - 20), Roi(60, FASCIA + 15, 300, 150)


def limb() -> GreyImage:
    """Fat down to the fascia, muscle, another fascia."""
    return layered(level(9), level(30))


BONE = 200  # px: 20 mm


def limb_with_bone(below: float) -> GreyImage:
    """Muscle above a bone, and below it haze of this share of the muscle's grey level."""
    pixels = layered(level(5), level(BONE * MM_PER_PIXEL)).astype(np.float32)
    pixels[BONE - 3 : BONE + 4] = 240
    pixels[BONE + 4 :] *= below
    return np.asarray(pixels, np.uint8)


@pytest.mark.parametrize("decibel", [-6, 0, 6])
@pytest.mark.parametrize("scale", [MM_PER_PIXEL, None])
@pytest.mark.parametrize("margin", [0, 40])
def test_only_a_region_on_fat_is_above_the_muscle(decibel: float, scale: float | None, margin: int) -> None:
    """Whatever the gain, with or without a scale and the black margins of a screen."""
    image = np.pad(change_gain(limb(), decibel), margin)
    fat, muscle = (replace(roi, x=roi.x + margin, y=roi.y + margin) for roi in (FAT, MUSCLE))
    assert is_beside_muscle(image, fat, scale)
    assert not is_beside_muscle(image, muscle, scale)


@pytest.mark.parametrize(("above", "expected"), [(0.35, False), (0.65, True)])
def test_half_of_the_region_decides(above: float, expected: bool) -> None:
    assert is_beside_muscle(limb(), Roi(60, FASCIA - round(100 * above), 300, 100), MM_PER_PIXEL) is expected


@pytest.mark.parametrize("surfaces", [(3, 12), (20,)], ids=["two lines", "a deep line"])
def test_a_line_that_may_be_the_deep_fascia_of_a_thin_muscle_says_nothing(surfaces: tuple[float, ...]) -> None:
    pixels = layered(*(level(depth) for depth in surfaces))
    assert not is_beside_muscle(pixels, Roi(60, round(10 * surfaces[-1]) - 80, 300, 75), MM_PER_PIXEL)


def test_without_a_line_there_is_no_place() -> None:
    pixels = layered(level(-10))
    assert not is_beside_muscle(pixels, FAT, MM_PER_PIXEL)


@pytest.mark.parametrize("scale", [0.01, 2.0], ids=["no limb is as small", "no linear probe shows as much"])
def test_at_a_scale_that_no_limb_has_there_is_no_place(scale: float) -> None:
    assert not is_beside_muscle(limb(), FAT, scale)


BELOW = Roi(60, BONE + 10, 300, 180)


def test_the_shadow_of_a_bone_is_no_muscle_and_muscle_above_a_bone_is() -> None:
    pixels = limb_with_bone(0.4)
    assert is_beside_muscle(pixels, BELOW, MM_PER_PIXEL) and is_beside_muscle(pixels, BELOW, None)
    assert not is_beside_muscle(pixels, Roi(60, 70, 300, BONE - 80), MM_PER_PIXEL)
    assert not is_beside_muscle(pixels, Roi(60, 70, 300, 2 * (BONE - 70)), MM_PER_PIXEL)  # half above it, as a region may lie


def test_what_echoes_below_a_bright_line_is_no_shadow() -> None:
    assert not is_beside_muscle(limb_with_bone(1.0), BELOW, MM_PER_PIXEL)


def test_what_is_dark_below_a_fascia_is_no_shadow_of_a_bone() -> None:
    """Attenuation in a diseased muscle: the line above it is no brighter than a fascia."""
    pixels = limb_with_bone(0.5)
    pixels[BONE - 3 : BONE + 4] = 110
    assert not is_beside_muscle(pixels, BELOW, MM_PER_PIXEL)


def test_on_a_real_limb(shared_data: Path) -> None:
    """Its fat, and what lies below its bone; the central region reaches from one to the other, and is mostly muscle."""
    for file in sorted((shared_data / "limb_transverse_sweep").glob("*.png"))[::10]:
        pixels: GreyImage = np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), np.uint8)
        field = image_field(pixels)
        fat, shadow = replace(field, h=round(0.12 * field.h)), Roi(field.x + 60, field.y + 350, 220, 200)
        assert is_beside_muscle(pixels, fat, None) and is_beside_muscle(pixels, shadow, None)
        assert not is_beside_muscle(pixels, central_region(field), None)


def test_the_guard_says_so_for_a_still_and_for_a_stream_and_follows_the_region() -> None:
    pixels, model = limb(), by_brightness(no_muscle=220)
    frames = [Frame(pixels, n, n * 33_000_000, MM_PER_PIXEL, "test") for n in range(40)]
    assert assess_fitness(frames[0], FAT, None, model) is Guard.NOT_MUSCLE
    assert assess_fitness(frames[0], MUSCLE, None, model) is Guard.FIT
    guard = LiveGuard(None, model)
    watched = [guard.assess(frame, MUSCLE if n < 10 else FAT if n < 20 else MUSCLE) for n, frame in enumerate(frames)]
    assert watched[:10] == [Guard.FIT] * 10
    assert watched[10:20] == [Guard.NOT_MUSCLE] * 10  # in the very frame
    assert watched[-1] is Guard.FIT


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=60)), st.data())
@settings(max_examples=20)
def test_any_image_has_an_answer(pixels: GreyImage, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, pixels.shape[1] - 1)), data.draw(st.integers(0, pixels.shape[0] - 1))
    roi = Roi(x, y, data.draw(st.integers(1, pixels.shape[1] - x)), data.draw(st.integers(1, pixels.shape[0] - y)))
    assert is_beside_muscle(pixels, roi, data.draw(st.sampled_from([None, 0.05, 0.5, 1.0]))) in (True, False)
