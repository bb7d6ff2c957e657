"""OpenCV's packed transform gives what numpy's gives."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.guard.measures.real_transform import autocorrelation, power_spectrum


@pytest.mark.parametrize("n", [8, 48, 112, 224])
def test_power_and_autocorrelation_are_those_of_numpy(n: int) -> None:
    image = np.random.default_rng(n).normal(size=(n, n)).astype(np.float32)
    power = np.abs(np.fft.rfft2(image.astype(np.float64))) ** 2
    assert power_spectrum(image) == pytest.approx(power, rel=1e-3, abs=1e-3 * power.mean())
    expected = np.fft.irfft2(power, (n, n))
    assert autocorrelation(power.astype(np.float32)) == pytest.approx(expected, rel=1e-3, abs=1e-4 * expected[0, 0])
