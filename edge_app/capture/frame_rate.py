"""Measured rates: of a source that does not report its own, so that a slow scanner is not called stale, and of local events."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from statistics import median

WINDOW_FRAMES = 9  # frames


class FrameRate:
    """Median rate of the last frames, so that a single pause does not count. Not thread-safe."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[int, int]] = deque(maxlen=WINDOW_FRAMES)  # number and capture time, ns

    def tick(self, number: int, captured_ns: int) -> None:
        """Count a frame by its number among all frames sent. A repeated frame is ignored."""
        if not self._ticks or (number > self._ticks[-1][0] and captured_ns > self._ticks[-1][1]):
            self._ticks.append((number, captured_ns))

    @property
    def hertz(self) -> float:
        """Rate in Hz; 0 before the second frame."""
        periods = [(later - earlier) / (n - m) for (m, earlier), (n, later) in pairwise(self._ticks)]
        return 1e9 / median(periods) if periods else 0.0


class SlidingRate:
    """Events per second over a sliding window. Not thread-safe: the owner must lock it."""

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
