"""The sender's clock: a picture's age is what it took longer than the quickest one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from edge_app.capture.sender_clock import STEP_NS, SenderClock


def test_age_is_what_a_picture_took_longer_than_the_quickest() -> None:
    clock, second = SenderClock(), 10**9
    sent = [1000.0, 1000.1, 1000.2, 1000.3]
    took = [0.25, 0.2, 0.9, 0.2]
    arrived = [round((s - 1000 + t) * second) for s, t in zip(sent, took, strict=True)]
    captured = [clock.captured_ns(s, a) for s, a in zip(sent, arrived, strict=True)]
    ages = [(a - c) / second for a, c in zip(arrived, captured, strict=True)]
    assert ages == pytest.approx([0, 0, 0.7, 0], abs=1e-6)
    assert all(earlier <= later for earlier, later in pairwise(captured))


def test_time_does_not_run_backwards_when_a_quicker_picture_comes() -> None:
    clock = SenderClock()
    assert clock.captured_ns(1000.0, 10**9) == 10**9
    assert clock.captured_ns(1000.1, 10**9 + 10**7) == 10**9 + 10**7  # sent 100 ms later, here 10 ms later
    assert clock.captured_ns(1000.105, 10**9 + 10**8) == 10**9 + 15 * 10**6


def test_a_picture_sent_again_goes_on_ageing() -> None:
    clock = SenderClock()
    assert [clock.captured_ns(1000.0, arrived) for arrived in (5, 10**9, 10**10)] == [5, 5, 5]


def test_a_sender_without_a_clock_is_stamped_on_arrival() -> None:
    clock = SenderClock()
    assert [clock.captured_ns(0.0, arrived) for arrived in (5, 7)] == [5, 7]


def test_a_clock_that_was_set_costs_no_more_than_its_step() -> None:
    clock = SenderClock()
    clock.captured_ns(5000.0, 10**9)
    assert clock.captured_ns(1000.0, 2 * 10**9) == 2 * 10**9
    assert clock.captured_ns(1001.0, 3 * 10**9) == 3 * 10**9
    late = STEP_NS // 2
    assert clock.captured_ns(1002.0, 4 * 10**9 + late) == 4 * 10**9
