"""The one-slot mailbox between the threads, with real threads."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from edge_app.worker import Latest
from tests.support.wait_until import wait_until


@given(st.lists(st.one_of(st.integers(), st.none()), max_size=50))
def test_newest_wins_and_every_value_is_taken_or_dropped(actions: list[int | None]) -> None:
    """An integer is put, None takes."""
    box: Latest[int] = Latest()
    lies: int | None = None
    puts = taken = 0
    for action in actions:
        if action is None:
            assert box.take(0) == lies
            taken += lies is not None
            lies = None
        else:
            assert box.put(action)
            lies, puts = action, puts + 1
        assert puts == taken + box.dropped + (lies is not None)
    box.close()
    assert puts == taken + box.dropped


def test_no_wakeup_is_lost_between_threads() -> None:
    """Each value is put only after the one before was taken, so a lost wakeup would hang the exchange."""
    there: Latest[int] = Latest()
    back: Latest[int] = Latest()

    def echo() -> None:
        while (value := there.take()) is not None:
            back.put(value)

    thread = threading.Thread(target=echo, daemon=True)
    thread.start()
    for value in range(1, 5001):
        there.put(value)
        assert back.take(5.0) == value
    there.close()
    thread.join(2.0)
    assert not thread.is_alive()
    assert there.dropped == back.dropped == 0


def test_a_racing_producer_is_seen_in_order_and_accounted_for() -> None:
    box: Latest[int] = Latest()
    seen: list[int] = []

    def consume() -> None:
        while not box.closed:
            if (value := box.take(0.01)) is not None:
                seen.append(value)

    thread = threading.Thread(target=consume, daemon=True)
    thread.start()
    for value in range(20_000):
        box.put(value)
    wait_until(lambda: bool(seen) and seen[-1] == 19_999)
    box.close()
    thread.join(2.0)
    assert seen == sorted(set(seen))
    assert len(seen) + box.dropped == 20_000


def test_closing_wakes_every_taker_and_refuses_what_comes_later() -> None:
    box: Latest[int] = Latest()
    results: list[int | None] = []
    threads = [threading.Thread(target=lambda: results.append(box.take()), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    box.close()
    for thread in threads:
        thread.join(2.0)
    assert results == [None, None, None]
    assert not box.put(1)
    assert box.take() is None


def test_a_timeout_gives_nothing() -> None:
    assert Latest[int]().take(0.01) is None
