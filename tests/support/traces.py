"""Reads a trace file as a viewer does, and checks what a viewer relies on."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from edge_app.tracing.recorder import TraceRecorder
from edge_app.tracing.trace_event import trace_event_json


@dataclass(frozen=True)
class Span:
    """A complete event."""

    name: str
    thread: str
    began_us: int
    ended_us: int
    frame: int  # its number


@dataclass(frozen=True)
class Instant:
    """An event without a length."""

    name: str
    thread: str
    at_us: int
    frame: int | None
    frames: int | None  # how many


@dataclass(frozen=True)
class Trace:
    """A file."""

    threads: tuple[str, ...]
    spans: tuple[Span, ...]
    instants: tuple[Instant, ...]
    flows: tuple[tuple[Span, ...], ...]  # of each frame that several spans are tied together of, in the order of the arrows
    overwritten: int

    def of(self, frame: int) -> list[Span]:
        """The spans of one frame, in time; the outer before the inner."""
        return [span for span in self.spans if span.frame == frame]

    def names(self, name: str) -> list[Instant]:
        return [instant for instant in self.instants if instant.name == name]


def trace_of(recorder: TraceRecorder) -> Trace:
    """What the file of this recorder says."""
    return read_trace(b"".join(trace_event_json(recorder.recording())))


def read_trace(content: bytes) -> Trace:
    """The trace in a file. Fails where spans of a thread do not nest, or a flow is incomplete or not of one frame."""
    found = json.loads(content)
    assert set(found) == {"traceEvents", "displayTimeUnit", "otherData"}
    names = {e["tid"]: e["args"]["name"] for e in found["traceEvents"] if e["ph"] == "M" and e["name"] == "thread_name"}
    spans, open_spans = list[Span](), defaultdict[int, list[Span]](list)
    instants, marks = list[Instant](), defaultdict[int, list[tuple[str, Span]]](list)
    timed = [event for event in found["traceEvents"] if event["ph"] != "M"]
    for event in sorted(timed, key=lambda event: event["ts"]):  # stable: of one moment, as they stand in the file
        assert event["tid"] in names and event["pid"] == 1 and isinstance(event["ts"], int) and event["ts"] >= 0
        match event["ph"]:
            case "X":
                span = Span(event["name"], names[event["tid"]], event["ts"], event["ts"] + event["dur"], event["args"]["frame"])
                spans.append(_nested(span, open_spans[event["tid"]]))
            case "i":
                assert event["s"] == "t"
                given: dict[str, Any] = event.get("args", {})
                found_now = given.get("frame"), given.get("frames")
                instants.append(Instant(event["name"], names[event["tid"]], event["ts"], *found_now))
            case "s" | "t" | "f" as mark:
                assert (mark == "f") is (event.get("bp") == "e")
                bound = open_spans[event["tid"]][-1]  # the innermost that is open there
                assert bound.began_us <= event["ts"] <= bound.ended_us
                marks[event["id"]].append((mark, bound))
            case other:
                raise AssertionError(f"an event of kind {other!r}")
    for flow in marks.values():
        assert "".join(mark for mark, _ in flow) == f"s{'t' * (len(flow) - 2)}f"
        assert len({span.frame for _, span in flow}) == 1
    tied = tuple(tuple(span for _, span in flow) for flow in marks.values())
    return Trace(tuple(names.values()), tuple(spans), tuple(instants), tied, found["otherData"]["overwritten events"])


def _nested(span: Span, open_spans: list[Span]) -> Span:
    """The span, now the innermost of its thread."""
    while open_spans and open_spans[-1].ended_us <= span.began_us and open_spans[-1] != span:
        open_spans.pop()
    assert all(outer.ended_us >= span.ended_us for outer in open_spans), f"{span} reaches out of {open_spans}"
    open_spans.append(span)
    return span
