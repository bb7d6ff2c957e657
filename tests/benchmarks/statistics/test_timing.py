"""A `Timing`, and its intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.result.timing import Percentile, Timing
from benchmarks.statistics.bootstrap import interval, mean_of_starts, ratio_interval
from benchmarks.statistics.timing import FRACTIONS, timing


def at(found: Timing, fraction: float) -> Percentile:
    return next(one for one in found.percentiles if one.fraction == fraction)


def test_a_percentile_without_enough_samples_is_none() -> None:
    few = timing([np.linspace(1, 2, 63)])
    assert at(few, 0.9) == Percentile(0.9, None, None, None, None)
    enough = timing([np.linspace(1, 2, 64)])
    assert at(enough, 0.9).ms == pytest.approx(1.9) and at(enough, 0.9).at_most_ms == 2.0
    assert at(enough, 0.99).ms is None


def test_five_cold_starts_have_a_mean_and_no_percentile() -> None:
    found = timing([np.array([value]) for value in (3.0, 1.0, 2.0, 5.0, 4.0)])
    assert (found.count, found.starts, found.mean_ms, found.min_ms, found.max_ms) == (5, 5, 3.0, 1.0, 5.0)
    assert found.start_medians_ms == (3.0, 1.0, 2.0, 5.0, 4.0)
    assert all(one.ms is None for one in found.percentiles)


def test_one_start_has_no_interval() -> None:
    median = at(timing([np.linspace(1, 2, 1000)]), 0.5)
    assert median.ms is not None and median.low_ms is None and median.high_ms is None


def test_an_interval_is_as_wide_as_the_starts_differ() -> None:
    """Within each start hardly anything varies: times that were taken as independent would give a far too narrow interval."""
    rng = np.random.default_rng(0)
    starts = [level + rng.normal(0, 0.001, 2000) for level in (4.0, 4.2, 4.4, 4.1, 4.3)]
    median = at(timing(starts), 0.5)
    assert median.low_ms is not None and median.high_ms is not None
    assert 4.0 <= median.low_ms < 4.15 and 4.25 < median.high_ms <= 4.4


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="no time"):
        timing([np.array([])])


@settings(max_examples=20)
@given(st.lists(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=80), min_size=1, max_size=4))
def test_percentiles_rise_and_lie_within_the_times(starts: list[list[float]]) -> None:
    found = timing([np.array(times) for times in starts])
    known = [one.ms for one in found.percentiles if one.ms is not None]
    assert known == sorted(known) and all(found.min_ms <= ms <= found.max_ms for ms in known)
    assert found.count == sum(map(len, starts)) and len(found.percentiles) == len(FRACTIONS)
    for one in found.percentiles:
        if one.ms is not None and one.low_ms is not None and one.high_ms is not None:
            assert one.low_ms <= one.ms <= one.high_ms
            assert one.at_most_ms is None or one.at_most_ms >= one.ms * (1 - 1e-12) or one.fraction < 0.5


def test_a_bootstrap_needs_two_values() -> None:
    assert interval([1.0], mean_of_starts) is None and ratio_interval([1.0, 2.0], [1.0]) is None


@settings(max_examples=20)
@given(st.lists(st.floats(1, 100), min_size=2, max_size=6), st.floats(0.1, 10))
def test_the_ratio_of_a_machine_to_one_that_is_as_many_times_slower(values: list[float], factor: float) -> None:
    around = ratio_interval([factor * value for value in values], values)
    assert around is not None and around[0] <= factor * (1 + 1e-9) and around[1] >= factor * (1 - 1e-9)
