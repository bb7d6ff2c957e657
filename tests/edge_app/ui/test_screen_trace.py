"""The path of each frame through the kiosk's threads, as its trace tells it."""

from __future__ import annotations

from typing import Any

from edge_app.capture.calibrated import calibrated
from edge_app.capture.traced import traced
from edge_app.tracing.recorder import TraceRecorder
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import PATIENCE_MS
from tests.support.traces import Trace, trace_of

PATH = (
    "capture", "field", "analysis", "guard", "echo intensity", "preprocess", "inference", "map", "update", "paint", "overlay",
    "shown",
)  # fmt: skip
THREADS = {"capture": "capture", "analysis": "inference", "update": "MainThread", "paint": "MainThread", "shown": "MainThread"}


def path_of(trace: Trace, frame: int) -> tuple[str, ...]:
    """The stages of a frame, each once, in the order in which it came to them."""
    return tuple(dict.fromkeys(span.name for span in trace.of(frame) if span.name != "region"))


def test_every_frame_is_followed_from_the_source_to_the_screen(start: StartKiosk, qtbot: Any) -> None:
    probe, recorder = Probe(rate=20, pixels=textured(480, 640, mean=190)), TraceRecorder()
    kiosk = start(traced(calibrated(probe, recorder), recorder), research=lambda: True, tracer=recorder)
    complete: list[int] = []

    def are_shown() -> bool:
        trace = trace_of(recorder)
        complete[:] = [frame for frame in range(probe.sequence) if path_of(trace, frame) == PATH]
        return len(complete) >= 3

    qtbot.waitUntil(lambda: kiosk.live.shown >= 4, timeout=PATIENCE_MS)
    qtbot.waitUntil(are_shown, timeout=PATIENCE_MS)
    probe.unplug()
    qtbot.waitUntil(lambda: kiosk.worker.status().probe_fault != "", timeout=PATIENCE_MS)
    trace = trace_of(recorder)
    assert set(trace.threads) == {"capture", "inference", "MainThread"}
    for frame in complete:
        (flow,) = [flow for flow in trace.flows if flow[0].frame == frame]
        assert [span.name for span in flow][:5] == list(THREADS)
        assert all(span.thread == THREADS[span.name] for span in flow)
    assert trace.names("source lost")
    assert len(trace.names("dropped")) == kiosk.worker.status().dropped
