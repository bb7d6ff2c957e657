"""What the worker's threads report: what was analysed, what was dropped, what failed."""

from __future__ import annotations

from edge_app.errors import EngineError
from edge_app.records import Finding, Frame, Roi
from edge_app.tracing.recorder import TraceRecorder
from edge_app.worker import TimeLimits, Worker
from tests.support.fakes import Probe, finding
from tests.support.traces import Trace, trace_of
from tests.support.wait_until import wait_until

REGION = Roi(20, 20, 80, 60)


def test_what_is_dropped_and_what_fails_is_reported() -> None:
    probe, recorder = Probe(rate=500), TraceRecorder()
    asked: list[int] = []  # for an analysis of these frames; the first of all may be dropped before there is anybody to ask

    def analyse(frame: Frame, roi: Roi) -> Finding:
        wait_until(lambda: probe.sequence > frame.sequence + 3)  # several frames arrive meanwhile
        asked.append(frame.sequence)
        if len(asked) > 1:
            raise EngineError("the test runtime is out of memory; restart it")
        return finding(frame, roi)

    def so_far() -> Trace:
        return trace_of(recorder)

    limits = TimeLimits(picture_ms=60_000, slow_ms=60_000, engine_retry_s=0.001)
    with Worker(probe, analyse, lambda _: REGION, limits, tracer=recorder) as worker:
        wait_until(lambda: bool(so_far().names("analysis failed")))
        probe.unplug()
        wait_until(lambda: worker.status().probe_fault != "")
        dropped = worker.status().dropped
        trace = so_far()
    assert len(trace.names("dropped")) == dropped >= 3
    assert {instant.thread for instant in trace.names("dropped")} == {"capture"}
    analysed = [span.frame for span in trace.spans if span.name == "analysis"]
    assert analysed[:2] == asked[:2] and not {instant.frame for instant in trace.names("dropped")} & set(analysed)
    assert [span.name for span in trace.of(asked[0])] == ["analysis", "region"]
    assert trace.names("analysis failed")[0].frame == asked[1]
