"""The mailbox and the two threads, with real threads and real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.frame_rate import SlidingRate
from edge_app.capture.monitor import StreamState, Timeouts
from edge_app.capture.reconnect import Backoff
from edge_app.errors import EngineError
from edge_app.inference_pace import Slowdown
from edge_app.records import Finding, Frame, Guard, Roi
from edge_app.system.board_health import BoardHealth, Concern
from edge_app.worker import Displayed, Latest, TimeLimits, Worker
from tests.support.fakes import Probe, finding, textured
from tests.support.wait_until import wait_until

REGION = Roi(20, 20, 80, 60)
QUICK = TimeLimits(Timeouts(stale_ms=80, lost_ms=300), Backoff(0.02, 0.1), picture_ms=60_000, slow_ms=100, engine_retry_s=0.1)


def take(worker: Worker, kind: type[Displayed] = Finding) -> Displayed:
    """The next frame of a kind; earlier ones of the other kind are passed over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        frame = worker.frames.take(1.0)
        if isinstance(frame, kind):
            return frame
    raise AssertionError(f"no {kind.__name__} in 5 s")


class TestLatest:
    @given(st.lists(st.one_of(st.integers(), st.none()), max_size=50))
    def test_newest_wins_and_every_value_is_taken_or_dropped(self, actions: list[int | None]) -> None:
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

    def test_no_wakeup_is_lost_between_threads(self) -> None:
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

    def test_a_racing_producer_is_seen_in_order_and_accounted_for(self) -> None:
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

    def test_closing_wakes_every_taker_and_refuses_what_comes_later(self) -> None:
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

    def test_a_timeout_gives_nothing(self) -> None:
        assert Latest[int]().take(0.01) is None


class TestRate:
    @settings(deadline=None)
    @given(st.floats(1, 200), st.integers(0, 10**15))
    def test_an_even_stream_has_its_own_rate(self, hertz: float, start: int) -> None:
        rate = SlidingRate(window_s=4.0)
        period = 1e9 / hertz
        for i in range(10):
            rate.tick(start + int(i * period))
        in_window = start + int(9 * period)
        assert rate.per_second(in_window) == pytest.approx(hertz, rel=1e-3)

    def test_silence_is_zero(self) -> None:
        rate = SlidingRate(window_s=1.0)
        for i in range(10):
            rate.tick(i * 10_000_000)
        assert rate.per_second(100_000_000) == pytest.approx(100)
        assert rate.per_second(3_000_000_000) == 0


class TestWorker:
    def test_findings_come_out_on_their_own_frames(self) -> None:
        with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
            first, second = take(worker), take(worker)
            assert isinstance(first, Finding) and isinstance(second, Finding)
            assert second.frame.sequence > first.frame.sequence
            assert first.roi == REGION
            wait_until(lambda: worker.status().frames_per_second > 0 and worker.status().findings_per_second > 0)
            assert worker.status().probe is StreamState.LIVE

    def test_a_slow_analysis_gets_the_newest_frame_and_the_rest_is_counted(self) -> None:
        analysed: list[int] = []

        def slowly(frame: Frame, roi: Roi) -> Finding:
            time.sleep(0.05)
            analysed.append(frame.sequence)
            return finding(frame, roi)

        probe = Probe(rate=200)
        worker = Worker(probe, slowly, lambda _: REGION, QUICK)
        with worker:
            wait_until(lambda: len(analysed) >= 8)
        assert analysed == sorted(set(analysed))
        refused = probe.sequence - len(analysed) - worker.status().dropped
        assert refused in (0, 1)  # the frame that was being read while the mailbox closed
        assert worker.status().dropped > len(analysed)

    def test_the_region_can_be_changed_while_it_runs(self) -> None:
        with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            worker.roi = Roi(0, 0, 50, 50)
            wait_until(lambda: getattr(take(worker), "roi", None) == Roi(0, 0, 50, 50))

    def test_a_change_of_frame_size_asks_for_the_region_again(self) -> None:
        probe = Probe()
        with Worker(probe, finding, lambda frame: Roi(0, 0, frame.width, frame.height), QUICK) as worker:
            take(worker)
            probe.pixels = textured(80, 100)
            wait_until(lambda: worker.roi == Roi(0, 0, 100, 80))

    def test_a_lost_probe_is_said_and_comes_back_by_itself(self) -> None:
        probe = Probe()
        with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            for _ in range(3):
                probe.unplug()
                wait_until(lambda: worker.status().probe is StreamState.LOST)
                assert "plug it in" in worker.status().probe_fault
                probe.plug_in()
                wait_until(lambda: worker.status().probe is StreamState.LIVE)
                assert worker.status().probe_fault == ""
        assert probe.opened == probe.closed == 4

    def test_a_silent_probe_grows_stale_then_lost(self) -> None:
        probe = Probe()
        with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            probe.pause()
            wait_until(lambda: worker.status().probe is StreamState.STALE)
            wait_until(lambda: worker.status().probe is StreamState.LOST)
            assert (worker.status().age_ms or 0) >= QUICK.timeouts.lost_ms
            probe.go_on()
            wait_until(lambda: worker.status().probe is StreamState.LIVE)

    def test_a_slow_source_is_not_stale_between_its_frames(self) -> None:
        with Worker(Probe(rate=8), finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            states = set()
            for _ in range(30):
                states.add(worker.status().probe)
                time.sleep(0.01)
            assert states == {StreamState.LIVE}

    def test_a_driver_with_a_bug_looks_lost_and_recovers(self) -> None:
        probe = Probe()
        with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            probe.bug = True
            wait_until(lambda: worker.status().probe is StreamState.LOST)
            assert "ZeroDivisionError" not in worker.status().probe_fault
            probe.bug = False
            wait_until(lambda: worker.status().probe is StreamState.LIVE)

    def test_the_end_of_a_recording_is_not_a_loss(self) -> None:
        probe = Probe()
        with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
            take(worker)
            probe.end()
            wait_until(lambda: worker.status().probe is StreamState.ENDED)
            assert worker.status().probe_fault == ""

    @pytest.mark.parametrize("error", [EngineError("out of memory; restart"), ZeroDivisionError("a bug")])
    def test_a_failing_engine_leaves_the_image_and_is_asked_again(self, error: Exception) -> None:
        ill = threading.Event()

        def find(frame: Frame, roi: Roi) -> Finding:
            if ill.is_set():
                raise error
            return finding(frame, roi)

        with Worker(Probe(), find, lambda _: REGION, QUICK) as worker:
            take(worker)
            ill.set()
            bare = [take(worker, Frame) for _ in range(10)]
            assert all(isinstance(one, Frame) for one in bare)
            assert worker.status().ai_fault
            assert worker.status().probe is StreamState.LIVE
            ill.clear()
            take(worker)
            assert worker.status().ai_fault == ""

    def test_an_analysis_that_hangs_does_not_hold_up_the_image(self) -> None:
        go_on = threading.Event()

        def hang(frame: Frame, roi: Roi) -> Finding:
            go_on.wait(5.0)
            result = finding(frame, roi)
            if frame.sequence > 0:
                time.sleep(0.05)  # so that a finding on the first frame, were it shown, would be seen
            return result

        with Worker(Probe(), hang, lambda _: REGION, QUICK) as worker:
            shown = [take(worker, Frame) for _ in range(5)]
            assert worker.status().ai_fault
            go_on.set()
            late = take(worker)
            assert isinstance(late, Finding) and isinstance(shown[-1], Frame)
            assert late.frame.captured_ns >= shown[-1].captured_ns  # time never runs backwards on the screen
            wait_until(lambda: worker.status().ai_fault == "")

    def test_stopping_ends_both_threads_and_closes_the_source(self) -> None:
        probe = Probe()
        before = threading.active_count()
        worker = Worker(probe, finding, lambda _: REGION, QUICK)
        with worker:
            take(worker)
            assert threading.active_count() == before + 2
        assert threading.active_count() == before
        assert probe.opened == probe.closed == 1
        assert worker.stop()

    def test_a_source_stuck_in_its_driver_does_not_hold_up_the_stop(self) -> None:
        probe = Probe()
        worker = Worker(probe, finding, lambda _: REGION, TimeLimits(stop_s=0.1))
        with worker:
            take(worker)
            probe.pause()
            time.sleep(0.05)
            assert not worker.stop()
            probe.go_on()
        assert worker.stop()

    def test_a_probe_that_was_never_there_is_lost_without_an_age(self) -> None:
        probe = Probe()
        probe.unplug()
        with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
            wait_until(lambda: worker.status().probe is StreamState.LOST)
            assert worker.status().age_ms is None
            assert worker.roi is None


class TestReview:
    """A frozen image is looked at again, on the inference thread."""

    @staticmethod
    def worker(probe: Probe, *reviews: Callable[[Finding], Finding]) -> Worker:
        return Worker(probe, finding, lambda frame: REGION, QUICK, reviews)

    def test_it_arrives_also_when_no_frame_does(self) -> None:
        probe, looked = Probe(), list[int]()

        def review(one: Finding) -> Finding:
            looked.append(threading.get_ident())
            return replace(one, views=6)

        with self.worker(probe, review) as worker:
            seen = take(worker)
            assert isinstance(seen, Finding)
            probe.pause()
            worker.review(seen)
            found = worker.reviewed.take(30)
        assert found is not None and found.views == 6 and found.frame is seen.frame
        assert looked[0] != threading.get_ident()

    @pytest.mark.parametrize("error", [EngineError("the runtime is gone; restart it"), ZeroDivisionError("a bug")])
    def test_where_it_fails_the_finding_itself_comes_back_and_frames_go_on(self, error: Exception) -> None:
        def review(one: Finding) -> Finding:
            raise error

        with self.worker(Probe(), review) as worker:
            seen = take(worker)
            assert isinstance(seen, Finding)
            worker.review(seen)
            assert worker.reviewed.take(30) is seen
            assert take(worker) is not None

    @pytest.mark.parametrize("error", [EngineError("the runtime is gone; restart it"), ZeroDivisionError("a bug")])
    def test_what_the_steps_before_found_stays_where_a_later_one_fails(self, error: Exception) -> None:
        def judge(one: Finding) -> Finding:
            return replace(one, guard=Guard.NOT_MUSCLE)

        def fail(one: Finding) -> Finding:
            raise error

        with self.worker(Probe(), judge, fail) as worker:
            seen = take(worker)
            assert isinstance(seen, Finding)
            worker.review(seen)
            found = worker.reviewed.take(30)
        assert found is not None and found.guard is Guard.NOT_MUSCLE and found.frame is seen.frame

    def test_one_that_hangs_does_not_hold_up_the_image(self) -> None:
        go_on = threading.Event()

        def hang(one: Finding) -> Finding:
            go_on.wait(30.0)
            return one

        with self.worker(Probe(), hang) as worker:
            seen = take(worker)
            assert isinstance(seen, Finding)
            worker.review(seen)
            for _ in range(3):
                take(worker, Frame)
            assert "longer than 100 ms" in worker.status().ai_fault
            go_on.set()
            assert worker.reviewed.take(30) is seen
            take(worker)
            wait_until(lambda: worker.status().ai_fault == "")


class TestPace:
    """While the board is hot, analyses come less often; the image does not."""

    @staticmethod
    def hot() -> BoardHealth:
        return BoardHealth(frozenset({Concern.HEAT}))

    def test_every_frame_is_shown_and_findings_come_apart(self) -> None:
        with Worker(Probe(rate=100), finding, lambda _: REGION, QUICK, health=self.hot) as worker:
            wait_until(lambda: worker.status().pace.slowed_by is Slowdown.HEAT)
            take(worker, Frame)
            shown = [take(worker, Frame) for _ in range(30)]
            times = [one.captured_ns for one in shown if isinstance(one, Frame)]
            assert len(times) == 30 and times == sorted(times)
            found = [worker.apart.take(30) for _ in range(3)]
            passed = [one.frame.captured_ns for one in found if one is not None]
            assert len(passed) == 3 and passed[2] - passed[1] > 0.5e6 * worker.status().pace.interval_ms

    def test_an_analysis_that_hangs_holds_up_no_frame(self) -> None:
        go_on = threading.Event()

        def hang(frame: Frame, roi: Roi) -> Finding:
            go_on.wait(30)
            return finding(frame, roi)

        with Worker(Probe(), hang, lambda _: REGION, replace(QUICK, slow_ms=60_000), health=self.hot) as worker:
            assert all(isinstance(take(worker, Frame), Frame) for _ in range(10))
            assert worker.status().ai_fault == ""
            go_on.set()

    def test_slow_analyses_are_paced_on_a_board_that_reports_nothing(self) -> None:
        def slowly(frame: Frame, roi: Roi) -> Finding:
            time.sleep(0.02)
            return finding(frame, roi)

        with Worker(Probe(), slowly, lambda _: REGION, replace(QUICK, picture_ms=10)) as worker:
            assert isinstance(take(worker), Finding)
            wait_until(lambda: worker.status().pace.slowed_by is Slowdown.SLOW)
            assert isinstance(take(worker, Frame), Frame)

    def test_at_the_full_rate_nothing_comes_apart(self) -> None:
        with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
            for _ in range(10):
                assert isinstance(take(worker), Finding)
            assert worker.apart.take(0) is None and not worker.status().pace.is_reduced
