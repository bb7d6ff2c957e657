"""How old a picture is that was stamped by another machine's clock."""

from __future__ import annotations

from collections import deque

WINDOW_NS = 600 * 10**9  # ns, over which the quickest message is looked for; clocks drift some 30 ms in it
STEP_NS = 30 * 10**9  # ns; no picture is so late: the sender's clock was set


class SenderClock:
    """The sender's time stamps on this machine's monotonic clock.

    How far apart the clocks are cannot be known; the message that took least time bounds it, so a picture's age is what it
    took longer than the quickest one. A stamp that stands still is a picture sent again: it goes on ageing.
    """

    def __init__(self) -> None:
        self._gaps: deque[tuple[int, int]] = deque()  # (arrival, arrival - stamp), ns
        self._stamp_ns = self._captured_ns = 0

    def captured_ns(self, stamp_s: float, arrived_ns: int) -> int:
        """stamp_s: seconds since 1970, 0 where the sender gives none. Never later than the arrival."""
        stamp_ns = round(stamp_s * 1e9)
        if stamp_ns <= 0:
            return arrived_ns
        if stamp_ns == self._stamp_ns:
            return self._captured_ns
        gap = arrived_ns - stamp_ns
        while self._gaps and self._gaps[0][0] < arrived_ns - WINDOW_NS:
            self._gaps.popleft()
        if self._gaps and gap - self._gaps[0][1] > STEP_NS:
            self._gaps.clear()
        while self._gaps and self._gaps[-1][1] >= gap:  # rising from left to right: the first is the least
            self._gaps.pop()
        self._gaps.append((arrived_ns, gap))
        # Time does not run backwards when a quicker message moves the bound.
        self._stamp_ns, self._captured_ns = stamp_ns, max(self._captured_ns, stamp_ns + self._gaps[0][1])
        return self._captured_ns
