"""A worker that gives up on its probe within a test's patience, and what comes out of it."""

from __future__ import annotations

import time

from edge_app.capture.monitor import Timeouts
from edge_app.capture.reconnect import Backoff
from edge_app.records import Finding, Roi
from edge_app.worker import Displayed, TimeLimits, Worker

REGION = Roi(20, 20, 80, 60)
QUICK = TimeLimits(Timeouts(stale_ms=80, lost_ms=300), Backoff(0.02, 0.1), picture_ms=60_000, slow_ms=100, engine_retry_s=0.1)


def take(worker: Worker, kind: type[Displayed] = Finding) -> Displayed:
    """The next frame of a kind; earlier ones of the other kind are passed over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        frame = worker.frames.take(1.0)
        if isinstance(frame, kind):
            return frame
    raise AssertionError(f"no {kind.__name__} in 60 s")
