"""Every kind of perturbation: severity 0 is the untouched image, the same seed gives the same pixels, more is more."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.phantom.scanner import GreyMap
from edge_app.records import GreyImage, Roi
from quantize.perturbations.catalogue import CATALOGUE, SEVERITIES, Series, cells
from quantize.perturbations.grey_levels import DECIBEL, change_dynamic_range, change_gain, change_grey_map, tilt_gain
from quantize.perturbations.resolution import change_frequency
from quantize.perturbations.scene import Scene
from tests.support.speckle import scanned_speckle

ROI = Roi(30, 25, 100, 60)
FRAMED = ("depth shallower", "depth deeper", "crop", "mirror", "shift")  # the pixels that remain keep their grey levels
RESOLUTION = ("frequency lower", "speckle", "JPEG", "pixelation", "blur")


def scene(seed: int = 0, size: tuple[int, int] = (120, 160)) -> Scene:
    """Speckle with a dark and a bright half, in a black frame, as a scanner's screen has one."""
    pixels = np.zeros(size, np.uint8)
    field = Roi(8, 6, size[1] - 16, size[0] - 10)
    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (field.h, field.w)), (0, 0), 2.0)
    noise = 90 + 40 * noise / noise.std()
    noise[:, field.w // 2 :] += 60
    field.crop(pixels)[:] = np.clip(noise, 1, 255).astype(np.uint8)
    return Scene(pixels, ROI, field, 0.1)


def departure(series: Series, severity: int, of: Scene) -> float:
    """Mean change of the grey levels."""
    return float(np.abs(series.perturb(of, severity, 5).pixels.astype(int) - of.pixels).mean())


def by_name(name: str) -> Series:
    return next(series for series in CATALOGUE if series.name == name)


@pytest.mark.parametrize("series", CATALOGUE, ids=lambda series: series.name)
def test_a_kind_of_perturbation(series: Series) -> None:
    untouched = scene()
    before = untouched.pixels.copy()
    same = series.perturb(untouched, 0, 1)
    np.testing.assert_array_equal(same.pixels, before)
    assert (same.roi, same.field, same.mm_per_pixel, same.window(same.roi)) == (
        ROI, untouched.field, 0.1, untouched.window(ROI)
    )  # fmt: skip
    assert len(series.amounts) == (1 if series.name == "mirror" else SEVERITIES)
    for severity in range(1, len(series.amounts) + 1):
        changed, again = (series.perturb(untouched, severity, 1) for _ in range(2))
        np.testing.assert_array_equal(changed.pixels, again.pixels)
        assert changed.roi == again.roi
        assert (changed.pixels != before).any() or changed.roi != ROI, severity
        assert changed.pixels.shape == before.shape and changed.pixels.dtype == np.uint8
        assert changed.roi.clipped(160, 120) == changed.roi
        assert series.setting(severity) != series.setting(0) or series.name == "mirror"
    np.testing.assert_array_equal(untouched.pixels, before)  # whoever is given a scene leaves it as it is


@pytest.mark.parametrize("series", [one for one in CATALOGUE if one.name not in FRAMED], ids=lambda series: series.name)
def test_more_severe_is_further_from_the_untouched_image(series: Series) -> None:
    distances = [departure(series, severity, scene()) for severity in range(SEVERITIES + 1)]
    assert distances == sorted(distances) and distances[0] == 0 < distances[1]


@pytest.mark.parametrize("name", ["speckle", "shadow", "poor contact", "shift", "text"])
def test_chance_follows_the_seed(name: str) -> None:
    series = by_name(name)
    found = [series.perturb(scene(), 3, seed) for seed in range(8)]
    assert len({(one.pixels.tobytes(), one.roi) for one in found}) > 1


@pytest.mark.parametrize("series", [one for one in CATALOGUE if one.name.startswith(("gain", "TGC", "dynamic", "grey"))])
def test_a_scanners_setting_leaves_its_screen_alone(series: Series) -> None:
    beside = np.ones((120, 160), np.bool_)
    scene().field.crop(beside.view(np.uint8))[:] = 0
    assert (series.perturb(scene(), 5, 0).pixels[beside] == 0).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(-12, 12), st.integers(0, 2**16))
def test_a_gain_shifts_every_level_alike_and_never_turns_two_round(decibel: float, seed: int) -> None:
    image = np.arange(256, dtype=np.uint8)[None]
    louder = change_gain(image, decibel).astype(int)[0]
    assert (np.diff(louder) >= 0).all()
    inside = (louder > 0) & (louder < 255)
    assert np.abs(louder - image[0] - decibel * DECIBEL)[inside].max() <= 0.5
    for changed in (change_dynamic_range(image, 45), *(change_grey_map(image, kind, 2) for kind in GreyMap)):
        assert (np.diff(changed.astype(int)) >= 0).all()


def test_tgc_tilts_about_the_middle() -> None:
    grey = np.full((101, 4), 128, np.uint8)
    tilted = tilt_gain(grey, 6)
    assert tilted[50, 0] == 128 and tilted[-1, 0] - 128 == 128 - tilted[0, 0] == round(3 * DECIBEL)


def test_the_dynamic_range_is_the_simulated_scanners() -> None:
    """The same echo, compressed by the scanner to 60 and to 50 dB."""
    from edge_app.phantom.scanner import DeviceSettings, Scanner

    echo = np.exp(np.random.default_rng(0).normal(-1.5, 0.5, (500, 300))).astype(np.float32)
    wide, narrow = (Scanner(DeviceSettings(dynamic_range_db=decibel, speckle_reduction=0)).compress(echo) for decibel in (60, 50))
    inside = (wide > 0) & (wide < 255)
    assert np.abs(change_dynamic_range(wide, 50).astype(int) - narrow)[inside].max() <= 2


@pytest.mark.parametrize(("ratio", "is_finer"), [(0.7, False), (1.4, True)])
def test_a_frequency_changes_detail_and_not_brightness(ratio: float, is_finer: bool) -> None:
    grey = scanned_speckle(3, 2, 1.2)
    changed = change_frequency(grey, ratio, 0.1)
    assert abs(float(changed.mean()) - float(grey.mean())) < 3

    def detail(image: GreyImage) -> float:
        return float(np.abs(np.diff(image.astype(float), axis=1)).mean())

    assert (detail(changed) > detail(grey)) == is_finer


@pytest.mark.parametrize(
    ("name", "severity"), [("depth deeper", 4), ("depth shallower", 2), ("mirror", 1), ("crop", 3), ("shift", 4)]
)
def test_a_window_is_where_the_tissue_was(name: str, severity: int) -> None:
    """A bright square is found in the perturbed image where the window says that it was."""
    untouched = scene()
    pixels = np.full_like(untouched.pixels, 20)
    pixels[40:60, 70:90] = 200
    untouched = untouched.with_pixels(pixels)
    changed = by_name(name).perturb(untouched, severity, 2)
    rows, columns = np.nonzero(changed.pixels > 110)
    square = Roi(int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    window = changed.window(square)
    np.testing.assert_allclose((window.x, window.y, window.w, window.h), (70, 40, 20, 20), atol=1.6)
    if name.startswith("depth"):
        assert changed.mm_per_pixel == pytest.approx(0.1 * by_name(name).amount(severity))


def test_every_cell_has_a_name_of_its_own() -> None:
    names = [cell.name for cell in cells()]
    assert len(set(names)) == len(names) == 5 * (len(CATALOGUE) - 1) + 1
    assert all(name.replace("-", "").isalnum() for name in names)
