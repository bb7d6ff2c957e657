"""While the board is hot, analyses come less often; the image does not."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from edge_app.inference_pace import Slowdown
from edge_app.records import Finding, Frame, Roi
from edge_app.system.board_health import BoardHealth, Concern
from edge_app.worker import Worker
from tests.support.fakes import Probe, finding
from tests.support.live_worker import QUICK, REGION, take
from tests.support.wait_until import wait_until


def hot() -> BoardHealth:
    return BoardHealth(frozenset({Concern.HEAT}))


def test_every_frame_is_shown_and_findings_come_apart() -> None:
    with Worker(Probe(rate=100), finding, lambda _: REGION, QUICK, health=hot) as worker:
        wait_until(lambda: worker.status().pace.slowed_by is Slowdown.HEAT)
        take(worker, Frame)
        shown = [take(worker, Frame) for _ in range(30)]
        times = [one.captured_ns for one in shown if isinstance(one, Frame)]
        assert len(times) == 30 and times == sorted(times)
        found = [worker.apart.take(30) for _ in range(3)]
        passed = [one.frame.captured_ns for one in found if one is not None]
        assert len(passed) == 3 and passed[2] - passed[1] > 0.5e6 * worker.status().pace.interval_ms


def test_an_analysis_that_hangs_holds_up_no_frame() -> None:
    go_on = threading.Event()

    def hang(frame: Frame, roi: Roi) -> Finding:
        go_on.wait(30)
        return finding(frame, roi)

    with Worker(Probe(), hang, lambda _: REGION, replace(QUICK, slow_ms=60_000), health=hot) as worker:
        assert all(isinstance(take(worker, Frame), Frame) for _ in range(10))
        assert worker.status().ai_fault == ""
        go_on.set()


def test_slow_analyses_are_paced_on_a_board_that_reports_nothing() -> None:
    def slowly(frame: Frame, roi: Roi) -> Finding:
        time.sleep(0.02)
        return finding(frame, roi)

    with Worker(Probe(), slowly, lambda _: REGION, replace(QUICK, picture_ms=10)) as worker:
        assert isinstance(take(worker), Finding)
        wait_until(lambda: worker.status().pace.slowed_by is Slowdown.SLOW)
        assert isinstance(take(worker, Frame), Frame)


def test_at_the_full_rate_nothing_comes_apart() -> None:
    with Worker(Probe(), finding, lambda _: REGION, QUICK) as worker:
        for _ in range(10):
            assert isinstance(take(worker), Finding)
        assert worker.apart.take(0) is None and not worker.status().pace.is_reduced
