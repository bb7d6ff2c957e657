"""Rates: of a source that does not say its own, so that a slow scanner is not called stale, and of what happens here."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from statistics import median

WINDOW_FRAMES = 9  # frames


class FrameRate:
    """Over the last frames; a pause among them does not count. Of one thread."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[int, int]] = deque(maxlen=WINDOW_FRAMES)  # number and capture time, ns

    def tick(self, number: int, captured_ns: int) -> None:
        """A frame has come, the number-th of all that were sent. One that was there before says nothing."""
        if not self._ticks or (number > self._ticks[-1][0] and captured_ns > self._ticks[-1][1]):
            self._ticks.append((number, captured_ns))

    @property
    def hertz(self) -> float:
        """0 before the second frame."""
        periods = [(later - earlier) / (n - m) for (m, earlier), (n, later) in pairwise(self._ticks)]
        return 1e9 / median(periods) if periods else 0.0


class SlidingRate:
    """Events per second over a sliding window. Not locked: its owner does that."""

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_ns = int(window_s * 1e9)
        self._ticks: deque[int] = deque()

    def tick(self, now_ns: int) -> None:
        self._ticks.append(now_ns)
        self._forget(now_ns)

    def per_second(self, now_ns: int) -> float:
        """Hz; 0 with fewer than two events in the window."""
        self._forget(now_ns)
        if len(self._ticks) < 2 or self._ticks[-1] == self._ticks[0]:
            return 0.0
        return (len(self._ticks) - 1) * 1e9 / (self._ticks[-1] - self._ticks[0])

    def _forget(self, now_ns: int) -> None:
        while self._ticks and self._ticks[0] < now_ns - self._window_ns:
            self._ticks.popleft()
