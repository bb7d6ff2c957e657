"""The analysis gives way at once, for a while, and within bounds; the image goes on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.inference_pace import CALM_NS, MAX_INTERVAL_MS, MIN_INTERVAL_MS, SHARE, Pace, Slowdown, next_pace
from edge_app.system.board_health import BoardHealth, Concern

LIMIT_MS = 200.0
WELL = BoardHealth()
HOT = BoardHealth(frozenset({Concern.HEAT}))

healths = st.frozensets(st.sampled_from(Concern)).map(BoardHealth)
latencies = st.none() | st.floats(0, 10_000)


def test_every_concern_is_a_slowdown_of_the_same_name() -> None:
    for concern in Concern:
        pace = next_pace(Pace(), BoardHealth(frozenset({concern})), 30.0, LIMIT_MS, 0)
        assert pace.slowed_by.value == concern.value and pace.is_reduced


def test_well_and_fast_it_is_the_full_rate() -> None:
    assert next_pace(Pace(), WELL, 30.0, LIMIT_MS, 0) == Pace() and Pace().interval_ms == 0
    assert next_pace(Pace(), WELL, None, LIMIT_MS, 0) == Pace()


def test_it_is_reduced_at_once_and_full_only_after_a_calm_time() -> None:
    pace = next_pace(Pace(), HOT, 30.0, LIMIT_MS, 1000)
    assert pace == Pace(Slowdown.HEAT, MIN_INTERVAL_MS, 1000)
    for now_ns in (2000, 1000 + CALM_NS - 1):
        pace = next_pace(pace, WELL, 30.0, LIMIT_MS, now_ns)
        assert pace.slowed_by is Slowdown.HEAT
    assert next_pace(pace, WELL, 30.0, LIMIT_MS, 1000 + CALM_NS) == Pace()


def test_undervoltage_that_comes_and_goes_does_not_make_it_flicker() -> None:
    pace, changes = Pace(), 0
    for look in range(100):  # every two seconds
        health = BoardHealth(frozenset({Concern.UNDERVOLTAGE})) if look % 5 == 0 else WELL
        after = next_pace(pace, health, 30.0, LIMIT_MS, look * 2_000_000_000)
        changes += after.is_reduced is not pace.is_reduced
        pace = after
    assert changes == 1


def test_the_supply_is_named_before_the_heat() -> None:
    both = BoardHealth(frozenset({Concern.HEAT, Concern.UNDERVOLTAGE}))
    assert next_pace(Pace(), both, 30.0, LIMIT_MS, 0).slowed_by is Slowdown.UNDERVOLTAGE


@pytest.mark.parametrize(("latency_ms", "interval_ms"), [(30, MIN_INTERVAL_MS), (100, SHARE * 100), (300, MAX_INTERVAL_MS)])
def test_the_pause_follows_the_latency(latency_ms: float, interval_ms: float) -> None:
    assert next_pace(Pace(), HOT, latency_ms, LIMIT_MS, 0).interval_ms == interval_ms


def test_a_slow_analysis_is_a_reason_by_itself_and_has_to_become_clearly_faster() -> None:
    pace = next_pace(Pace(), WELL, LIMIT_MS + 1, LIMIT_MS, 0)
    assert pace.slowed_by is Slowdown.SLOW
    pace = next_pace(pace, WELL, 0.8 * LIMIT_MS, LIMIT_MS, 2 * CALM_NS)
    assert pace.is_reduced
    assert not next_pace(pace, WELL, 0.6 * LIMIT_MS, LIMIT_MS, 4 * CALM_NS).is_reduced


@settings(max_examples=40)
@given(st.lists(st.tuples(healths, latencies, st.integers(0, 10**11)), max_size=20))
def test_it_is_always_within_bounds_and_never_reduced_without_a_cause(looks: list[tuple[BoardHealth, float | None, int]]) -> None:
    pace, now_ns = Pace(), 0
    for health, latency_ms, passed_ns in looks:
        now_ns += passed_ns
        before, pace = pace, next_pace(pace, health, latency_ms, LIMIT_MS, now_ns)
        assert MIN_INTERVAL_MS <= pace.interval_ms <= MAX_INTERVAL_MS if pace.is_reduced else pace == Pace()
        if health.concerns:
            assert pace.slowed_by.value in health.concerns
        elif pace.is_reduced:
            assert before.is_reduced or (latency_ms or 0) > LIMIT_MS
