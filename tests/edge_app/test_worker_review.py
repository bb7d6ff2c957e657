"""A frozen image is looked at again, on the inference thread."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from edge_app.errors import EngineError
from edge_app.records import Finding, Frame, Guard, Roi
from edge_app.worker import Reviewer, Worker
from tests.support.fakes import Probe, finding
from tests.support.live_worker import QUICK, REGION, take
from tests.support.wait_until import wait_until


def reviewing(probe: Probe, *reviews: Reviewer) -> Worker:
    return Worker(probe, finding, lambda frame: REGION, QUICK, reviews)


def test_it_arrives_also_when_no_frame_does() -> None:
    probe, looked = Probe(), list[int]()

    def review(one: Finding, _: Roi) -> Finding:
        looked.append(threading.get_ident())
        return replace(one, views=6)

    with reviewing(probe, review) as worker:
        seen = take(worker)
        assert isinstance(seen, Finding)
        probe.pause()
        worker.review(seen)
        found = worker.reviewed.take(30)
    assert found is not None and found.views == 6 and found.frame is seen.frame
    assert looked[0] != threading.get_ident()


@pytest.mark.parametrize("error", [EngineError("the runtime is gone; restart it"), ZeroDivisionError("a bug")])
def test_where_it_fails_the_finding_itself_comes_back_and_frames_go_on(error: Exception) -> None:
    def review(one: Finding, _: Roi) -> Finding:
        raise error

    with reviewing(Probe(), review) as worker:
        seen = take(worker)
        assert isinstance(seen, Finding)
        worker.review(seen)
        assert worker.reviewed.take(30) is seen
        assert take(worker) is not None


@pytest.mark.parametrize("error", [EngineError("the runtime is gone; restart it"), ZeroDivisionError("a bug")])
def test_what_the_steps_before_found_stays_where_a_later_one_fails(error: Exception) -> None:
    def judge(one: Finding, _: Roi) -> Finding:
        return replace(one, guard=Guard.NOT_MUSCLE)

    def fail(one: Finding, _: Roi) -> Finding:
        raise error

    with reviewing(Probe(), judge, fail) as worker:
        seen = take(worker)
        assert isinstance(seen, Finding)
        worker.review(seen)
        found = worker.reviewed.take(30)
    assert found is not None and found.guard is Guard.NOT_MUSCLE and found.frame is seen.frame


def test_one_that_hangs_does_not_hold_up_the_image() -> None:
    go_on = threading.Event()

    def hang(one: Finding, _: Roi) -> Finding:
        go_on.wait(30.0)
        return one

    with reviewing(Probe(), hang) as worker:
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


@pytest.mark.parametrize("roi", [None, Roi(3, 4, 50, 60)])
def test_it_is_looked_at_in_the_region_that_is_asked_for(roi: Roi | None) -> None:
    with reviewing(Probe(), lambda one, there: replace(one, roi=there)) as worker:
        seen = take(worker)
        assert isinstance(seen, Finding)
        worker.review(seen, roi)
        found = worker.reviewed.take(30)
    assert found is not None and found.roi == (roi or seen.roi)
