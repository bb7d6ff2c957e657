"""From what threads report to the file, read back as a viewer reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.records import Frame, Roi, Timings
from edge_app.tracing.recorder import TraceRecorder
from edge_app.tracing.trace_event import trace_event_json
from edge_app.tracing.tracer import Moment, Stage
from tests.support.fakes import finding
from tests.support.traces import Span, Trace, trace_of

PIXELS = np.zeros((4, 4), np.uint8)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now_ns: int = 5_000_000_000) -> None:
        self.now_ns = now_ns

    def __call__(self) -> int:
        return self.now_ns


@dataclass
class Recorded:
    """A recorder, its clock, and what it has written so far."""

    clock: Clock
    recorder: TraceRecorder

    def span(self, stage: Stage, frame: Frame, microseconds: int) -> None:
        began_ns = self.clock.now_ns
        self.clock.now_ns += 1000 * microseconds
        self.recorder.span(stage, frame, began_ns)

    def read(self) -> Trace:
        return trace_of(self.recorder)


@pytest.fixture
def recorded() -> Recorded:
    clock = Clock()
    return Recorded(clock, TraceRecorder(64, clock))


def frame(sequence: int, captured_ns: int = 5_000_000_000) -> Frame:
    return Frame(PIXELS, sequence, captured_ns, None, "Jane Doe.dcm")


def on_a_thread(name: str, recorded: Recorded, stage: Stage, of: Frame, microseconds: int) -> None:
    thread = threading.Thread(target=recorded.span, args=(stage, of, microseconds), name=name)
    thread.start()
    thread.join()


def test_a_frame_is_followed_from_thread_to_thread(recorded: Recorded) -> None:
    on_a_thread("capture", recorded, Stage.CAPTURE, frame(7), 30)
    on_a_thread("inference", recorded, Stage.ANALYSIS, frame(7), 20)
    recorded.span(Stage.PAINT, frame(7), 10)
    trace = recorded.read()
    assert trace.threads == ("capture", "inference", "MainThread")
    expected = (
        Span("capture", "capture", 0, 30, 7), Span("analysis", "inference", 30, 50, 7), Span("paint", "MainThread", 50, 60, 7)
    )  # fmt: skip
    assert trace.spans == expected
    assert trace.flows == (expected,)


def test_the_stages_of_an_analysis_are_laid_out_by_its_timings(recorded: Recorded) -> None:
    of, began_ns = frame(0), recorded.clock.now_ns
    recorded.clock.now_ns += 10_000_000
    timings = Timings(preprocess_ms=2.0, inference_ms=5.0, heatmap_ms=0.5, echo_ms=1.5, total_ms=9.0)
    recorded.recorder.analysed(replace(finding(of, Roi(0, 0, 4, 4)), timings=timings))
    recorded.recorder.span(Stage.ANALYSIS, of, began_ns)
    assert [(span.name, span.began_us, span.ended_us) for span in recorded.read().spans] == [
        ("analysis", 0, 10_000), ("echo intensity", 1000, 2500), ("preprocess", 2500, 4500), ("inference", 4500, 9500),
        ("map", 9500, 10_000),
    ]  # fmt: skip


def test_stages_that_were_left_out_are_not_in_it(recorded: Recorded) -> None:
    timings = Timings(preprocess_ms=0.0, inference_ms=0.0, heatmap_ms=0.0, echo_ms=1.5, total_ms=1.5)
    recorded.recorder.analysed(replace(finding(frame(0), Roi(0, 0, 4, 4), None), timings=timings))
    assert [span.name for span in recorded.read().spans] == ["echo intensity"]


def test_the_numbers_of_another_source_are_other_frames(recorded: Recorded) -> None:
    """Sources count from 0 each."""
    for captured_ns in (1, 2):
        recorded.span(Stage.CAPTURE, frame(0, captured_ns), 10)
        recorded.span(Stage.ANALYSIS, frame(0, captured_ns), 10)
    assert [[span.name for span in flow] for flow in recorded.read().flows] == [["capture", "analysis"]] * 2


def test_dropped_and_lost_are_instants(recorded: Recorded) -> None:
    recorded.recorder.moment(Moment.OPENED)
    recorded.recorder.moment(Moment.DROPPED, frame(3))
    recorded.recorder.moment(Moment.LOST)
    instants = recorded.read().instants
    assert [(instant.name, instant.frame) for instant in instants] == [
        ("source opened", None), ("dropped", 3), ("source lost", None)
    ]  # fmt: skip


def test_frames_that_never_arrived_are_counted_but_not_across_a_loss(recorded: Recorded) -> None:
    for sequence in (0, 1, 5):
        recorded.span(Stage.CAPTURE, frame(sequence), 10)
    recorded.recorder.moment(Moment.OPENED)
    recorded.clock.now_ns += 1
    recorded.span(Stage.CAPTURE, frame(9), 10)
    assert [instant.frames for instant in recorded.read().names("missing")] == [3]


def test_the_time_stamp_of_a_frame_lies_in_its_capture(recorded: Recorded) -> None:
    recorded.span(Stage.CAPTURE, frame(0, captured_ns=recorded.clock.now_ns + 12_000), 20)
    (captured,) = recorded.read().names("captured")
    assert (captured.at_us, captured.frame) == (12, 0)


def test_nothing_of_what_a_frame_shows_is_in_the_file(recorded: Recorded) -> None:
    recorded.span(Stage.CAPTURE, frame(0), 20)
    recorded.recorder.moment(Moment.DROPPED, frame(0))
    assert b"Jane" not in b"".join(trace_event_json(recorded.recorder.recording()))


def test_the_newest_are_kept_and_the_rest_is_counted() -> None:
    clock = Clock()
    recorded = Recorded(clock, TraceRecorder(8, clock))
    for sequence in range(20):
        recorded.span(Stage.CAPTURE, frame(sequence), 10)
    trace = recorded.read()
    assert [span.frame for span in trace.spans] == list(range(12, 20))
    assert trace.overwritten == 12


def test_nothing_recorded_is_a_file_too(recorded: Recorded) -> None:
    assert recorded.read() == Trace((), (), (), (), 0)


def test_threads_that_report_at_once_lose_nothing() -> None:
    recorder = TraceRecorder(4096)

    def report(of: Frame) -> None:
        for _ in range(500):
            recorder.moment(Moment.DROPPED, of)

    threads = [threading.Thread(target=report, args=(frame(n),), name=f"thread {n}") for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trace = trace_of(recorder)
    assert sorted(trace.threads) == [f"thread {n}" for n in range(4)]
    assert sorted((dropped.thread, dropped.frame) for dropped in trace.instants) == [
        (f"thread {n}", n) for n in range(4) for _ in range(500)
    ]


@st.composite
def nested_spans(draw: st.DrawFn) -> list[tuple[int, int]]:
    """(began, ended) in ns, in the order in which the spans of one thread end: the inner before the outer."""

    def within(began: int, ended: int, depth: int) -> Iterator[tuple[int, int]]:
        cuts = sorted(draw(st.lists(st.integers(began, ended), max_size=4)))
        if depth:
            for inner in zip(cuts[::2], cuts[1::2], strict=False):
                yield from within(*inner, depth - 1)
        yield began, ended

    return list(within(0, draw(st.integers(0, 20_000)), 2))


@settings(max_examples=30)
@given(nested_spans())
def test_what_nests_in_nanoseconds_nests_in_the_file(spans: list[tuple[int, int]]) -> None:
    clock = Clock()
    recorder = TraceRecorder(64, clock)
    for began_ns, clock.now_ns in spans:
        recorder.span(Stage.PAINT, frame(0), began_ns)
    trace_of(recorder)
