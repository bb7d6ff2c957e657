"""What may be believed of the frame, in a time that the tests make up."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.capture.monitor import StreamMonitor, StreamState, Timeouts
from edge_app.records import Frame

MS = 1_000_000  # ns
PERIOD_MS = 33.0
RATE = 1000 / PERIOD_MS
PATIENCE = Timeouts(stale_ms=150, lost_ms=2000, frozen_ms=1000, format_ms=2000)


def frame(number: int, at_ms: float, still: bool = False, size: tuple[int, int] = (8, 6)) -> Frame:
    pixels = np.full((size[1], size[0]), 255 if still else number % 250, np.uint8)
    return Frame(pixels, number, int(at_ms * MS), None, "test")


class Line:
    """A watch, and frames that come to it as from a probe."""

    def __init__(self, patience: Timeouts = PATIENCE) -> None:
        self.watch = StreamMonitor(patience)
        self.now_ms = 1000.0
        self.number = 0
        self.watch.opened(self._ns)

    @property
    def _ns(self) -> int:
        return int(self.now_ms * MS)

    def state(self) -> StreamState:
        return self.watch.state(self._ns)[0]

    @property
    def age_ms(self) -> float:
        return self.watch.age_ms(self._ns) or -1.0

    def send(self, count: int = 1, still: bool = False, size: tuple[int, int] = (8, 6), lag_ms: float = 0.0) -> None:
        for _ in range(count):
            self.now_ms += PERIOD_MS
            self.watch.arrived(frame(self.number, self.now_ms - lag_ms, still, size), RATE, self._ns)
            self.number += 1

    def wait(self, ms: float) -> None:
        self.now_ms += ms

    def lose(self, reason: str = "The probe was unplugged.") -> None:
        self.watch.lost(reason, self._ns)

    def reopen(self) -> None:
        self.watch.opened(self._ns)

    def reported(self) -> list[str]:
        return [change.state.value for change in self.watch.transitions]


def test_it_connects_lives_grows_stale_and_is_lost() -> None:
    line = Line()
    assert line.state() is StreamState.CONNECTING
    line.send()
    assert line.state() is StreamState.LIVE
    line.wait(149)
    assert line.state() is StreamState.LIVE
    line.wait(1)
    assert line.state() is StreamState.STALE and line.age_ms == pytest.approx(150)
    line.wait(1850)
    assert line.state() is StreamState.LOST and line.age_ms == pytest.approx(2000)
    line.send()
    assert line.state() is StreamState.LIVE
    assert line.reported() == ["connecting", "live", "stale", "lost", "live"]


def test_what_only_time_brought_about_is_recorded_with_its_own_time_though_nobody_looked() -> None:
    line = Line()
    line.send()
    seen_ns = line._ns
    line.wait(10_000)
    line.send()
    assert line.reported() == ["connecting", "live", "stale", "lost", "live"]
    times = [change.at_ns - seen_ns for change in line.watch.transitions]
    assert times[1:4] == [0, 150 * MS, 2000 * MS]
    assert line.watch.tally.losses == 1


def test_a_pulled_cable_is_reported_at_once_with_its_reason() -> None:
    line = Line()
    line.send(10)
    line.lose()
    assert line.watch.state(line._ns) == (StreamState.LOST, "The probe was unplugged.")
    line.reopen()
    assert line.state() is StreamState.RECONNECTING
    line.wait(500)
    assert line.state() is StreamState.RECONNECTING and line.age_ms == pytest.approx(500)
    line.send()
    assert line.state() is StreamState.LIVE
    assert line.reported() == ["connecting", "live", "lost", "reconnecting", "live"]


def test_attempts_that_fail_alike_are_one_loss() -> None:
    line = Line()
    line.send()
    for _ in range(50):
        line.lose()
        line.wait(500)
    assert line.watch.tally.losses == 1
    assert line.reported() == ["connecting", "live", "lost"]


def test_a_frozen_scanner_is_distinguished_from_a_dead_cable() -> None:
    line = Line()
    line.send(10)
    line.send(31, still=True)
    assert line.state() is StreamState.LIVE
    line.send(3, still=True)
    state, reason = line.watch.state(line._ns)
    assert state is StreamState.SCANNER_FROZEN and "frozen" in reason
    assert line.age_ms >= 1000  # of the frame, not of its last copy
    line.lose()
    assert line.state() is StreamState.LOST
    line.reopen()
    line.send()
    assert line.state() is StreamState.LIVE
    assert "frozen" in line.reported()


def test_one_bit_of_noise_is_life() -> None:
    line = Line()
    for i in range(200):
        line.send(still=i % 30 != 0)
    assert "frozen" not in line.reported()


def test_frames_that_come_twice_are_counted_and_are_not_frozen() -> None:
    """A scanner of 30 frames a second on a grabber of 60."""
    line = Line()
    for i in range(100):
        line.number = i
        line.now_ms += PERIOD_MS
        line.watch.arrived(frame(i // 2, line.now_ms), RATE, line._ns)
    assert line.watch.tally.duplicates == 50
    assert line.reported() == ["connecting", "live"]


def test_a_recording_may_stand_still() -> None:
    line = Line(Timeouts(frozen_ms=math.inf))
    line.send(500, still=True)
    assert line.state() is StreamState.LIVE and line.age_ms < 1


def test_another_size_is_reported_for_a_while() -> None:
    line = Line()
    line.send(10)
    line.send(1, size=(16, 12))
    state, reason = line.watch.state(line._ns)
    assert state is StreamState.FORMAT_CHANGED and state.current
    assert "8 x 6 to 16 x 12" in reason
    line.send(70, size=(16, 12))
    assert line.reported() == ["connecting", "live", "format changed", "live"]


def test_another_size_after_a_replug_is_reported_too() -> None:
    line = Line()
    line.send()
    line.lose()
    line.reopen()
    line.send(size=(16, 12))
    assert line.state() is StreamState.FORMAT_CHANGED


def test_a_frame_that_arrives_old_is_not_live() -> None:
    """The kernel's stamp counts, not the arrival: a queue that lags is stale."""
    line = Line()
    line.send(lag_ms=400)
    assert line.state() is StreamState.STALE


def test_a_stream_with_a_late_frame_is_stale_until_it_has_been_steady() -> None:
    """On a busy machine it would flicker between stale and live with every frame."""
    line = Line()
    line.send(8)
    line.wait(160)
    line.send(4)  # the first is late, the others come within 99 ms
    assert line.state() is StreamState.STALE and line.age_ms < 150
    line.send()
    assert line.state() is StreamState.LIVE
    assert line.reported() == ["connecting", "live", "stale", "live"]


@pytest.mark.parametrize("rate", [1.0, 0.001, 1e-300])
def test_a_source_that_calls_itself_slower_than_any_probe_is_not_believed(rate: float) -> None:
    watch = StreamMonitor(PATIENCE)
    watch.opened(0)
    watch.arrived(frame(0, 0), rate, 0)
    assert watch.state(1499 * MS)[0] is StreamState.LIVE
    assert watch.state(1501 * MS)[0] is StreamState.STALE
    assert watch.state(2001 * MS)[0] is StreamState.LOST


def test_a_slow_source_is_given_three_periods() -> None:
    watch = StreamMonitor(PATIENCE)
    watch.arrived(frame(0, 0), 4.0, 0)
    assert watch.state(749 * MS)[0] is StreamState.LIVE
    assert watch.state(750 * MS)[0] is StreamState.STALE


def test_gaps_are_counted_but_not_over_a_replug() -> None:
    line = Line()
    line.send(5)
    line.number += 3
    line.send(5)
    line.lose()
    line.number += 100
    line.reopen()
    line.send(5)
    tally = line.watch.tally
    assert (tally.frames, tally.gaps, tally.missing, tally.losses) == (15, 1, 3, 1)


def test_a_recording_that_ended_is_neither_stale_nor_lost() -> None:
    line = Line()
    line.send()
    line.watch.ended(line._ns)
    line.wait(60_000)
    assert line.state() is StreamState.ENDED and not line.state().current


def test_the_record_is_bounded() -> None:
    line = Line()
    for _ in range(2000):
        line.send()
        line.lose()
        line.reopen()
    assert len(line.watch.transitions) == 1000 and len(line.watch.hand_over_ms) == 1000


events = st.lists(st.tuples(st.sampled_from(["send", "still", "big", "lose", "reopen", "look"]), st.floats(0, 3000)), max_size=60)


@given(events)
def test_nothing_old_is_ever_called_live_and_the_record_is_in_order(steps: list[tuple[str, float]]) -> None:
    line = Line()
    for step, pause in steps:
        line.wait(pause)
        match step:
            case "send":
                line.send()
            case "still":
                line.send(still=True)
            case "big":
                line.send(size=(16, 12))
            case "lose":
                line.lose()
            case "reopen":
                line.reopen()
        if line.state().current:
            newest = line.watch._frame
            assert newest is not None and line._ns - newest.captured_ns < 150 * MS
            assert line.age_ms < 1150
    changes = line.watch.transitions
    assert all(a.at_ns <= b.at_ns for a, b in pairwise(changes))
    assert all((a.state, a.reason) != (b.state, b.reason) for a, b in pairwise(changes))


def test_every_change_of_state_is_in_the_journal_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        line = Line()
        line.send(10)
        line.lose()
        line.wait(500)
        assert line.state() is StreamState.LOST
        line.reopen()
        line.send(10)
        line.state()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["probe connecting", "probe live", "probe lost", "probe reconnecting", "probe live"]
