"""The slope of a series that wanders: right, with an interval that covers the truth as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.statistics.trend import slope


def wandering(rng: np.random.Generator, drift: float, samples: int = 420) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A random walk with drift: steps that stay."""
    return np.asarray(np.cumsum(drift + rng.normal(0, 0.1, samples)), np.float64)


def scattering(rng: np.random.Generator, drift: float, samples: int = 420) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(drift * np.arange(samples) + rng.normal(0, 0.5, samples), np.float64)


def test_an_even_rise_is_found_to_the_digit() -> None:
    value, low, high = slope([np.arange(100.0) * 0.25]) or (0.0, 0.0, 0.0)
    assert value == pytest.approx(0.25) and low == pytest.approx(0.25) and high == pytest.approx(0.25)


@pytest.mark.parametrize("series", [wandering, scattering])
def test_nineteen_of_twenty_intervals_hold_the_truth(series: object) -> None:
    rng, drift = np.random.default_rng(3), 0.01
    found = [slope([series(rng, drift)]) for _ in range(400)]  # type: ignore[operator]
    covered = np.mean([one is not None and one[1] <= drift <= one[2] for one in found])
    assert covered >= 0.92


def test_a_wandering_level_is_not_called_growth_with_false_certainty() -> None:
    """Least squares' own interval, from the scatter about the line, would hold the truth in one case of ten."""
    rng = np.random.default_rng(4)
    certain = [one for _ in range(200) if (one := slope([wandering(rng, 0.0)])) and (one[1] > 0 or one[2] < 0)]
    assert len(certain) <= 0.08 * 200


def test_each_start_has_a_level_of_its_own() -> None:
    """The second start begins 100 higher: that is no growth."""
    first = np.arange(60.0) * 0.5
    value, low, high = slope([first, first + 100]) or (0.0, 0.0, 0.0)
    assert value == pytest.approx(0.5) and high - low < 1e-6


def test_too_few_samples_have_no_slope() -> None:
    assert slope([np.arange(20.0)]) is None and slope([]) is None
