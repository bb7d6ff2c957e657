"""The muscle is found where there is one, and elsewhere the reason is given why not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.muscle_roi import MuscleProposal, RejectionReason, propose_muscle
from edge_app.muscle_roi.proposal import MIN_CONFIDENCE
from edge_app.phantom.phantom import acquire, build_phantom
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.subject import draw_subject
from edge_app.records import GreyImage, Muscle, Roi
from tests.support.layered_limb import HEIGHT, MM_PER_PIXEL, WIDTH, layered, level

WHOLE = Roi(0, 0, WIDTH, HEIGHT)


def proposed(pixels: GreyImage, field: Roi = WHOLE, mm_per_pixel: float | None = MM_PER_PIXEL) -> MuscleProposal:
    found = propose_muscle(pixels, field, mm_per_pixel)
    assert isinstance(found, MuscleProposal), found
    return found


@settings(max_examples=25)
@given(st.floats(4, 12), st.floats(16, 26), st.floats(-1, 1), st.floats(-0.08, 0.08), st.integers(0, 1000))
def test_between_two_fasciae(depth: float, thickness: float, wave: float, slope: float, seed: int) -> None:
    top, bottom = level(depth, wave, slope), level(depth + thickness, -wave, slope)
    found = proposed(layered(top, bottom, seed=seed))
    x = np.clip(np.array(found.x), 0, WIDTH - 1)
    assert np.abs(np.array(found.top) - np.interp(x, np.arange(WIDTH), top)).mean() < 10  # px: 1 mm
    assert np.abs(np.array(found.bottom) - np.interp(x, np.arange(WIDTH), bottom)).mean() < 10
    inside = np.arange(found.region.x, found.region.x + found.region.w)
    assert (top[inside] + 5 < found.region.y).all()
    assert (bottom[inside] - 5 > found.region.y + found.region.h).all()
    assert MIN_CONFIDENCE <= found.confidence <= 1


def test_a_field_amid_a_screen() -> None:
    screen = np.zeros((600, 800), np.uint8)
    screen[100:550, 200:620] = layered(level(8), level(28))
    found = proposed(screen, Roi(200, 100, WIDTH, HEIGHT))
    alone = proposed(layered(level(8), level(28)))
    assert np.allclose(np.array(found.outline), np.array(alone.outline) + np.array([200, 100]))
    here, there = found.region, alone.region
    assert abs(here.x - 200 - there.x) <= 1 and abs(here.y - 100 - there.y) <= 1


def test_without_a_scale_a_probe_of_the_usual_width_is_assumed() -> None:
    pixels = layered(level(8), level(28))
    assert proposed(pixels, mm_per_pixel=None).region == proposed(pixels).region


def test_at_another_size_of_pixels_it_is_the_same_muscle() -> None:
    pixels = layered(level(8), level(28))
    double = np.asarray(cv2.resize(pixels, (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8)
    small, large = proposed(pixels), proposed(double, Roi(0, 0, 2 * WIDTH, 2 * HEIGHT), MM_PER_PIXEL / 2)
    assert np.abs(np.array(large.bottom) / 2 - np.array(small.bottom)).mean() < 5


def test_the_side_without_contact_is_left_out() -> None:
    pixels = layered(level(8), level(28))
    pixels[:, 280:] = np.random.default_rng(1).integers(0, 6, (HEIGHT, WIDTH - 280))
    found = proposed(pixels)
    assert found.x[-1] <= 285 and found.region.x + found.region.w <= 285


def test_the_slanted_side_of_a_steered_field_is_left_out() -> None:
    pixels = layered(level(8), level(28))
    slant = np.arange(WIDTH)[None, :] > WIDTH - 0.3 * np.arange(HEIGHT)[:, None]
    pixels[slant] = 0
    region = proposed(pixels).region
    assert (region.crop(pixels) == 0).mean() < 0.02


def filled(surface: float, below: int) -> GreyImage:
    """Tissue above a bright line, and flat grey, nearly, below it down to a second one."""
    pixels = layered(level(surface), level(surface + 20))
    inner = np.random.default_rng(2).integers(0, below + 1, (180, WIDTH))
    pixels[int(surface * 10) + 10 : int(surface * 10) + 190] = inner
    return pixels


@pytest.mark.parametrize(
    ("pixels", "doubt"),
    [
        (np.zeros((HEIGHT, WIDTH), np.uint8), RejectionReason.NO_CONTACT),
        (np.full((HEIGHT, WIDTH), 255, np.uint8), RejectionReason.NO_FASCIA),
        (
            np.where(np.arange(HEIGHT)[:, None] < 12, 200, 0).astype(np.uint8) + np.zeros((1, WIDTH), np.uint8),
            RejectionReason.NO_FASCIA,
        ),
        (filled(8, below=2), RejectionReason.NO_ECHO),
    ],
    ids=["black", "white", "in the air", "fluid"],
)
def test_where_no_muscle_is_none_is_proposed(pixels: GreyImage, doubt: RejectionReason) -> None:
    assert propose_muscle(pixels, WHOLE, MM_PER_PIXEL) is doubt


def test_two_layers_alike_are_a_doubt() -> None:
    found = propose_muscle(layered(level(6), level(21), level(35)), WHOLE, MM_PER_PIXEL)
    assert found is RejectionReason.UNSURE


@pytest.mark.parametrize("field", [Roi(0, 0, 100, HEIGHT), Roi(0, 0, WIDTH, 100), Roi(0, 0, 1, 1), Roi(400, 440, 300, 300)])
def test_a_strip_is_too_small(field: Roi) -> None:
    assert propose_muscle(layered(level(8), level(28)), field, MM_PER_PIXEL) is not None


@pytest.mark.parametrize("mm_per_pixel", [0.3, 10.0, 1e7, 1e300])
def test_what_no_linear_probe_shows_is_refused_before_it_costs_memory(mm_per_pixel: float) -> None:
    assert propose_muscle(layered(level(8), level(28)), WHOLE, mm_per_pixel) is RejectionReason.TOO_LARGE


@settings(max_examples=30)
@given(st.integers(1, 80), st.integers(1, 80), st.sampled_from([None, 1e-3, 0.1, 1.0, 30.0]), st.integers(0, 99))
def test_any_image_at_any_scale_is_answered(height: int, width: int, mm_per_pixel: float | None, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    found = propose_muscle(pixels, Roi(0, 0, width, height), mm_per_pixel)
    if isinstance(found, MuscleProposal):
        assert found.region == found.region.clipped(width, height)


@pytest.mark.parametrize("muscle", list(Muscle))
def test_on_phantoms_the_region_lies_in_the_muscle(muscle: Muscle) -> None:
    """Of a few healthy phantoms of each muscle; quantize/studies/frames/muscle_proposal.py has the figures of hundreds."""
    shares = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        phantom = build_phantom(draw_subject(rng, "test", muscle, abnormal=False), seed)
        scanner = Scanner(DeviceSettings(), seed)
        image = acquire(phantom, scanner, Pose(), phantom.slab((0, 0), scanner.settings.depth_mm, rng))
        height, width = image.grey.shape
        found = propose_muscle(image.grey, Roi(0, 0, width, height), image.mm_per_pixel)
        if isinstance(found, MuscleProposal):
            shares.append(float((found.region.crop(image.mask) > 0).mean()))
    assert shares
    assert np.median(shares) > 0.95
