"""A recording as Chrome's Trace Event Format (JSON), which https://ui.perfetto.dev and chrome://tracing open.

Format: "Trace Event Format", Chromium project; how Perfetto reads it: src/trace_processor/importers/json. Spans are complete
events ("X"), moments are instants ("i", of their thread), and flow events ("s", "t", "f", which bind to the enclosing span) tie
the spans of one frame together across threads. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from edge_app.tracing.recorder import Event, FrameKey, TraceRecording
from edge_app.tracing.tracer import Moment, Stage

JsonEvent = dict[str, object]

PROCESS = 1  # its number in the file; there is one
# These lie within another span of their frame, which the flow passes through.
_WITHIN = {
    Stage.FIELD, Stage.REGION, Stage.GUARD, Stage.ECHO, Stage.PREPROCESS, Stage.INFERENCE, Stage.MAP, Stage.OVERLAY
}  # fmt: skip


def trace_event_json(recording: TraceRecording) -> Iterator[bytes]:
    """The file, piece by piece: a line for each event, and never all of them in memory as text.

    Times are whole microseconds from the first event: rounded down, so that what nests still nests.
    """
    yield b'{"traceEvents":['
    separator = b"\n"
    for event in _events(recording):
        yield separator + _text(event)
        separator = b",\n"
    other: JsonEvent = {"overwritten events": recording.overwritten}
    yield b'\n],"displayTimeUnit":"ms","otherData":' + _text(other) + b"}\n"


def _text(found: JsonEvent) -> bytes:
    return json.dumps(found, separators=(",", ":")).encode("ascii")


def _events(recording: TraceRecording) -> Iterator[JsonEvent]:
    ordered = _outer_first(recording.events)
    origin_ns = min((event.began_ns for event in ordered), default=0)
    numbers = {frame: number for number, frame in enumerate(dict.fromkeys(event.frame for event in ordered if event.frame), 1)}
    flow_marks = _flow_marks(ordered)
    yield from _names(recording.threads)
    for event in ordered:
        yield _timed(event, origin_ns)
        if event.frame and (mark := flow_marks.get(id(event))):
            yield _flow(event, mark, numbers[event.frame], origin_ns)
        if event.frame and event.kind is Stage.CAPTURE:
            yield _captured(event, event.frame, origin_ns)
    yield from _missing(ordered, origin_ns)


def _outer_first(events: Sequence[Event]) -> list[Event]:
    """By time. A span is reported when it ends, so the outer of two with the same times was reported later."""

    def place(reported: tuple[int, Event]) -> tuple[int, int, int]:
        number, event = reported
        return event.began_ns, -event.ended_ns, number if isinstance(event.kind, Moment) else -number

    return [event for _, event in sorted(enumerate(events), key=place)]


def _names(threads: dict[int, str]) -> Iterator[JsonEvent]:
    yield {"ph": "M", "name": "process_name", "pid": PROCESS, "args": {"name": "edge-app"}}
    for thread, name in threads.items():
        yield {"ph": "M", "name": "thread_name", "pid": PROCESS, "tid": thread, "args": {"name": name}}


def _timed(event: Event, origin_ns: int) -> JsonEvent:
    began_us = _microseconds(event.began_ns, origin_ns)
    found: JsonEvent = {"name": event.kind.value, "cat": "frame", "pid": PROCESS, "tid": event.thread, "ts": began_us}
    if isinstance(event.kind, Stage):
        found |= {"ph": "X", "dur": _microseconds(event.ended_ns, origin_ns) - began_us}
    else:
        found |= {"ph": "i", "s": "t"}
    return found | ({"args": {"frame": event.frame.sequence}} if event.frame else {})


def _flow_marks(ordered: Sequence[Event]) -> dict[int, str]:
    """id of each span that a flow passes through -> "s" where it begins, "f" where it ends, "t" between them."""
    passed: dict[FrameKey, list[Event]] = {}
    for event in ordered:
        if event.frame and isinstance(event.kind, Stage) and event.kind not in _WITHIN:
            passed.setdefault(event.frame, []).append(event)
    marks: dict[int, str] = {}
    for spans in passed.values():
        if len(spans) > 1:
            marks |= {id(span): "t" for span in spans} | {id(spans[0]): "s", id(spans[-1]): "f"}
    return marks


def _flow(event: Event, mark: str, number: int, origin_ns: int) -> JsonEvent:
    """At the beginning of the span, which it follows in the file."""
    found: JsonEvent = {
        "ph": mark, "name": "frame", "cat": "flow", "id": number,
        "pid": PROCESS, "tid": event.thread, "ts": _microseconds(event.began_ns, origin_ns),
    }  # fmt: skip
    return found | ({"bp": "e"} if mark == "f" else {})


def _captured(event: Event, frame: FrameKey, origin_ns: int) -> JsonEvent:
    """The frame's own time stamp: the kernel's, where there is one. What follows it in the span is copying and decoding."""
    at_us = max(0, _microseconds(frame.captured_ns, origin_ns))
    return {
        "ph": "i", "s": "t", "name": "captured", "cat": "frame",
        "pid": PROCESS, "tid": event.thread, "ts": at_us, "args": {"frame": frame.sequence},
    }  # fmt: skip


def _missing(ordered: Iterable[Event], origin_ns: int) -> Iterator[JsonEvent]:
    """Frames that never arrived: gaps in the numbers between two frames of a source that was open all the while."""
    arrivals = [event for event in ordered if event.kind in (Stage.CAPTURE, Moment.OPENED)]
    for before, after in pairwise(arrivals):
        if before.frame and after.frame and (missing := after.frame.sequence - before.frame.sequence - 1) > 0:
            yield {
                "ph": "i", "s": "t", "name": "missing", "cat": "frame", "pid": PROCESS, "tid": after.thread,
                "ts": _microseconds(after.began_ns, origin_ns), "args": {"frames": missing},
            }  # fmt: skip


def _microseconds(at_ns: int, origin_ns: int) -> int:
    return (at_ns - origin_ns) // 1000
