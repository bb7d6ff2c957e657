"""`edge-app watch`: watches a source for some seconds and reports which frames arrived, which were missing, and their age."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from edge_app.capture.frame_rate import SlidingRate
from edge_app.capture.monitor import StreamMonitor, StreamState, StreamTally, Timeouts, Transition
from edge_app.capture.reconnect import Backoff, read_with_reconnect
from edge_app.capture.source import Device, FrameSource, StreamCounts
from edge_app.errors import CaptureError
from edge_app.records import Frame

_POLL_S = 0.02  # between checks of the state


@dataclass(frozen=True)
class Ages:
    """Age of the frames when the source handed them over, counted from the kernel's timestamp if there is one."""

    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True)
class LiveReport:
    """What was observed."""

    source: str
    mode: str  # what a device streamed; empty for other sources
    size: str  # "800 x 600", the newest frame's
    seconds: float
    rate: float  # Hz, over the last five seconds of frames
    tally: StreamTally
    counts: StreamCounts | None  # only for a device
    ages: Ages
    transitions: tuple[Transition, ...]
    began_ns: int

    def lines(self) -> Iterator[str]:
        """The report as text."""
        tally, counts = self.tally, self.counts
        yield f"source      {self.source}"
        yield f"streams     {self.mode or self.size}"
        yield f"frames      {tally.frames} in {self.seconds:.1f} s, {self.rate:.2f} per second"
        missing = f"missing     {tally.missing} in {tally.gaps} gaps"
        if counts is not None:
            missing += f"; dropped for a newer one {counts.dropped}, damaged {counts.damaged}"
        yield missing
        yield f"duplicates  {tally.duplicates}"
        yield f"lost        {tally.losses} times" + (f", format renegotiated {counts.restarts} times" if counts else "")
        ages = self.ages
        yield f"queue age   p50 {ages.p50_ms:.2f} ms, p99 {ages.p99_ms:.2f} ms, max {ages.max_ms:.2f} ms, at hand-over"


def watch_live(
    source: FrameSource, seconds: float, report: Callable[[str], None], timeouts: Timeouts | None = None
) -> LiveReport:
    """Watch a source; `report` gets every change of its state immediately. Raises CaptureError if no frame arrived at all."""
    monitor, rate, stop = StreamMonitor(timeouts), SlidingRate(5.0), threading.Event()
    began = time.monotonic_ns()
    newest: list[Frame] = []

    def receive(frame: Frame) -> None:
        rate.tick(frame.captured_ns)
        newest[:] = [frame]

    thread = threading.Thread(
        target=read_with_reconnect, args=(source, monitor, receive, stop, Backoff()), name="capture", daemon=True
    )
    thread.start()
    try:
        _report_changes(monitor, began, seconds, report)
    finally:
        stop.set()
        thread.join(5.0)
    elapsed = time.monotonic_ns() - began
    if not newest:
        state, reason = monitor.state(time.monotonic_ns())
        raise CaptureError(reason or f"{source.identity} gave no frame in {seconds:g} s ({state.value}); check the cable")
    return LiveReport(
        source=source.identity,
        mode=source.mode if isinstance(source, Device) else "",
        size=f"{newest[0].width} x {newest[0].height}",
        seconds=elapsed / 1e9,
        rate=rate.per_second(newest[0].captured_ns),
        tally=monitor.tally,
        counts=source.counts if isinstance(source, Device) else None,
        ages=_ages(monitor.hand_over_ms),
        transitions=monitor.transitions,
        began_ns=began,
    )


def _report_changes(monitor: StreamMonitor, began_ns: int, seconds: float, report: Callable[[str], None]) -> None:
    reported_ns = 0
    while (now := time.monotonic_ns()) < began_ns + seconds * 1e9:
        state, _ = monitor.state(now)
        for change in monitor.transitions:
            if change.at_ns > reported_ns:
                reported_ns = change.at_ns
                reason = f": {change.reason}" if change.reason else ""
                report(f"{(change.at_ns - began_ns) / 1e9:8.3f} s  {change.state.value}{reason}")
        if state is StreamState.ENDED:
            return
        time.sleep(_POLL_S)


def _ages(hand_over_ms: tuple[float, ...]) -> Ages:
    p50, p99, longest = np.percentile(hand_over_ms, [50, 99, 100])
    return Ages(float(p50), float(p99), float(longest))
