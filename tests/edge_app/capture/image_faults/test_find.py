"""What a grabber sends instead of an image is recognised; ultrasound never is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge_app.capture.image_faults.find import find_fault
from edge_app.capture.readers.files import open_recording
from edge_app.capture.simulated import SimulatedProbe
from edge_app.records import GreyImage, ImageFault, Muscle
from tests.support.fakes import textured
from tests.support.speckle import scanned_speckle

SIZE = (480, 640)
GREY = np.full((60, 40, 2), 128, np.uint8)
SETS = ("gl_longitudinal_ge_screen", "gm_longitudinal_philips", "gm_longitudinal_telemed", "limb_transverse_sweep")


def screen() -> GreyImage:
    """A scanner's: an image field on black, and a light line."""
    pixels = np.zeros(SIZE, np.uint8)
    pixels[40:440, 120:520] = textured(400, 400, mean=90)
    pixels[20] = 200
    return pixels


def with_text(level: int) -> GreyImage:
    pixels = np.full(SIZE, level, np.uint8)
    pixels[230:250, 250:390] = np.where(np.arange(140) % 7 < 3, 235, level)
    return pixels


def bars(levels: tuple[int, ...] = (180, 162, 131, 112, 84, 65, 35)) -> GreyImage:
    pixels = np.repeat(np.array(levels, np.uint8), -(-SIZE[1] // len(levels)))[: SIZE[1]]
    whole = np.tile(pixels, (SIZE[0], 1))
    whole[400:] = np.linspace(0, 255, SIZE[1]).astype(np.uint8)  # a ramp below them, as in SMPTE's
    return whole


def snow(seed: int = 0) -> GreyImage:
    return np.random.default_rng(seed).integers(0, 256, SIZE, np.uint8)


def combed(shift: int = 8) -> GreyImage:
    """Two fields, between which the image moved."""
    pixels = screen()
    pixels[1::2, shift:] = screen()[1::2, :-shift]
    return pixels


@pytest.mark.parametrize("level", [0, 16, 29, 41, 128, 255])
def test_one_colour_is_no_signal(level: int) -> None:
    assert find_fault(np.full(SIZE, level, np.uint8), GREY) is ImageFault.NO_SIGNAL


def test_a_blue_image_with_words_bars_and_snow_are_no_signal() -> None:
    for pixels in (with_text(29), with_text(41), bars(), bars((235, 16, 235, 16)), snow()):
        assert find_fault(pixels, None) is ImageFault.NO_SIGNAL


def test_all_green_and_all_pink_are_wrong_colours_and_tints_are_not() -> None:
    for cb, cr in ((0, 0), (44, 21), (200, 190)):
        assert find_fault(screen(), np.full_like(GREY, (cb, cr))) is ImageFault.WRONG_COLOURS
    for cb, cr in ((128, 128), (100, 150), (150, 110)):  # grey, sepia, blue
        assert find_fault(screen(), np.full_like(GREY, (cb, cr))) is None
    doppler = GREY.copy()
    doppler[20:40, 10:30] = (60, 60)
    assert find_fault(screen(), doppler) is None


def test_an_image_that_ends_half_way_is_torn_and_a_black_lower_half_is_not() -> None:
    chroma = GREY.copy()
    chroma[40:] = 0
    cut = screen()
    cut[320:] = 0
    assert find_fault(cut, chroma) is ImageFault.TORN
    cut[320:] = 128
    assert find_fault(cut, None) is ImageFault.TORN
    cut[320:] = 0
    assert find_fault(cut, GREY) is None


def test_fields_of_two_moments_are_combed() -> None:
    assert find_fault(combed(), GREY) is ImageFault.COMBED
    assert find_fault(screen(), GREY) is None


def test_a_tiny_frame_says_nothing() -> None:
    assert find_fault(np.zeros((20, 20), np.uint8), None) is None


def test_speckle_of_any_grain_is_never_taken_for_a_fault() -> None:
    for seed, (lateral, axial) in enumerate([(1.0, 1.0), (2.0, 1.0), (4.0, 2.0), (6.0, 3.0)]):
        assert find_fault(scanned_speckle(seed, lateral, axial), GREY) is None


@pytest.mark.slow
def test_the_simulated_probe_is_never_taken_for_a_fault() -> None:
    for muscle in Muscle:
        with SimulatedProbe(seed=3, muscle=muscle, frames_per_second=240.0) as probe:
            for _ in range(5):
                assert find_fault(probe.read().pixels, GREY) is None


@pytest.mark.shared_data
def test_real_ultrasound_is_never_taken_for_a_fault(shared_data: Path) -> None:
    for folder in SETS:
        images = sorted((shared_data / folder).rglob("*.png"))[:4]
        assert images
        for image in images:
            for frame in open_recording(image).frames():
                assert find_fault(frame.pixels, None) is None, image.name
