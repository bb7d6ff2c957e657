"""The rate of a source that does not say it: a frame of a slow scanner is not stale as soon as one of a quick one."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from statistics import median

KEPT = 9  # frames


class FrameRate:
    """Over the last frames; a pause among them does not count. Of one thread."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[int, int]] = deque(maxlen=KEPT)  # number and capture time, ns

    def tick(self, number: int, captured_ns: int) -> None:
        """A frame has come, the number-th of all that were sent. One that was there before says nothing."""
        if not self._ticks or (number > self._ticks[-1][0] and captured_ns > self._ticks[-1][1]):
            self._ticks.append((number, captured_ns))

    @property
    def hertz(self) -> float:
        """0 before the second frame."""
        periods = [(later - earlier) / (n - m) for (m, earlier), (n, later) in pairwise(self._ticks)]
        return 1e9 / median(periods) if periods else 0.0
