"""The guard's checks of one frame: each reason for itself, what must pass, and that nothing makes them raise."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.capture.readers.files import open_recording
from edge_app.guard.checks import assess
from edge_app.guard.scope import GuardScope
from edge_app.imaging.colour_map import block_count, from_rgb
from edge_app.records import Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import central_region, image_field
from tests.support.frames_fixture import REAL
from tests.support.layered_limb import MM_PER_PIXEL, layered, level

ROI = Roi(60, 140, 300, 160)  # muscle between its fasciae, 30 x 16 mm


def limb() -> GreyImage:
    """Skin and fat, muscle, and what is below it; the speckle of a probe, wider than tall."""
    return np.asarray(cv2.GaussianBlur(layered(level(12), level(32), muscle=70), (0, 0), 1.6, sigmaY=0.8), np.uint8)


def judged(pixels: GreyImage, scope: GuardScope | None = None, roi: Roi = ROI) -> Guard:
    return assess(Frame(pixels, 0, 0, MM_PER_PIXEL, "test"), roi, scope)


def in_air(pixels: GreyImage, columns: slice) -> GreyImage:
    """The probe's own reverberation in these columns, and nothing beneath."""
    z = np.arange(pixels.shape[0]) * MM_PER_PIXEL
    pixels[:, columns] = (230 * np.exp(-z / 1.6) * (0.55 + 0.45 * np.cos(2 * np.pi * z / 0.9)))[:, None].astype(np.uint8)
    return pixels


def faded(pixels: GreyImage, share: float) -> GreyImage:
    return (pixels * share).astype(np.uint8)


def test_muscle_is_fit_and_the_frame_is_left_as_it_is() -> None:
    pixels = limb()
    before = pixels.copy()
    assert judged(pixels) is Guard.FIT
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize(
    ("pixels", "guard"),
    [
        (np.zeros((450, 420), np.uint8), Guard.NO_CONTACT),
        (np.random.default_rng(0).integers(0, 18, (450, 420), dtype=np.uint8), Guard.NO_CONTACT),
        (in_air(limb(), slice(None)), Guard.AIR),
        (in_air(limb(), slice(300, None)), Guard.LIFTED_OFF),
        (in_air(limb(), slice(0, 140)), Guard.LIFTED_OFF),
        (faded(limb(), 0.3), Guard.UNDEREXPOSED),
        (np.minimum(limb(), 85) + 170, Guard.SATURATED),
        (np.full((450, 420), 90, np.uint8), Guard.FLAT),
    ],
    ids=["black", "a scanner's noise", "air", "lifted on the right", "lifted on the left", "dark", "overdriven", "one level"],
)
def test_what_is_wrong_with_the_image_has_its_name(pixels: GreyImage, guard: Guard) -> None:
    assert judged(pixels) is guard


def test_a_shadow_below_bright_tissue_is_no_lifted_probe() -> None:
    pixels = limb()
    pixels[130:, 250:] //= 12  # behind a calcified fascia: muscle and depth are black, the fat above is not
    assert judged(pixels) is Guard.FIT


def test_dark_depth_below_a_diseased_muscle_is_no_lifted_probe() -> None:
    pixels = limb()
    pixels[200:] //= 12
    assert judged(pixels) is Guard.FIT


def test_a_bright_echo_in_a_black_region_is_no_image() -> None:
    pixels = np.zeros((450, 420), np.uint8)
    pixels[200:210, 60:360] = limb()[200:210, 60:360]
    assert judged(pixels) is Guard.UNDEREXPOSED


def test_brighter_than_all_that_was_trained_on_is_refused_where_the_bundle_says_what_it_is_for() -> None:
    bright = limb() + 80
    assert (judged(bright, GuardScope()), judged(bright)) == (Guard.SATURATED, Guard.FIT)
    assert judged(limb() + 40, GuardScope()) is Guard.FIT


@pytest.mark.parametrize("roi", [Roi(10, 140, 300, 160), Roi(110, 140, 300, 160)], ids=["on the left", "on the right"])
def test_a_region_that_reaches_beside_the_field_is_not_called_lifted_off(roi: Roi) -> None:
    pixels = limb()
    pixels[:, :60] = pixels[:, 360:] = 0
    assert judged(pixels, roi=roi) is Guard.BEYOND_FIELD
    assert judged(pixels) is Guard.FIT


def test_a_region_over_two_images_is_refused() -> None:
    pixels = limb()
    pixels[:, 200:204] = 16
    assert judged(pixels) is Guard.BEYOND_FIELD
    pixels = pixels.copy()
    pixels[:100, 200:204] = limb()[:100, 200:204]  # a shadow: what casts it is above
    assert judged(pixels) is Guard.FIT


@pytest.mark.parametrize("words", ["BICEPS", "12.5 mm", "Depth 4"])
def test_writing_over_the_region_is_seen_and_beside_it_is_not(words: str) -> None:
    over, beside = limb(), limb()
    cv2.putText(over, words, (150, 220), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (230,), 1, cv2.LINE_AA)
    cv2.putText(beside, words, (150, 330), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (230,), 1, cv2.LINE_AA)
    assert (judged(over), judged(beside)) == (Guard.TEXT, Guard.FIT)


def test_a_menu_over_the_region_is_seen() -> None:
    pixels = limb()
    pixels[180:260, 220:340] = 120
    assert judged(pixels) is Guard.TEXT


def test_a_blurred_image_has_no_structure_and_is_not_called_a_menu() -> None:
    assert judged(np.asarray(cv2.GaussianBlur(limb(), (0, 0), 8), np.uint8)) is Guard.FLAT


def test_interference_lines_are_no_muscle_and_are_not_called_writing() -> None:
    pixels = limb()
    pixels[200:212, 80:340:9] = 230  # as the pixels of a screen that was filmed: in a row like letters, but thinner
    assert judged(pixels) is Guard.NOT_MUSCLE


def test_callipers_a_dotted_line_a_ruler_and_a_letter_are_let_through() -> None:
    pixels = limb()
    for x, y in ((100, 170), (300, 250)):
        cv2.drawMarker(pixels, (x, y), (255,), cv2.MARKER_CROSS, 11, 1)
    for along in np.linspace(0, 1, 30):
        x, y = round(100 + 200 * along), round(170 + 80 * along)
        pixels[y : y + 2, x : x + 2] = 255
    pixels[150:290:10, 352:360] = 255
    cv2.putText(pixels, "R", (66, 160), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255,), 1, cv2.LINE_AA)
    assert judged(pixels) is Guard.FIT


def coloured(paint: tuple[int, int, int], box: Roi) -> Frame:
    """The limb with flow of one colour in the box, red to violet."""
    pixels = limb()
    rgb = np.dstack([pixels] * 3)
    rgb[box.y : box.y + box.h, box.x : box.x + box.w] = paint
    return Frame(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8), 0, 0, None, "test", colour=from_rgb(rgb))


@pytest.mark.parametrize("paint", [(190, 20, 0), (0, 40, 200), (230, 200, 30), (90, 0, 0), (60, 160, 120)])
def test_a_small_vessel_in_colour_is_seen(paint: tuple[int, int, int]) -> None:
    frame = coloured(paint, Roi(200, 200, 28, 20))
    assert assess(frame, ROI, None) is Guard.COLOUR
    assert assess(dataclasses.replace(frame, colour=None), ROI, None) is Guard.FIT


@pytest.mark.parametrize(("x", "y"), [(200, 200), (204, 202), (197, 206), (203, 205)])
def test_a_vessel_of_16_x_12_px_is_seen_wherever_it_lies_to_the_blocks(x: int, y: int) -> None:
    assert assess(coloured((190, 20, 0), Roi(x, y, 16, 12)), ROI, None) is Guard.COLOUR


def veiled(rgb: GreyImage, opacity: float, region: Roi) -> GreyImage:
    """Elastography that lets so much of its colour through."""
    stiffness = np.tile(np.linspace(0, 255, region.w).astype(np.uint8), (region.h, 1))
    map_ = cv2.cvtColor(cv2.applyColorMap(stiffness, cv2.COLORMAP_JET), cv2.COLOR_BGR2RGB)
    box = rgb[region.y : region.y + region.h, region.x : region.x + region.w]
    box[:] = cv2.addWeighted(box, 1 - opacity, map_, opacity, 0)
    return rgb


def tinted(strength: float) -> GreyImage:
    """The limb in a brown grey map."""
    return np.asarray(limb()[..., None] * (1 - strength * np.array([0.0, 0.3, 0.6])), np.uint8)


@pytest.mark.parametrize("strength", [0.0, 0.05, 0.1, 0.2, 0.4, 1.0])
def test_a_veil_of_elastography_is_seen_and_a_tinted_grey_map_is_none(strength: float) -> None:
    plain, under = tinted(strength), veiled(tinted(strength), 0.12, Roi(100, 160, 200, 120))
    found = [assess(Frame(limb(), 0, 0, None, "test", colour=from_rgb(rgb)), ROI, None) for rgb in (plain, under)]
    assert found == [Guard.FIT, Guard.COLOUR]


def test_callipers_in_colour_are_let_through() -> None:
    rgb = np.dstack([limb()] * 3)
    for at in ((121, 190), (288, 243)):
        cv2.drawMarker(rgb, at, (255, 255, 0), cv2.MARKER_CROSS, 11, 2)
    cv2.line(rgb, (121, 190), (288, 243), (0, 255, 0), 1)
    assert assess(Frame(limb(), 0, 0, None, "test", colour=from_rgb(rgb)), ROI, None) is Guard.FIT


def test_a_coloured_mark_at_the_edge_and_flow_beside_the_region_are_no_colour_in_it() -> None:
    assert assess(coloured((0, 255, 0), Roi(59, 196, 9, 9)), ROI, None) is Guard.FIT
    assert assess(coloured((190, 20, 0), Roi(200, 320, 60, 60)), ROI, None) is Guard.FIT


@pytest.mark.parametrize(
    ("scope", "guard"),
    [
        (GuardScope(), Guard.FIT),
        (GuardScope((20, 40), (10, 20)), Guard.FIT),
        (GuardScope((30, 40), (16, 20)), Guard.FIT),
        (GuardScope((31, 40), None), Guard.OTHER_SCALE),
        (GuardScope((10, 29), None), Guard.OTHER_SCALE),
        (GuardScope(None, (17, 20)), Guard.OTHER_SCALE),
    ],
)
def test_a_region_of_another_size_in_mm_than_the_bundle_knows_is_refused(scope: GuardScope, guard: Guard) -> None:
    assert judged(limb(), scope) is guard
    assert assess(Frame(limb(), 0, 0, None, "test"), ROI, scope) is Guard.FIT  # an unknown scale is not the guard's matter


@pytest.mark.parametrize(("roi", "guard"), [(Roi(60, 140, 300, 63), Guard.TOO_FEW_PIXELS), (Roi(60, 140, 64, 64), Guard.FIT)])
def test_a_region_of_too_few_pixels_is_refused(roi: Roi, guard: Guard) -> None:
    assert judged(limb(), GuardScope(), roi) is guard
    assert judged(limb(), None, roi) is Guard.FIT  # of a bundle that does not say what it is for


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("decibel", [-6, 0, 6])
def test_real_muscle_is_fit_at_any_usual_gain(shared_data: Path, name: str, decibel: int) -> None:
    recorded = next(iter(open_recording(shared_data / name).frames()))
    pixels = np.clip(recorded.pixels.astype(int) + round(decibel * 255 / 60), 0, 255).astype(np.uint8)
    frame = Frame(pixels, 0, 0, None, name, colour=recorded.colour)
    assert assess(frame, central_region(image_field(recorded.pixels)), None) is Guard.FIT


SIDES = st.integers(16, 90)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Any frame: one level with some pixels, or noise; with any colour, and any scale."""
    size = (draw(SIDES), draw(SIDES))
    if draw(st.booleans()):
        pixels = draw(hnp.arrays(np.uint8, size, fill=st.integers(0, 255)))
    else:
        low, span = draw(st.integers(0, 254)), draw(st.integers(1, 256))
        pixels = np.random.default_rng(draw(st.integers(0, 99))).integers(low, min(low + span, 256), size, dtype=np.uint8)
    colour = draw(st.none() | hnp.arrays(np.uint8, block_count(size[1], size[0]), fill=st.integers(0, 255)))
    return Frame(pixels, 0, 0, draw(st.none() | st.floats(0.001, 10)), "test", colour=colour)


@given(frames(), st.builds(Roi, *[st.integers(-100, 200)] * 4), st.sampled_from([None, GuardScope(), GuardScope((1, 2), (3, 4))]))
@settings(deadline=None, max_examples=40)
def test_no_frame_and_no_region_makes_it_raise(frame: Frame, roi: Roi, scope: GuardScope | None) -> None:
    assert assess(frame, roi, scope) in Guard
