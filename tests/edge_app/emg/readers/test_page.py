"""Traces on a page: what is drawn is found again, sample by sample."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.emg.readers.page import find_strips, read_page
from edge_app.emg.readers.read_as import ReadAs
from edge_app.errors import EmgError
from edge_app.records import GreyImage
from tests.support.emg_recordings import drawn_page, made_trace

PAGE = Path("page.png")
SCALE = 0.3  # px per µV
STRIPS = [made_trace(10_000, 1.0).samples[start : start + 1000] for start in (2800, 4600, 0)]


@pytest.fixture(params=["dark on light", "light on dark", "scanned"])
def page(request: pytest.FixtureRequest) -> GreyImage:
    drawn = drawn_page(STRIPS, SCALE)
    if request.param == "light on dark":
        return 255 - drawn
    if request.param == "scanned":
        blurred = cv2.GaussianBlur(drawn, (0, 0), 0.6).astype(np.float64) + np.random.default_rng(1).normal(0, 4, drawn.shape)
        return np.clip(blurred, 0, 255).astype(np.uint8)
    return drawn


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_strip_is_read_to_a_pixel(page: GreyImage, number: int) -> None:
    read_as = ReadAs(channel=f"strip {number}", milliseconds=100, microvolt_per_pixel=1 / SCALE)
    trace = read_page(page, PAGE, read_as)
    drawn = STRIPS[number - 1]
    microvolts = trace.microvolts()
    assert microvolts is not None and abs(len(microvolts) - len(drawn)) <= 6
    assert trace.rate_hz == pytest.approx(10_000, rel=0.01)
    # Where the line begins is found to some pixels; what lies between is compared where it fits best.
    off = min(range(-3, 4), key=lambda by: float(np.abs(_shifted(microvolts, by) - drawn[10:980]).mean()))
    difference = np.abs(_shifted(microvolts, off) - drawn[10:980])
    assert difference.mean() < 1.5 / SCALE
    assert abs(float(microvolts.max() - drawn.max())) < 3 / SCALE and abs(float(microvolts.min() - drawn.min())) < 3 / SCALE


def _shifted(values: np.ndarray, by: int) -> np.ndarray:
    return values[10 + by : 980 + by]


def test_without_a_scale_a_page_is_not_calibrated(page: GreyImage) -> None:
    assert read_page(page, PAGE, ReadAs(milliseconds=100)).microvolt_per_count is None


def test_a_spike_a_pixel_wide_is_kept() -> None:
    samples = np.zeros(1000, np.float32)
    samples[500] = -200
    strip = find_strips(drawn_page([samples], SCALE))
    assert len(strip) == 1 and strip[0].max() == pytest.approx(60, abs=2)  # px, up


@pytest.mark.parametrize(
    ("pixels", "read_as", "said"),
    [
        (drawn_page(STRIPS), ReadAs(), "state it with --milliseconds"),
        (np.full((400, 600), 255, np.uint8), ReadAs(milliseconds=100), "shows no trace"),
        (drawn_page(STRIPS), ReadAs(milliseconds=100, channel="4"), "no channel '4'"),
        (drawn_page(STRIPS), ReadAs(milliseconds=1e9), "cannot be"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_cure(pixels: GreyImage, read_as: ReadAs, said: str) -> None:
    with pytest.raises(EmgError, match=said) as error:
        read_page(pixels, PAGE, read_as)
    assert str(error.value).startswith("page.png") and "\n" not in str(error.value)
