"""The numbers of a crop's texture: the same for an image and its mirror image, finite for any content."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.guard.texture import FEATURES, MIN_SIDE, SIDE, texture_features
from edge_app.records import GreyImage
from tests.support.speckle import speckle

# Pixels that begin a cell, or lie an odd way from the border, fall into other cells in the mirror image; this much is rounding.
MIRROR = 0.05  # of a number's spread between images


def named(region: GreyImage) -> dict[str, float]:
    return dict(zip(FEATURES, texture_features(region).tolist(), strict=True))


def stripes(degrees: float, period: float = 16.0) -> GreyImage:
    """Lines that rise to the right by this angle."""
    y, x = np.mgrid[:SIDE, :SIDE]
    across = x * np.sin(np.radians(degrees)) + y * np.cos(np.radians(degrees))
    return np.asarray(128 + 90 * np.sin(2 * np.pi * across / period)).astype(np.uint8)


def test_every_number_has_a_name_of_its_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)
    numbers = texture_features(speckle(1, 0)[0])
    assert numbers.shape == (len(FEATURES),) and numbers.dtype == np.float32


@given(
    st.integers(MIN_SIDE, 300),
    st.integers(MIN_SIDE, 300),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["even", "one white pixel", "noise", "salt", "ramp", "halves", "stripes", "one black row"]),
    st.integers(0, 255),
)
def test_any_content_gives_finite_numbers(h: int, w: int, seed: int, content: str, level: int) -> None:
    rng = np.random.default_rng(seed)
    image = np.full((h, w), level, np.uint8)
    if content == "one white pixel":
        image[:] = 0
        image[rng.integers(h), rng.integers(w)] = 255
    elif content == "noise":
        image = rng.integers(0, level + 1, (h, w), np.uint8)
    elif content == "salt":
        image[rng.random((h, w)) < 0.01] = 255
    elif content == "ramp":
        image = np.tile(np.linspace(0, level, w).astype(np.uint8), (h, 1))
    elif content == "halves":
        image[: h // 2] = 255 - level
    elif content == "stripes":
        image[:, ::2] = 255
    elif content == "one black row":
        image[rng.integers(h)] = 0
    numbers = texture_features(image)
    assert np.isfinite(numbers).all()
    assert np.abs(numbers).max() <= SIDE**2  # the kurtosis of one white pixel


@pytest.mark.parametrize("shape", [(15, 40), (40, 15), (40, 40, 3)])
def test_what_is_no_crop_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a crop is"):
        texture_features(np.zeros(shape, np.uint8))


def test_a_mirror_image_has_the_same_numbers() -> None:
    images = [cv2.GaussianBlur(image, (0, 0), 1.5) for image in speckle(12, 4)]
    plain, mirrored = (
        np.stack([texture_features(image) for image in turned]) for turned in (images, [i[:, ::-1] for i in images])
    )
    spread = np.maximum(plain.std(axis=0), 1e-3)
    off = np.abs(plain - mirrored).mean(axis=0) / spread
    assert [name for name, by in zip(FEATURES, off, strict=True) if by > 0.5] == []
    assert np.median(off) < MIRROR


@pytest.mark.parametrize("upright", [False, True])
def test_a_strip_is_measured_in_its_middle(upright: bool) -> None:
    """Drawn out to a square, lines that rise by 15 degrees would rise by 50."""
    image = stripes(15)
    strip, middle = image[80:124], image[80:124, 77:147]
    if upright:
        strip, middle = image[:, 80:124], image[77:147, 80:124]
    assert np.array_equal(texture_features(np.ascontiguousarray(strip)), texture_features(np.ascontiguousarray(middle)))


def test_more_gain_leaves_the_fine_structure() -> None:
    image = (speckle(1, 2)[0] // 2 + 40).astype(np.uint8)  # nothing is cut at black or white
    plain, brighter = named(image), named(image + np.uint8(25))
    moved = [name for name in FEATURES if abs(plain[name] - brighter[name]) > 0.02 * max(1, abs(plain[name]))]
    assert all("grey level" in name or "grey mean" in name or "dark" in name or "bright" in name for name in moved), moved


@pytest.mark.parametrize("degrees", [0, 15, 30, 75, 90])
def test_lines_are_found_in_their_direction(degrees: int) -> None:
    numbers = named(stripes(degrees))
    for scale in ("fine", "coarse", "broad"):
        assert numbers[f"main direction, degrees from the horizontal, {scale}"] == pytest.approx(degrees, abs=3)
    assert numbers["share of the crop in the main direction"] > 0.9
    assert numbers["longest run in the main direction across the width"] == 1


@pytest.mark.parametrize("bend", [0.0, 12.0])
@pytest.mark.parametrize("period", [12, 20, 45])
def test_lines_at_even_distances_are_found_with_their_period(period: int, bend: float) -> None:
    """In speckle, straight or curved as by a convex probe. After several periods all is alike again."""
    y, x = np.mgrid[:SIDE, :SIDE]
    lines = (y + bend * (2 * x / SIDE - 1) ** 2) % period < 0.2 * period
    image = np.clip(speckle(1, period)[0][:SIDE, :SIDE] * 0.5 + 80.0 * lines, 0, 255).astype(np.uint8)
    numbers = named(image)
    assert numbers["repetition with depth"] > 0.4
    periods = numbers["period of the repetition"] * SIDE / period
    assert abs(periods - round(periods)) * period <= 2.5


def test_lines_at_uneven_distances_repeat_less() -> None:
    def repetition(rows: tuple[int, ...]) -> float:
        image = (speckle(1, 3)[0] * 0.5).astype(np.uint8)
        for row in rows:
            image[abs(np.arange(SIDE) - row) < 3] += 80
        return named(image)["repetition with depth"]

    assert repetition((15, 41, 95, 117, 178)) < 0.6 * repetition((15, 58, 101, 144, 187))


def test_fully_developed_speckle_has_the_ratio_of_the_text_books() -> None:
    """Burckhardt 1978: 1.91; delogged grey levels of 60 dB."""
    rng = np.random.default_rng(0)
    real, imaginary = (cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)), (0, 0), 1.0) for _ in range(2))
    decibel = 20 * np.log10(np.hypot(real, imaginary) / 0.3)
    numbers = named(np.clip(255 * (1 + (decibel - 8) / 60), 0, 255).astype(np.uint8))
    assert numbers["signal-to-noise ratio of the speckle, median"] == pytest.approx(1.91, abs=0.15)
    assert numbers["Nakagami shape, median"] == pytest.approx(1.0, abs=0.3)  # windows of few speckles miss the rare bright ones
