"""The two threads behind the live screen, and the one-slot mailbox between them.

    source -> [capture thread] -> Latest[Frame] -> [inference thread] -> Latest[Frame] -> the screen, at its own rate
    while the pace is reduced: [capture thread] -> the screen, and [inference thread] -> Latest[Finding], apart -> the screen
    the screen, frozen -> Latest[Finding] -> [inference thread: the image by itself] -> Latest[Finding] -> the screen

The newest frame always wins, so no queue can grow and the display never lags. Reconnection and staleness are handled in
`edge_app.capture.reconnect` and `monitor`, the fallback to the frame without a finding when the analysis fails, here. No Qt.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from types import TracebackType
from typing import Generic, TypeVar

from edge_app.capture.frame_rate import SlidingRate
from edge_app.capture.monitor import StreamMonitor, StreamState, Timeouts, Transition
from edge_app.capture.reconnect import Backoff, read_with_reconnect
from edge_app.capture.source import Device, FrameSource
from edge_app.errors import EngineError
from edge_app.inference_pace import Pace, next_pace
from edge_app.records import Finding, Frame, Roi
from edge_app.system.board_health import BoardHealth
from edge_app.system.thread_name import name_thread
from edge_app.tracing.tracer import NO_TRACER, Moment, Stage, Tracer

T = TypeVar("T")
Displayed = Finding | Frame  # what the screen shows: a finding on its own frame, or only the frame while AI is unavailable
Analyser = Callable[[Frame, Roi], Finding]
Reviewer = Callable[[Finding, Roi], Finding]  # of the stream -> of its image by itself in that region; slower than an `Analyser`

REVIEW_POLL_S = 0.05  # s; how soon a review begins when no frames arrive
LATENCIES = 9  # analyses whose median is how long one takes

_log = logging.getLogger(__name__)


class Latest(Generic[T]):
    """A one-slot mailbox: a new value replaces one that was not taken. After `close`, puts = takes + dropped.

    on_replaced: called with each value that a new one replaces, on the thread that puts the new one.
    """

    def __init__(self, on_replaced: Callable[[T], None] = lambda _: None) -> None:
        self._on_replaced = on_replaced
        self._changed = threading.Condition()
        self._value: T | None = None
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many values were never taken."""
        return self._dropped

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, value: T) -> bool:
        """Store the value and wake a waiting `take`. Once closed, does nothing and returns False."""
        with self._changed:
            if self._closed:
                return False
            replaced, self._value = self._value, value
            self._dropped += replaced is not None
            self._changed.notify()
        if replaced is not None:
            self._on_replaced(replaced)
        return True

    def take(self, timeout: float | None = None) -> T | None:
        """Wait up to `timeout` seconds (None: indefinitely, 0: not at all) for a value; None on timeout or once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._value is not None or self._closed, timeout)
            value, self._value = self._value, None
            return value

    def close(self) -> None:
        """Drop the stored value and wake every waiting `take`. May be called twice."""
        with self._changed:
            self._dropped += self._value is not None
            self._value = None
            self._closed = True
            self._changed.notify_all()


def frame_of(displayed: Displayed) -> Frame:
    """The frame that the screen shows."""
    return displayed.frame if isinstance(displayed, Finding) else displayed


@dataclass(frozen=True)
class TimeLimits:
    """The time limits of a worker."""

    timeouts: Timeouts = field(default_factory=Timeouts)
    backoff: Backoff = field(default_factory=Backoff)
    picture_ms: float = 200.0  # ms; when analyses take longer, the image no longer waits for them: below five a second it is none
    slow_ms: float = 500.0  # ms; when one analysis takes longer, frames are shown without it
    engine_retry_s: float = 1.0  # s, pause before a failed engine is tried again
    stop_s: float = 2.0  # s, how long `stop` waits for the threads
    hang_s: float = 8.0  # s without progress after which a thread hangs; a device may take 3 s, the review of an image 6 s


@dataclass(frozen=True)
class Status:
    """The state of the worker at one moment."""

    probe: StreamState
    age_ms: float | None  # ms since the frame (for a repeated one: its first copy) was captured; None before the first
    frames_per_second: float  # Hz, received
    findings_per_second: float  # Hz, analysed
    dropped: int  # frames that were replaced before they could be analysed
    probe_fault: str  # one sentence; empty while the source works
    ai_fault: str  # one sentence; empty while the analysis works
    mode: str  # human-readable stream format of a device; empty for other sources
    pace: Pace  # how often frames are analysed, and why not more often


class Worker:
    """Runs a source and an analysis in two threads: `with Worker(...) as worker: worker.frames.take(...)`.

    `region` chooses the region of interest on the first frame and whenever the frame size changes; `roi` may then be set
    from any thread and applies from the next analysis on.
    """

    def __init__(
        self,
        source: FrameSource,
        analyse: Analyser,
        region: Callable[[Frame], Roi],
        limits: TimeLimits | None = None,
        reviews: Sequence[Reviewer] = (),
        health: Callable[[], BoardHealth] = BoardHealth,
        tracer: Tracer = NO_TRACER,
        received: Callable[[Frame], None] = lambda frame: None,
    ) -> None:
        """reviews: the steps of `review`; each gets what the one before it found. health: how the board is now. received: called
        with every frame, on the capture's thread, which waits for it.
        """
        self._tracer = tracer
        self.frames: Latest[Displayed] = Latest(lambda shown: tracer.moment(Moment.NOT_SHOWN, frame_of(shown)))
        self.apart: Latest[Finding] = Latest()  # while the pace is reduced: of frames that newer ones have followed on the screen
        self.reviewed: Latest[Finding] = Latest()
        self._frames: Latest[Frame] = Latest(lambda frame: tracer.moment(Moment.DROPPED, frame))
        self._to_review: Latest[tuple[Finding, Roi]] = Latest()
        self._source, self._analyser, self._region, self._reviewers = source, analyse, region, reviews
        self._health, self._limits, self._received = health, limits or TimeLimits(), received
        self._monitor = StreamMonitor(self._limits.timeouts)
        self._stop = threading.Event()
        self._lock = threading.Lock()  # guards everything below
        self._roi: Roi | None = None
        self._size: tuple[int, int] | None = None
        self._shown_ns = 0
        self._busy_since_ns: int | None = None
        self._ai_fault = ""
        self._inferred_ns = 0  # monotonic clock, when the inference thread last began something, or waited for it
        self._pace = Pace()
        self._due_ns = 0  # when the next analysis may begin
        self._latencies_ms: deque[float] = deque(maxlen=LATENCIES)  # of the inference thread only
        self._arrived, self._analysed = SlidingRate(), SlidingRate()
        self._started_ns = 0
        self._threads = [
            threading.Thread(target=self._capture, name="capture", daemon=True),
            threading.Thread(target=self._infer, name="inference", daemon=True),
        ]

    def __enter__(self) -> Worker:
        self._started_ns = self._inferred_ns = time.monotonic_ns()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> bool:
        """Stop both threads; True when they stopped in time. A source stuck in its driver ends with the process."""
        self._stop.set()
        for mailbox in (self._frames, self.frames, self.apart, self._to_review, self.reviewed):
            mailbox.close()
        deadline = time.monotonic() + self._limits.stop_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        stuck = [thread.name for thread in self._threads if thread.is_alive()]
        if stuck:
            _log.warning("still running %g s after the stop: %s", self._limits.stop_s, ", ".join(stuck))
        return not stuck

    @property
    def roi(self) -> Roi | None:
        """The requested region, source pixels; None before the first frame."""
        with self._lock:
            return self._roi

    @roi.setter
    def roi(self, roi: Roi | None) -> None:
        """None: choose it anew on the next frame."""
        with self._lock:
            self._roi = roi

    def review(self, finding: Finding, roi: Roi | None = None) -> None:
        """Judge this finding's image by itself before the next frame; the result arrives in `reviewed`.

        roi: in which region of it; None: in the finding's own. A newer request replaces one that has not begun. Where a step
        of it fails, what the steps before it found arrives.
        """
        self._to_review.put((finding, roi or finding.roi))

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The last thousand changes of the probe's state, oldest first."""
        return self._monitor.transitions

    def status(self) -> Status:
        now = time.monotonic_ns()
        probe, fault = self._monitor.state(now)
        with self._lock:
            return Status(
                probe=probe,
                age_ms=self._monitor.age_ms(now),
                frames_per_second=self._arrived.per_second(now),
                findings_per_second=self._analysed.per_second(now),
                dropped=self._frames.dropped,
                probe_fault=fault,
                ai_fault=self._ai_fault,
                mode=self._source.mode if isinstance(self._source, Device) else "",
                pace=self._pace,
            )

    def stuck(self, now_ns: int) -> tuple[str, ...]:
        """The threads that hang, by name: "capture", "inference". One that waits for a probe or a frame makes progress."""
        limit_ns = int(self._limits.hang_s * 1e9)
        with self._lock:
            inferred_ns = self._inferred_ns
        hangs = {
            "capture": self._monitor.is_stuck(self._started_ns, now_ns, limit_ns),
            "inference": now_ns - inferred_ns > limit_ns,
        }
        return tuple(name for name, is_stuck in hangs.items() if is_stuck)

    # The capture thread

    def _capture(self) -> None:
        name_thread()
        read_with_reconnect(self._source, self._monitor, self._receive, self._stop, self._limits.backoff)

    def _receive(self, frame: Frame) -> None:
        now = time.monotonic_ns()
        with self._lock:
            self._arrived.tick(now)
            is_reduced = self._pace.is_reduced
            slow = self._busy_since_ns is not None and now - self._busy_since_ns > self._limits.slow_ms * 1e6
            if slow:
                self._ai_fault = f"One analysis takes longer than {self._limits.slow_ms:g} ms; frames are shown without it."
        self._received(frame)
        self._frames.put(frame)
        if slow or is_reduced:
            self._show(frame)

    # The inference thread

    def _infer(self) -> None:
        name_thread()
        retry_ns = 0
        while not self._frames.closed:
            self._progress()
            if (asked := self._to_review.take(0)) is not None:
                self._review(*asked)
            frame = self._frames.take(REVIEW_POLL_S)
            if frame is None:
                continue
            now = self._progress()
            self._adjust_pace(now)
            if now < retry_ns:
                self._show(frame)
                continue
            if now < self._due_ns:
                continue  # the capture thread has shown it
            self._due_ns = now + int(self._pace.interval_ms * 1e6)
            try:
                finding = self._analyse(frame, now)
            except EngineError as exc:
                fault = str(exc)
            except Exception:  # a bug in the analysis must not stop the live image
                _log.exception("the analysis of frame %d failed unexpectedly", frame.sequence)
                fault = "The analysis failed unexpectedly; the log has the details."
            else:
                self._hand_over(finding, now)
                continue
            self._tracer.moment(Moment.FAILED, frame)
            retry_ns = time.monotonic_ns() + int(self._limits.engine_retry_s * 1e9)
            with self._lock:
                self._ai_fault = fault
            self._show(frame)

    def _adjust_pace(self, now_ns: int) -> None:
        latency_ms = median(self._latencies_ms) if len(self._latencies_ms) == LATENCIES else None
        pace = next_pace(self._pace, self._health(), latency_ms, self._limits.picture_ms, now_ns)
        if pace.slowed_by is not self._pace.slowed_by:
            how = f"less often: {pace.slowed_by.value}" if pace.is_reduced else "at the full rate"
            _log.warning("frames are analysed %s", how)
        with self._lock:
            self._pace = pace

    def _hand_over(self, finding: Finding, began_ns: int) -> None:
        """To the screen. While the pace is reduced, newer frames are on it: the heatmap of this one would flash between them."""
        self._latencies_ms.append((time.monotonic_ns() - began_ns) / 1e6)
        if self._pace.is_reduced:
            self.apart.put(finding)
        else:
            self._show(finding)

    def _progress(self) -> int:
        """The monotonic clock, noted as when this thread last went on."""
        with self._lock:
            self._inferred_ns = time.monotonic_ns()
            return self._inferred_ns

    def _review(self, finding: Finding, roi: Roi) -> None:
        """On the inference thread, as not every engine may be run on two at once."""
        began_ns = time.monotonic_ns()
        with self._lock:
            self._busy_since_ns = began_ns
        try:
            for reviewer in self._reviewers:
                self._progress()
                finding = reviewer(finding, roi)
        except EngineError as exc:
            _log.warning("frame %d could not be judged by itself: %s", finding.frame.sequence, exc)
        except Exception:  # a bug in it must not end the thread
            _log.exception("frame %d could not be judged by itself", finding.frame.sequence)
        finally:
            with self._lock:
                self._busy_since_ns = None
        self._tracer.span(Stage.VIEWS, finding.frame, began_ns)
        self.reviewed.put(finding)

    def _analyse(self, frame: Frame, now_ns: int) -> Finding:
        with self._lock:
            self._busy_since_ns = now_ns
            size, roi = self._size, self._roi
        try:
            if roi is None or size != (frame.width, frame.height):
                began_ns = time.monotonic_ns()
                roi = self._region(frame)
                self._tracer.span(Stage.REGION, frame, began_ns)
                with self._lock:
                    self._size, self._roi = (frame.width, frame.height), roi
            finding = self._analyser(frame, roi)
        finally:
            self._tracer.span(Stage.ANALYSIS, frame, now_ns)
            with self._lock:
                self._busy_since_ns = None
        with self._lock:
            self._ai_fault = ""
            self._analysed.tick(time.monotonic_ns())
        return finding

    def _show(self, frame: Displayed) -> None:
        """Send the frame to the screen unless a newer one is already there: the display never goes back in time."""
        captured_ns = frame_of(frame).captured_ns
        with self._lock:
            if captured_ns >= self._shown_ns:
                self._shown_ns = captured_ns
                self.frames.put(frame)
