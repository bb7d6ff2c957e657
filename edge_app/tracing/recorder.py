"""A tracer that keeps the newest events in memory that was reserved when it was made."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from edge_app.records import Finding, Frame
from edge_app.tracing.tracer import Moment, Stage

EVENTS = 1 << 17  # kept, 6 MB; at 30 frames/s on the kiosk the newest six minutes
_NO_FRAME = -1
_EVENT = struct.Struct("<qbxxxIqqqq")  # how many came before it; kind, thread, sequence, captured_ns, began_ns, ended_ns
_KINDS: tuple[Stage | Moment, ...] = (*Stage, *Moment)
# 0: nothing was written there. By identity, as the hash of an Enum's member is a function of Python and costs more than the rest.
_CODES = {id(kind): code for code, kind in enumerate(_KINDS, start=1)}


@dataclass(frozen=True, slots=True)
class FrameKey:
    """One frame among all: sources count from 0 each, and again when they are opened again."""

    sequence: int
    captured_ns: int


@dataclass(frozen=True, slots=True)
class Event:
    """A span, or a moment, which ends as it begins."""

    kind: Stage | Moment
    thread: int  # key of `TraceRecording.threads`
    frame: FrameKey | None
    began_ns: int  # monotonic clock
    ended_ns: int


@dataclass(frozen=True)
class TraceRecording:
    """What a `TraceRecorder` has kept."""

    events: tuple[Event, ...]  # in the order in which they were reported
    threads: dict[int, str]  # number, from 1 -> name
    overwritten: int  # older events that were not kept


class TraceRecorder:
    """A `Tracer`. Without locks: each event has a place of its own, drawn from a counter."""

    def __init__(self, events: int = EVENTS, clock: Callable[[], int] = time.monotonic_ns) -> None:
        """events: how many are kept; newer ones then take the place of the oldest."""
        self._ring, self._events, self._clock = bytearray(events * _EVENT.size), events, clock
        self._before = count()
        self._own = threading.local()  # `number`: of the calling thread. Not its identity: the system gives that to another one
        self._names: dict[int, str] = {}
        self._naming = threading.Lock()

    def span(self, stage: Stage, frame: Frame, began_ns: int) -> None:
        self._write(stage, frame.sequence, frame.captured_ns, began_ns, self._clock())

    def analysed(self, finding: Finding) -> None:
        """Its stages follow one another without a gap, and the last has just ended."""
        frame, timings = finding.frame, finding.timings
        began_ns = self._clock() - _ns(timings.total_ms)
        for stage, milliseconds in (
            (Stage.ECHO, timings.echo_ms),
            (Stage.PREPROCESS, timings.preprocess_ms),
            (Stage.INFERENCE, timings.inference_ms),
            (Stage.MAP, timings.heatmap_ms),
        ):
            ended_ns = began_ns + _ns(milliseconds)
            if ended_ns > began_ns:  # the network is not run on a frame that is not judged
                self._write(stage, frame.sequence, frame.captured_ns, began_ns, ended_ns)
            began_ns = ended_ns

    def moment(self, moment: Moment, frame: Frame | None = None) -> None:
        now = self._clock()
        if frame is None:
            self._write(moment, _NO_FRAME, 0, now, now)
        else:
            self._write(moment, frame.sequence, frame.captured_ns, now, now)

    def recording(self) -> TraceRecording:
        """All that is kept. An event that another thread is writing meanwhile may be missing."""
        ring = bytes(self._ring)
        overwritten = min((before for before, code, *_ in _EVENT.iter_unpack(ring) if code), default=0)
        oldest = overwritten % self._events * _EVENT.size
        events = tuple(
            _event(code, *rest) for part in (ring[oldest:], ring[:oldest]) for _, code, *rest in _EVENT.iter_unpack(part) if code
        )
        with self._naming:
            return TraceRecording(events, dict(self._names), overwritten)

    def _write(self, kind: Stage | Moment, sequence: int, captured_ns: int, began_ns: int, ended_ns: int) -> None:
        before = next(self._before)
        try:
            thread = self._own.number
        except AttributeError:
            thread = self._number()
        place = before % self._events * _EVENT.size
        _EVENT.pack_into(self._ring, place, before, _CODES[id(kind)], thread, sequence, captured_ns, began_ns, ended_ns)

    def _number(self) -> int:
        """A number for the calling thread, which has none yet."""
        with self._naming:
            self._own.number = number = len(self._names) + 1
            self._names[number] = threading.current_thread().name
        return number


def _ns(milliseconds: float) -> int:
    return round(milliseconds * 1e6)


def _event(code: int, thread: int, sequence: int, captured_ns: int, began_ns: int, ended_ns: int) -> Event:
    frame = None if sequence == _NO_FRAME else FrameKey(sequence, captured_ns)
    return Event(_KINDS[code - 1], thread, frame, began_ns, ended_ns)
