"""The sender's clock: a frame's age is what it took longer than the quickest one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest

from edge_app.capture.openigtlink.remote_clock import STEADY_FOR_NS, RemoteClock


def test_age_is_what_a_frame_took_longer_than_the_quickest() -> None:
    clock, second = RemoteClock(), 10**9
    sent = [1000.0, 1000.1, 1000.2, 1000.3]
    took = [0.25, 0.2, 0.9, 0.2]
    arrived = [round((s - 1000 + t) * second) for s, t in zip(sent, took, strict=True)]
    captured = [clock.captured_ns(s, a) for s, a in zip(sent, arrived, strict=True)]
    ages = [(a - c) / second for a, c in zip(arrived, captured, strict=True)]
    assert ages == pytest.approx([0, 0, 0.7, 0], abs=1e-6)
    assert all(earlier <= later for earlier, later in pairwise(captured))


def test_time_does_not_run_backwards_when_a_quicker_frame_comes() -> None:
    clock = RemoteClock()
    assert clock.captured_ns(1000.0, 10**9) == 10**9
    assert clock.captured_ns(1000.1, 10**9 + 10**7) == 10**9 + 10**7  # sent 100 ms later, here 10 ms later
    assert clock.captured_ns(1000.105, 10**9 + 10**8) == 10**9 + 15 * 10**6


def test_a_frame_sent_again_goes_on_ageing() -> None:
    clock = RemoteClock()
    assert [clock.captured_ns(1000.0, arrived) for arrived in (5, 10**9, 10**10)] == [5, 5, 5]


def test_a_sender_without_a_clock_is_stamped_on_arrival() -> None:
    clock = RemoteClock()
    assert [clock.captured_ns(0.0, arrived) for arrived in (5, 7)] == [5, 7]


SECOND = 10**9


def ages(clock: RemoteClock, sent: Iterable[tuple[float, float]]) -> list[float]:
    """Ages, s, of frames at (stamp, arrival), s."""
    return [arrived - clock.captured_ns(stamp, round(arrived * SECOND)) / SECOND for stamp, arrived in sent]


def test_a_clock_that_was_set_forward_costs_nothing() -> None:
    assert ages(RemoteClock(), [(5000.0, 1.0), (9000.0, 2.0), (9001.0, 3.0), (9002.0, 4.25)]) == pytest.approx([0, 0, 0, 0.25])


@pytest.mark.parametrize("back", [4000.0, 10.0, 0.5])
def test_a_clock_that_was_set_back_is_believed_once_it_has_gone_on_evenly(back: float) -> None:
    clock, step = RemoteClock(), 1 / 8
    assert max(ages(clock, [(5000 + i * step, 10 + i * step) for i in range(80)])) == pytest.approx(0)
    after = ages(clock, [(5010 - back + i * step, 20 + i * step) for i in range(160)])
    settled = round(STEADY_FOR_NS / SECOND / step)
    assert min(after[:settled]) > 0.1
    assert after[settled + 1 :] == pytest.approx([0] * (159 - settled), abs=1e-6)


def test_old_frames_that_are_leafed_through_stay_old() -> None:
    clock = RemoteClock()
    ages(clock, [(5000 + i, 10.0 + i) for i in range(60)])
    leafed = [(5050.0, 71.0), (5049.0, 71.5), (5048.0, 72.5), (5046.0, 74.0), (5047.0, 77.0), (5010.0, 82.0), (5059.0, 90.0)]
    assert min(ages(clock, leafed)) > 1


def test_a_queue_that_grows_and_stays_is_no_clock_that_was_set() -> None:
    clock, late = RemoteClock(), 3.0
    ages(clock, [(5000 + i / 10, 10 + i / 10) for i in range(10)])
    queued = [(5001 + i / 10, 11 + i / 10 + min(late, i / 30)) for i in range(300)]
    assert ages(clock, queued)[100:] == pytest.approx([late] * 200, abs=1e-6)


def test_after_another_connection_an_old_frame_is_old_and_another_clock_is_learned() -> None:
    clock = RemoteClock()
    ages(clock, [(5000 + i / 10, 10 + i / 10) for i in range(10)])
    clock.connected()
    assert ages(clock, [(5000.9, 50.0), (5000.5, 60.0)]) == pytest.approx([39.1, 49.1], abs=1)
    clock.connected()
    behind = ages(clock, [(5080.0 + i / 10, 100 + i / 10) for i in range(100)])  # booted anew, 10 s behind
    assert behind[0] == pytest.approx(10, abs=0.1) and behind[-1] == pytest.approx(0, abs=1e-6)
