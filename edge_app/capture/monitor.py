"""Whether the current frame can be trusted, how that changed over time, and what was lost.

The same for every source. It has no threads and no clock of its own: every method is passed the time.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from edge_app.records import Frame, ImageFault

_log = logging.getLogger(__name__)  # shows in an appliance's journal when the probe could not be trusted

_MAX_PERIOD_MS = 500.0  # caps the frame period that a source reports, so that its silence is noticed in time
_HISTORY = 1000  # how many transitions and hand-over ages are kept


class StreamState(str, Enum):
    """The state of a frame stream."""

    CONNECTING = "connecting"  # no frame yet
    LIVE = "live"
    FORMAT_CHANGED = "format changed"  # live, but the frame size has just changed
    SCANNER_FROZEN = "frozen"  # frames arrive but are bit-identical: the scanner is frozen or has no signal
    NO_SIGNAL = "no signal"  # the device sends an image of its own
    WRONG_COLOURS = "wrong colours"  # all green or pink
    TORN = "torn"  # the lower part of the image is missing
    COMBED = "combed"  # alternate rows are of different moments
    STALE = "stale"  # the newest frame is too old
    LOST = "lost"  # the source failed, or has sent nothing for long
    RECONNECTING = "reconnecting"  # the device is back, but has not sent a frame yet
    ENDED = "ended"  # a recording has reached its end

    @property
    def current(self) -> bool:
        """Whether the newest frame shows what the probe sees now. A frame that is not current must not look live."""
        return self in (StreamState.LIVE, StreamState.FORMAT_CHANGED)


_FAULT_REASONS = {
    ImageFault.NO_SIGNAL: "The grabber shows an image of its own, it gets no signal; check the video cable and the scanner.",
    ImageFault.WRONG_COLOURS: "The whole image is green or pink; unplug the grabber and plug it in again.",
    ImageFault.TORN: "The lower part of the image is missing; check the USB cable, or plug it into another port.",
    ImageFault.COMBED: "Alternate rows show different moments; set the scanner's video output to progressive (p, not i).",
}
_RECORDED_FAULT = "The recording has no whole image of the scanner here; go on, or record it again."


@dataclass(frozen=True)
class Timeouts:
    """When a stream changes its state for lack of new frames."""

    stale_ms: float = 150.0  # ms, frame age from which the stream is stale (or three frame periods if that is longer)
    lost_ms: float = 2000.0  # ms, frame age from which the probe is lost
    frozen_ms: float = 1000.0  # ms of identical frames; infinite for recordings, which may show a still image
    format_ms: float = 2000.0  # ms for which a change of format is reported
    steady_ms: float = 100.0  # ms without a late frame until a stale stream is live again: it flickers less on a busy machine


@dataclass(frozen=True)
class Transition:
    """One change of state."""

    at_ns: int  # monotonic clock, ns
    state: StreamState
    reason: str  # one sentence; empty if the state needs no explanation


@dataclass(frozen=True)
class StreamTally:
    """How many frames have arrived, and how many have not."""

    frames: int = 0
    gaps: int = 0  # jumps of the sequence number
    missing: int = 0  # frames missing in these gaps
    duplicates: int = 0  # frames bit-identical to the previous one
    losses: int = 0  # times the source was lost


class StreamMonitor:
    """Tracks the state of one source from the events reported to it. Thread-safe."""

    def __init__(self, timeouts: Timeouts | None = None) -> None:
        self._timeouts = timeouts or Timeouts()
        self._lock = threading.Lock()  # guards everything below
        self._transitions: deque[Transition] = deque(maxlen=_HISTORY)
        self._hand_over_ms: deque[float] = deque(maxlen=_HISTORY)
        self._tally = StreamTally()
        self._frame: Frame | None = None  # the newest
        self._unchanged_since_ns = 0  # capture time of the first copy of that frame
        self._format_until_ns = 0
        self._stale_until_ns = 0  # after late frames
        self._format_reason = ""
        self._period_ms = 0.0
        self._waiting = True  # for the first frame since the source was opened
        self._fault = ""
        self._ended = False
        self._heard_ns: int | None = None

    def opened(self, now_ns: int) -> None:
        """The source was opened; its first frame has not arrived yet."""
        with self._lock:
            self._advance(now_ns)
            self._heard_ns = now_ns
            self._waiting, self._fault, self._stale_until_ns = True, "", 0
            self._record(now_ns)

    def arrived(self, frame: Frame, rate: float, now_ns: int) -> None:
        """A source with this nominal rate (Hz) handed over a frame."""
        with self._lock:
            self._advance(now_ns)
            self._heard_ns = now_ns
            before = self._frame
            self._note_lateness(frame, now_ns)
            repeated = before is not None and _same_frame(before, frame)
            self._count(frame, repeated)
            if not repeated:
                self._unchanged_since_ns = frame.captured_ns
            if before is not None and before.pixels.shape != frame.pixels.shape:
                self._format_until_ns = now_ns + int(self._timeouts.format_ms * 1e6)
                self._format_reason = (
                    f"The frame changed from {before.width} x {before.height} to {frame.width} x {frame.height}."
                )
            self._hand_over_ms.append((now_ns - frame.captured_ns) / 1e6)
            self._period_ms = min(1000 / rate, _MAX_PERIOD_MS) if rate > 0 else 0.0
            self._frame, self._waiting, self._fault = frame, False, ""
            self._record(now_ns)

    def lost(self, reason: str, now_ns: int) -> None:
        """The source failed and was closed."""
        with self._lock:
            self._advance(now_ns)
            self._heard_ns = now_ns
            self._fault = reason
            self._record(now_ns)

    def ended(self, now_ns: int) -> None:
        """A recording has reached its end."""
        with self._lock:
            self._advance(now_ns)
            self._ended = True
            self._record(now_ns)

    def state(self, now_ns: int) -> tuple[StreamState, str]:
        """The state at this moment, and its reason in one sentence."""
        with self._lock:
            self._advance(now_ns)
            return self._state(now_ns)

    def age_ms(self, now_ns: int) -> float | None:
        """ms since the frame (for a repeated one: its first copy) was captured; None before the first frame."""
        with self._lock:
            if self._frame is None:
                return None
            return (now_ns - (self._unchanged_since_ns if self._repeats_are_stale else self._frame.captured_ns)) / 1e6

    def is_stuck(self, since_ns: int, now_ns: int, limit_ns: int) -> bool:
        """Whether whoever reads the source hangs in it: for longer than `limit_ns`, neither a frame nor a loss was reported.

        since_ns: when the reading began. A source that is not there is lost again and again, so it is not stuck; nor is a
        recording that has ended.
        """
        with self._lock:
            return not self._ended and now_ns - (self._heard_ns or since_ns) > limit_ns

    @property
    def tally(self) -> StreamTally:
        with self._lock:
            return self._tally

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The last thousand changes of state, oldest first."""
        with self._lock:
            return tuple(self._transitions)

    @property
    def hand_over_ms(self) -> tuple[float, ...]:
        """ms from capture to hand-over of the last thousand frames."""
        with self._lock:
            return tuple(self._hand_over_ms)

    @property
    def _repeats_are_stale(self) -> bool:
        """Whether a repeated frame does not count as new: only of live sources."""
        return self._timeouts.frozen_ms < float("inf")

    def _count(self, frame: Frame, repeated: bool) -> None:
        tally, before = self._tally, self._frame
        # Nothing can be missing before the first frame after opening.
        missing = frame.sequence - before.sequence - 1 if before is not None and not self._waiting else 0
        self._tally = replace(
            tally,
            frames=tally.frames + 1,
            gaps=tally.gaps + (missing > 0),
            missing=tally.missing + max(0, missing),
            duplicates=tally.duplicates + repeated,
        )

    def _note_lateness(self, arrived: Frame, now_ns: int) -> None:
        """A stream that was stale when this frame arrived, or is with it, stays so for a while; a lost one is a new one."""
        stale_ns, lost_ns = self._limits_ns()
        before = self._frame if not (self._waiting or self._fault) else None
        gap_ns = now_ns - before.captured_ns if before is not None else 0
        if gap_ns >= lost_ns:
            self._stale_until_ns = 0
        elif max(gap_ns, now_ns - arrived.captured_ns) >= stale_ns:
            self._stale_until_ns = now_ns + int(self._timeouts.steady_ms * 1e6)

    def _state(self, now_ns: int) -> tuple[StreamState, str]:
        if self._ended:
            return StreamState.ENDED, ""
        if self._fault:
            return StreamState.LOST, self._fault
        if self._frame is None:
            return StreamState.CONNECTING, ""
        if self._waiting:
            return StreamState.RECONNECTING, ""
        stale_ns, lost_ns = self._limits_ns()
        if now_ns >= self._frame.captured_ns + lost_ns:
            return StreamState.LOST, f"No frame for {lost_ns / 1e9:.1f} s; check the cable at both ends."
        if now_ns >= self._frame.captured_ns + stale_ns or now_ns < self._stale_until_ns:
            return StreamState.STALE, ""
        if self._frame.image_fault is not None:
            reason = _RECORDED_FAULT if self._frame.recorded else _FAULT_REASONS[self._frame.image_fault]
            return StreamState(self._frame.image_fault.value), reason
        if self._frame.captured_ns - self._unchanged_since_ns >= self._timeouts.frozen_ms * 1e6:
            return StreamState.SCANNER_FROZEN, "The scanner is frozen, or sends no signal."
        if now_ns < self._format_until_ns:
            return StreamState.FORMAT_CHANGED, self._format_reason
        return StreamState.LIVE, ""

    def _limits_ns(self) -> tuple[int, int]:
        stale_ms = max(self._timeouts.stale_ms, 3 * self._period_ms)
        return int(stale_ms * 1e6), int(max(self._timeouts.lost_ms, stale_ms) * 1e6)

    def _advance(self, now_ns: int) -> None:
        """Record the changes caused only by the passage of time since the last call, with the moments they occurred."""
        if self._frame is None or not self._transitions:
            return
        since = self._transitions[-1].at_ns
        due = {self._frame.captured_ns + limit for limit in self._limits_ns()}
        due |= {self._format_until_ns, self._stale_until_ns}
        for moment in sorted(due):
            if since < moment <= now_ns:
                self._record(moment)

    def _record(self, at_ns: int) -> None:
        state, reason = self._state(at_ns)
        last = self._transitions[-1] if self._transitions else None
        if last is not None and (last.state, last.reason) == (state, reason):
            return
        if state is StreamState.LOST and (last is None or last.state is not StreamState.LOST):
            self._tally = replace(self._tally, losses=self._tally.losses + 1)
        self._transitions.append(Transition(at_ns, state, reason))
        if last is None or last.state is not state:
            _log.info("probe %s", state.value)  # without the reason, which may contain a patient's file name


def _same_frame(a: Frame, b: Frame) -> bool:
    """Whether two frames are bit-identical. The middle row is compared first, since it nearly always differs."""
    if a.pixels.shape != b.pixels.shape or not np.array_equal(a.pixels[a.height // 2], b.pixels[b.height // 2]):
        return False
    return np.array_equal(a.pixels, b.pixels)
