"""The statistics of the realism tables, on textures whose values are known."""

import cv2
import numpy as np
import pytest

from edge_app.records import GreyImage
from quantize.studies.phantom_realism.texture_statistics import SIDE, measure, speckle_widths


def smooth_noise(across: float, down: float, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """White noise through a Gaussian of these standard deviations (px), mean 0, deviation 1."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), across, sigmaY=down)
    return np.asarray((noise - noise.mean()) / noise.std(), np.float32)


def as_image(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> GreyImage:
    return np.clip(np.rint(128 + 30 * values), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("across", "down"), [(2.0, 1.5), (4.0, 2.0), (3.0, 3.0)])
def test_the_widths_of_speckle_are_those_of_its_autocovariance(across: float, down: float) -> None:
    """Noise through a Gaussian of sigma has an autocovariance of sigma sqrt 2, whose full width is 2.355 times that."""
    widths = np.mean([speckle_widths(30 * smooth_noise(across, down, seed)) for seed in range(4)], axis=0)
    assert widths == pytest.approx([3.33 * down, 3.33 * across], rel=0.12)


def test_layers_have_vertical_power_and_their_turn_has_horizontal() -> None:
    layers = as_image(smooth_noise(8.0, 0.8))
    assert measure(layers).vertical_over_horizontal > 1
    assert measure(np.ascontiguousarray(layers.T)).vertical_over_horizontal < -1


def test_fully_developed_speckle_has_the_values_of_theory() -> None:
    """A Rayleigh envelope has a signal-to-noise ratio of 1.91 and a Nakagami shape of 1; 60 dB over 255 grey levels."""
    rng = np.random.default_rng(1)
    envelope = np.hypot(*rng.standard_normal((2, SIDE, SIDE)))
    image = np.clip(np.rint(200 + 255 / 60 * 20 * np.log10(envelope)), 0, 255).astype(np.uint8)
    measured = measure(image)
    assert measured.snr == pytest.approx(1.91, abs=0.05)
    assert measured.nakagami_m == pytest.approx(1.0, abs=0.05)


def test_slope_mean_and_entropy() -> None:
    ramp = np.broadcast_to(np.linspace(200, 100, SIDE)[:, None], (SIDE, SIDE)).astype(np.uint8)
    measured = measure(np.ascontiguousarray(ramp))
    assert measured.depth_slope_db == pytest.approx(-100 * 60 / 255, rel=0.02)
    assert measured.mean_grey == pytest.approx(150, abs=1)
    assert measured.entropy == pytest.approx(np.log2(101), abs=0.1)


def test_a_black_crop_is_finite() -> None:
    assert np.isfinite(measure(np.zeros((300, 200), np.uint8)).numbers()).all()
