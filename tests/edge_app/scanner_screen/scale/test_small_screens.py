"""Screens of less than 300 rows: dots of one pixel, figures of six, and a codec's ringing as large as either."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen import Field, Shape, find_fields
from edge_app.scanner_screen.geometry import rectangle
from edge_app.scanner_screen.layout import find_layout
from edge_app.scanner_screen.scale.dot_ruler import dot_rulers
from edge_app.scanner_screen.scale.end_label import scale_by_end_label
from edge_app.scanner_screen.scale.small_numbers import find_words, read_number
from edge_app.scanner_screen.scale.tick_row import Ruler
from edge_app.scanner_screen.scale.tick_ruler import find_rulers
from tests.support.small_screens import FANS, SmallScreen, small_screen

X = 298.0  # px, of the dots
# A phased array of 17 px, some 17 mm, and its field down to row 201.
SECTOR = Field(Shape.SECTOR, ((161, 19), (178, 19), (299, 150), (230, 191), (170, 201), (110, 191), (41, 150)))
LINEAR = rectangle(60, 19, 240, 201)


def coded(pixels: GreyImage, quality: int = 85) -> GreyImage:
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)


def dotted(
    words_at_end: str = "", pitch: float = 9.8, last: int = 18, every: int = 5, top: float = 20.5, at: float = 0.6,
    quality: int = 85,
) -> GreyImage:  # fmt: skip
    """Small and larger dots as a scanner draws them on 640 x 480, halved and coded; figures `at` dots below the last."""
    large = np.zeros((480, 640), np.uint8)
    for n in range(1, last + 1):
        x, y, side = round(2 * X), round(2 * (top + n * pitch)), 4 if every and n % every == 0 else 2
        large[y - side // 2 : y + side // 2, x - side // 2 : x + side // 2] = 120
    if words_at_end:
        (w, h), _ = cv2.getTextSize(words_at_end, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 2)
        y = round(2 * (top + (last + at) * pitch)) + h // 2
        cv2.putText(large, words_at_end, (590 - w, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 200, 2, cv2.LINE_AA)
    return coded(np.asarray(cv2.resize(large, (320, 240), interpolation=cv2.INTER_AREA), np.uint8), quality)


def end_scale(pixels: GreyImage, field: Field = SECTOR) -> float | None:
    return scale_by_end_label(pixels, find_rulers(pixels, field.box)[0], field)


def rulers_of_dots(pitch: float, phase: float, every: int, quality: int) -> list[Ruler]:
    """The rulers found on a drawn one of 180 px; what is found must be right."""
    last = int(180 / pitch)
    rulers = dot_rulers(dotted(pitch=pitch, top=20 + phase, last=last, every=every, quality=quality))
    for ruler in rulers[:1]:
        assert len(ruler.rows) >= 0.8 * last  # the codec swallows some
        assert ruler.pitch == pytest.approx(pitch, rel=0.01)
        assert all((n - ruler.major[0]) % every == 0 for n in ruler.major)
    return rulers


@settings(max_examples=30, deadline=None)
@given(pitch=st.floats(7, 30), phase=st.floats(0, 1), every=st.sampled_from([0, 2, 5]), quality=st.integers(65, 97))
@example(pitch=7.0, phase=0.5, every=0, quality=82)  # the codec smears every dot alike: none is given
def test_a_ruler_of_dots_is_right_or_not_given(pitch: float, phase: float, every: int, quality: int) -> None:
    rulers_of_dots(pitch, phase, every, quality)


def test_dots_of_a_pixel_are_found_wherever_they_fall() -> None:
    """Of 3,000 such rulers the codec hides 9, those whose dots it smears all alike."""
    rng = np.random.default_rng(1)
    found = [
        bool(rulers_of_dots(rng.uniform(7, 30), rng.uniform(0, 1), int(rng.choice([0, 2, 5])), int(rng.integers(65, 98))))
        for _ in range(60)
    ]
    assert np.mean(found) >= 0.95


@given(seed=st.integers(0, 1000))
@example(seed=531)  # four letters have a dot in one column, evenly spaced but for one in between
def test_speckle_and_letters_are_no_ruler(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = np.zeros((240, 320), np.uint8)
    pixels[20:200, 60:240] = np.clip(cv2.GaussianBlur(rng.rayleigh(90, (180, 180)), (0, 0), 1.5, sigmaY=0.8), 0, 255)
    for i, y in enumerate(range(30, 200, 12)):
        cv2.putText(pixels, f"{'MGTFD'[i % 5]}{rng.integers(100)}", (280, y), cv2.FONT_HERSHEY_SIMPLEX, 0.3, 180, 1, cv2.LINE_AA)
    assert find_rulers(coded(pixels), Roi(60, 20, 180, 180)) == ()


@settings(deadline=None)
@given(
    height=st.integers(1, 120), width=st.integers(1, 120), share=st.sampled_from([0.0, 0.02, 0.05, 1.0]), seed=st.integers(0, 99)
)
def test_an_image_of_any_size_has_dots_or_none(height: int, width: int, share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = np.where(rng.random((height, width)) < share, 200, 0).astype(np.uint8)
    assert all(ruler.pitch > 0 for ruler in dot_rulers(pixels))


def test_a_depth_that_the_dots_count_is_believed() -> None:
    assert end_scale(dotted("19")) == pytest.approx(10 / 9.8, rel=0.005)


@pytest.mark.parametrize("depth", ["4", "91", "17", "21", "Hz"])
def test_a_figure_that_the_dots_do_not_count_is_not(depth: str) -> None:
    assert end_scale(dotted(depth)) is None


def test_dots_without_a_figure_have_no_scale() -> None:
    assert end_scale(dotted()) is None


def test_a_figure_elsewhere_is_none() -> None:
    assert end_scale(dotted("19", last=14, at=4.6)) is None


def test_nineteen_may_be_centimetres_or_millimetres_below_a_linear_array() -> None:
    assert end_scale(dotted("19"), LINEAR) is None


def test_six_are_centimetres_below_any_probe() -> None:
    assert end_scale(dotted("6", pitch=28, last=6, every=0, at=0), LINEAR) == pytest.approx(10 / 28, rel=0.005)


def test_no_probe_has_a_face_of_seventeen_centimetres() -> None:
    wide = replace(SECTOR, outline=((85, 19), (250, 19), (299, 150), (170, 201), (41, 150)))
    assert end_scale(dotted("19"), wide) is None


@pytest.mark.parametrize("number", ["3", "8", "12", "19", "24"])
def test_a_number_of_six_pixels_is_distinguished_from_all_others(number: str) -> None:
    large = np.zeros((80, 120), np.uint8)
    cv2.putText(large, number, (30, 50), cv2.FONT_HERSHEY_DUPLEX, 0.6, 200, 1, cv2.LINE_AA)
    pixels = coded(np.asarray(cv2.resize(large, (60, 40), interpolation=cv2.INTER_AREA), np.uint8))
    (word,) = find_words(pixels, Roi(0, 0, 60, 40))
    assert read_number(pixels, word) == int(number)


def overlap(screen: SmallScreen) -> float:
    found = find_fields(screen.pixels)[0].mask(*screen.pixels.shape)
    return cv2.countNonZero(found & screen.field) / cv2.countNonZero(found | screen.field)


def test_ringing_around_a_field_is_no_field() -> None:
    assert np.median([overlap(small_screen(seed)) for seed in range(10)]) > 0.94


def wrong(seeds: range) -> dict[int, float]:
    """Made-up screens whose scale is off by more than 2 %, and by how much."""
    errors: dict[int, float] = {}
    for seed in seeds:
        screen = small_screen(seed)
        scale = find_layout(screen.pixels).mm_per_pixel
        if scale is not None and abs(scale / screen.mm_per_pixel - 1) > 0.02:
            errors[seed] = scale / screen.mm_per_pixel - 1
    return errors


def test_a_scale_is_right_or_not_given() -> None:
    assert wrong(range(40)) == {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_scale_is_right_or_not_given_on_hundreds(short: bool) -> None:
    assert wrong(range(10_000, 10_060 if short else 10_400)) == {}


def test_depths_of_diverging_beams_are_mostly_read() -> None:
    screens = [small_screen(seed, shape, "depth") for seed in range(6) for shape in FANS]
    given_ = [find_layout(screen.pixels).mm_per_pixel for screen in screens]
    assert sum(mm is not None for mm in given_) >= 6
