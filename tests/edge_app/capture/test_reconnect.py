"""Pulled and plugged a hundred times under the running worker: reported at once, back by itself, nothing left behind."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from edge_app.capture.formats import FormatRequest, Mode
from edge_app.capture.monitor import StreamState, Timeouts
from edge_app.capture.reconnect import Backoff
from edge_app.capture.v4l2.source import V4l2Source
from edge_app.records import Roi
from edge_app.worker import TimeLimits, Worker
from tests.support.fake_video import GRABBER, Camera, FakeVideo
from tests.support.fakes import finding
from tests.support.wait_until import wait_until

RATE = 200.0  # Hz, so that a hundred cycles take seconds
LIMITS = TimeLimits(Timeouts(stale_ms=60, lost_ms=1000, frozen_ms=100, format_ms=50), Backoff(0.005, 0.01))


def started(camera: Camera) -> Worker:
    source = V4l2Source(GRABBER.key, FormatRequest(80, 60, RATE), FakeVideo(camera))
    return Worker(source, finding, lambda frame: Roi(0, 0, frame.width, frame.height), LIMITS)


def probe_of(worker: Worker) -> StreamState:
    return worker.status().probe


def reported(worker: Worker, *states: StreamState) -> None:
    """Wait until these states have been recorded in this order, others between them: a busy machine may see none of them."""

    def recorded() -> bool:
        worker.status()
        changes = iter(change.state for change in worker.transitions)
        return all(state in changes for state in states)

    wait_until(recorded)


def test_a_hundred_replugs_on_any_port_leak_neither_descriptor_nor_thread() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)])
    threads, descriptors = threading.enumerate(), len(list(Path("/proc/self/fd").iterdir()))
    with started(camera) as worker:
        wait_until(lambda: probe_of(worker) is StreamState.LIVE)
        for cycle in range(100):
            camera.plugged = False
            wait_until(lambda: probe_of(worker) is StreamState.LOST)
            assert "unplugged" in worker.status().probe_fault or "not plugged in" in worker.status().probe_fault
            camera.identity, camera.node = replace(GRABBER, port=f"1-{cycle % 4}"), cycle % 7
            camera.plugged = True
            wait_until(lambda: probe_of(worker) is StreamState.LIVE)
        assert camera.opened == 1
        # Every loss is recorded, and every loss is followed by a return.
        reported = [change.state for change in worker.transitions]
        assert reported.count(StreamState.LOST) >= 100 and reported[-1] is StreamState.LIVE
    assert camera.opened == 0
    # What other tests left behind may end meanwhile.
    assert set(threading.enumerate()) <= set(threads)
    assert len(list(Path("/proc/self/fd").iterdir())) <= descriptors


def test_a_frozen_scanner_is_distinguished_from_a_pulled_cable() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)])
    with started(camera) as worker:
        reported(worker, StreamState.LIVE)
        camera.frozen = True
        reported(worker, StreamState.LIVE, StreamState.SCANNER_FROZEN)
        camera.plugged = False
        reported(worker, StreamState.LIVE, StreamState.SCANNER_FROZEN, StreamState.LOST)
        camera.frozen, camera.plugged = False, True
        reported(worker, StreamState.LIVE, StreamState.SCANNER_FROZEN, StreamState.LOST, StreamState.LIVE)


def test_a_device_that_falls_silent_is_stale_then_lost_and_begun_anew() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)])
    with started(camera) as worker:
        reported(worker, StreamState.LIVE)
        camera.silent = True
        reported(worker, StreamState.LIVE, StreamState.STALE, StreamState.LOST)
        wait_until(lambda: camera.starts >= 2)
        camera.silent = False
        reported(worker, StreamState.LIVE, StreamState.STALE, StreamState.LOST, StreamState.LIVE)


def test_a_change_of_the_video_mode_is_reported_and_the_region_found_anew() -> None:
    camera = Camera([Mode("YUYV", 80, 60, RATE)])
    with started(camera) as worker:
        wait_until(lambda: worker.roi == Roi(0, 0, 80, 60))
        camera.signal = Mode("YUYV", 64, 48, RATE)
        reported(worker, StreamState.LIVE, StreamState.FORMAT_CHANGED, StreamState.LIVE)
        (change,) = [change for change in worker.transitions if change.state is StreamState.FORMAT_CHANGED]
        assert "80 x 60 to 64 x 48" in change.reason
        wait_until(lambda: worker.roi == Roi(0, 0, 64, 48))
        assert worker.status().mode.startswith("YUYV 64 x 48")
