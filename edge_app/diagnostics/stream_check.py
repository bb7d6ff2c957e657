"""`edge-app watch`: watches a source for some seconds, and says what came, what did not, and how old it was."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from edge_app.capture.frame_rate import SlidingRate
from edge_app.capture.monitor import StreamMonitor, StreamState, StreamTally, Timeouts, Transition
from edge_app.capture.reconnect import Backoff, read_with_reconnect
from edge_app.capture.source import Counts, Device, FrameSource
from edge_app.errors import CaptureError
from edge_app.records import Frame

_GLANCE_S = 0.02  # s between looks at the state


@dataclass(frozen=True)
class Ages:
    """Age of the frames when the source handed them over, counted from the kernel's stamp where there is one."""

    p50_ms: float
    p99_ms: float
    most_ms: float


@dataclass(frozen=True)
class LiveReport:
    """What was seen."""

    source: str
    mode: str  # what a device streamed; empty for other sources
    size: str  # "800 x 600", the newest frame's
    seconds: float
    rate: float  # Hz, over the last five seconds of frames
    tally: StreamTally
    counts: Counts | None  # of a device
    ages: Ages
    transitions: tuple[Transition, ...]
    began_ns: int

    def lines(self) -> Iterator[str]:
        """The report, for people."""
        tally, counts = self.tally, self.counts
        yield f"source      {self.source}"
        yield f"streams     {self.mode or self.size}"
        yield f"frames      {tally.frames} in {self.seconds:.1f} s, {self.rate:.2f} a second"
        missing = f"missing     {tally.missing} in {tally.gaps} gaps"
        if counts is not None:
            missing += f"; passed over for a newer one {counts.dropped}, damaged {counts.damaged}"
        yield missing
        yield f"duplicates  {tally.duplicates}"
        yield f"lost        {tally.losses} times" + (f", format negotiated anew {counts.restarts} times" if counts else "")
        ages = self.ages
        yield f"queue age   p50 {ages.p50_ms:.2f} ms, p99 {ages.p99_ms:.2f} ms, most {ages.most_ms:.2f} ms, at hand-over"


def watch_live(source: FrameSource, seconds: float, say: Callable[[str], None], patience: Timeouts | None = None) -> LiveReport:
    """Watch a source; `say` gets every change of its state at once. Raises CaptureError when no frame came at all."""
    watch, rate, stop = StreamMonitor(patience), SlidingRate(5.0), threading.Event()
    began = time.monotonic_ns()
    newest: list[Frame] = []

    def receive(frame: Frame) -> None:
        rate.tick(frame.captured_ns)
        newest[:] = [frame]

    thread = threading.Thread(
        target=read_with_reconnect, args=(source, watch, receive, stop, Backoff()), name="capture", daemon=True
    )
    thread.start()
    try:
        _tell_changes(watch, began, seconds, say)
    finally:
        stop.set()
        thread.join(5.0)
    seen = time.monotonic_ns() - began
    if not newest:
        state, reason = watch.state(time.monotonic_ns())
        raise CaptureError(reason or f"{source.identity} gave no frame in {seconds:g} s ({state.value}); check the cable")
    return LiveReport(
        source=source.identity,
        mode=source.mode if isinstance(source, Device) else "",
        size=f"{newest[0].width} x {newest[0].height}",
        seconds=seen / 1e9,
        rate=rate.per_second(newest[0].captured_ns),
        tally=watch.tally,
        counts=source.counts if isinstance(source, Device) else None,
        ages=_ages(watch.hand_over_ms),
        transitions=watch.transitions,
        began_ns=began,
    )


def _tell_changes(watch: StreamMonitor, began_ns: int, seconds: float, say: Callable[[str], None]) -> None:
    told_ns = 0
    while (now := time.monotonic_ns()) < began_ns + seconds * 1e9:
        state, _ = watch.state(now)
        for change in watch.transitions:
            if change.at_ns > told_ns:
                told_ns = change.at_ns
                reason = f": {change.reason}" if change.reason else ""
                say(f"{(change.at_ns - began_ns) / 1e9:8.3f} s  {change.state.value}{reason}")
        if state is StreamState.ENDED:
            return
        time.sleep(_GLANCE_S)


def _ages(hand_over_ms: tuple[float, ...]) -> Ages:
    p50, p99, most = np.percentile(hand_over_ms, [50, 99, 100])
    return Ages(float(p50), float(p99), float(most))
