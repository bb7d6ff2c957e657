"""Every frame of the last seconds, to be kept as a clip. Memory is bounded whatever the frame size. Without Qt.

The findings that a frozen screen scrolls through (`cine_buffer`) are too few for that: ten a second, and only of frames that were
analysed.
"""

from __future__ import annotations

import threading
from collections import deque

from edge_app.records import Frame

SECONDS = 5.0  # s, of a clip that is kept afterwards
RECORDED_SECONDS = 10.0  # s, of one that is started and stopped, at most
MIN_SECONDS = 3.0  # s; frames so large that fewer seconds of them would fit are kept less often
MAX_BYTES = 96 * 2**20  # of pixels
EARLY_NS = 15_000_000  # ns; frames that arrive slightly early would otherwise be left out


class ClipBuffer:
    """Fed on the capture's thread, read on the screen's. It takes frames only while it runs."""

    def __init__(self, seconds: float = SECONDS, min_seconds: float = MIN_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        self._seconds, self._min_seconds, self._max_bytes = seconds, min_seconds, max_bytes
        self._lock = threading.Lock()
        self._frames: deque[Frame] = deque()
        self._running = False
        self._recording = False  # since the oldest frame: none gives way to a later one

    def add(self, frame: Frame) -> None:
        """Keep a frame. One of another source or size begins anew; one too soon after the last of a large size is left out."""
        with self._lock:
            if not self._running:
                return
            if self._frames and not _is_same(self._frames[-1], frame):
                self._frames.clear()
            if self._frames and frame.captured_ns - self._frames[-1].captured_ns < self._min_interval_ns(frame):
                return
            most = max(1, self._max_bytes // frame.pixels.nbytes)
            if self._recording:
                if not self._frames or (
                    frame.captured_ns - self._frames[0].captured_ns <= RECORDED_SECONDS * 1e9 and len(self._frames) < most
                ):
                    self._frames.append(frame)
                return
            self._frames.append(frame)
            oldest_ns = frame.captured_ns - self._seconds * 1e9
            while self._frames[0].captured_ns < oldest_ns or len(self._frames) > most:
                self._frames.popleft()

    def run(self) -> None:
        """Take frames from now on, without those of before: time that passed in between is no part of a clip. A recording that
        was not taken is given up."""
        with self._lock:
            if not self._running or self._recording:
                self._frames.clear()
                self._running, self._recording = True, False

    def record(self) -> None:
        """Begin a clip with the next frame. It goes on until it is taken, or is as long as one may be."""
        with self._lock:
            self._frames.clear()
            self._running = self._recording = True

    def stop(self) -> None:
        """Take no more frames, and give those up."""
        with self._lock:
            self._frames.clear()
            self._running = self._recording = False

    def take(self, last: Frame, since_ns: int) -> tuple[Frame, ...]:
        """Stop, and give the frames from `since_ns` up to `last`, the oldest first: those of its source and size."""
        with self._lock:
            frames, self._frames = self._frames, deque()
            self._running = self._recording = False
        return tuple(frame for frame in frames if since_ns <= frame.captured_ns <= last.captured_ns and _is_same(frame, last))

    def _min_interval_ns(self, frame: Frame) -> float:
        seconds = RECORDED_SECONDS if self._recording else self._min_seconds
        return seconds * 1e9 * frame.pixels.nbytes / self._max_bytes - EARLY_NS


def _is_same(one: Frame, other: Frame) -> bool:
    return (one.source, one.width, one.height) == (other.source, other.width, other.height)
