"""The two threads, with real threads and real time."""

from __future__ import annotations

import threading
import time

import pytest

from edge_app.capture.monitor import StreamState
from edge_app.errors import EngineError
from edge_app.records import Finding, Frame, Roi
from edge_app.worker import TimeLimits, Worker
from tests.support.fakes import Probe, finding, textured
from tests.support.live_worker import QUICK, REGION, take
from tests.support.wait_until import wait_until


def test_findings_come_out_on_their_own_frames() -> None:
    with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
        first, second = take(worker), take(worker)
        assert isinstance(first, Finding) and isinstance(second, Finding)
        assert second.frame.sequence > first.frame.sequence
        assert first.roi == REGION
        wait_until(lambda: worker.status().frames_per_second > 0 and worker.status().findings_per_second > 0)
        assert worker.status().probe is StreamState.LIVE


def test_a_slow_analysis_gets_the_newest_frame_and_the_rest_is_counted() -> None:
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


def test_the_region_can_be_changed_while_it_runs() -> None:
    with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
        take(worker)
        worker.roi = Roi(0, 0, 50, 50)
        wait_until(lambda: getattr(take(worker), "roi", None) == Roi(0, 0, 50, 50))


def test_a_change_of_frame_size_asks_for_the_region_again() -> None:
    probe = Probe()
    with Worker(probe, finding, lambda frame: Roi(0, 0, frame.width, frame.height), QUICK) as worker:
        take(worker)
        probe.pixels = textured(80, 100)
        wait_until(lambda: worker.roi == Roi(0, 0, 100, 80))


def test_a_lost_probe_is_said_and_comes_back_by_itself() -> None:
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


def test_a_silent_probe_grows_stale_then_lost() -> None:
    probe = Probe()
    with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
        take(worker)
        probe.pause()
        wait_until(lambda: worker.status().probe is StreamState.STALE)
        wait_until(lambda: worker.status().probe is StreamState.LOST)
        assert (worker.status().age_ms or 0) >= QUICK.timeouts.lost_ms
        probe.go_on()
        wait_until(lambda: worker.status().probe is StreamState.LIVE)


def test_a_slow_source_is_not_stale_between_its_frames() -> None:
    with Worker(Probe(rate=8), finding, lambda _: REGION, QUICK) as worker:
        take(worker)
        states = set()
        for _ in range(30):
            states.add(worker.status().probe)
            time.sleep(0.01)
        assert states == {StreamState.LIVE}


def test_a_driver_with_a_bug_looks_lost_and_recovers() -> None:
    probe = Probe()
    with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
        take(worker)
        probe.bug = True
        wait_until(lambda: worker.status().probe is StreamState.LOST)
        assert "ZeroDivisionError" not in worker.status().probe_fault
        probe.bug = False
        wait_until(lambda: worker.status().probe is StreamState.LIVE)


def test_the_end_of_a_recording_is_not_a_loss() -> None:
    probe = Probe()
    with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
        take(worker)
        probe.end()
        wait_until(lambda: worker.status().probe is StreamState.ENDED)
        assert worker.status().probe_fault == ""


@pytest.mark.parametrize("error", [EngineError("out of memory; restart"), ZeroDivisionError("a bug")])
def test_a_failing_engine_leaves_the_image_and_is_asked_again(error: Exception) -> None:
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


def test_an_analysis_that_hangs_does_not_hold_up_the_image() -> None:
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


def test_stopping_ends_both_threads_and_closes_the_source() -> None:
    probe = Probe()
    before = threading.active_count()
    worker = Worker(probe, finding, lambda _: REGION, QUICK)
    with worker:
        take(worker)
        assert threading.active_count() == before + 2
    assert threading.active_count() == before
    assert probe.opened == probe.closed == 1
    assert worker.stop()


def test_a_source_stuck_in_its_driver_does_not_hold_up_the_stop() -> None:
    probe = Probe()
    worker = Worker(probe, finding, lambda _: REGION, TimeLimits(stop_s=0.1))
    with worker:
        take(worker)
        probe.pause()
        time.sleep(0.05)
        assert not worker.stop()
        probe.go_on()
    assert worker.stop()


def test_a_probe_that_was_never_there_is_lost_without_an_age() -> None:
    probe = Probe()
    probe.unplug()
    with Worker(probe, finding, lambda _: REGION, QUICK) as worker:
        wait_until(lambda: worker.status().probe is StreamState.LOST)
        assert worker.status().age_ms is None
        assert worker.roi is None
